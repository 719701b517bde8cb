using System.Globalization;

namespace SmsBridge.Texts;

/// <summary>Amounts and dates as clients read them.</summary>
internal static class TemplateFormat
{
    // The core allows 0 to 6 decimals; anything else is bad data and must not stop a confirmation.
    private const int MostDecimals = 6;

    /// <summary><c>KES 1,500.00</c>: the code, then the amount in groups of three, with the currency's decimals.</summary>
    /// <param name="currencyCode">ISO 4217; left out when blank.</param>
    /// <param name="decimalPlaces">The core's <c>currency.decimalPlaces</c>. Digits beyond it are rounded half away from zero.</param>
    public static string Money(decimal amount, string? currencyCode, int decimalPlaces)
    {
        var decimals = Math.Clamp(decimalPlaces, 0, MostDecimals);
        var rounded = Math.Round(amount, decimals, MidpointRounding.AwayFromZero);
        var number = Math.Abs(rounded).ToString($"N{decimals}", CultureInfo.InvariantCulture);
        var signed = rounded < 0 ? $"-{number}" : number; // no "-0.00"
        return string.IsNullOrWhiteSpace(currencyCode) ? signed : $"{currencyCode.Trim()} {signed}";
    }

    /// <param name="format"><see cref="TemplateOptions.DateFormat"/>.</param>
    public static string Date(DateOnly date, string format) => date.ToString(format, CultureInfo.InvariantCulture);
}
