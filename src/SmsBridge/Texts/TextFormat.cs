using System.Globalization;
using SmsBridge.Numbers;
using SmsBridge.Texts.Languages;

namespace SmsBridge.Texts;

/// <summary>Amounts and dates as clients read them, in one language.</summary>
internal sealed class TextFormat
{
    // The core allows 0 to 6 decimals; anything else is bad data and must not stop a confirmation.
    private const int MostDecimals = 6;

    private readonly CultureInfo _culture;
    private readonly string _date;
    private readonly LanguageForm _form;

    private TextFormat(LanguageForm form, string date) => (_form, _culture, _date) = (form, form.ToCulture(), date);

    /// <param name="language">As <c>sw</c> or <c>pt-BR</c>; one that <see cref="LanguageForms"/> does not know is written as English is.</param>
    /// <param name="date"><see cref="TemplateOptions.DateFormat"/>; as shipped, each language has its own.</param>
    public static TextFormat For(string language, string date) => For(LanguageForms.Of(language), date);

    /// <inheritdoc cref="For(string, string)"/>
    public static TextFormat For(LanguageForm form, string date) => new(form, date == TemplateOptions.ShippedDateFormat ? form.LongDate : date);

    /// <summary><c>KES 1,500.00</c>: the code, then the amount in groups, with the currency's decimals.</summary>
    /// <param name="currencyCode">ISO 4217; left out when blank.</param>
    /// <param name="decimalPlaces">The core's <c>currency.decimalPlaces</c>. Digits beyond it are rounded half away from zero.</param>
    public string Money(decimal amount, string? currencyCode, int decimalPlaces)
    {
        var decimals = Math.Clamp(decimalPlaces, 0, MostDecimals);
        var rounded = Math.Round(amount, decimals, MidpointRounding.AwayFromZero);
        var number = Number(Math.Abs(rounded), decimals);
        var signed = rounded < 0 ? $"-{number}" : number; // no "-0.00"
        return string.IsNullOrWhiteSpace(currencyCode) ? signed : $"{currencyCode.Trim()} {signed}";
    }

    /// <summary>In groups.</summary>
    public string Number(decimal number, int decimals) => number.ToString($"N{decimals}", _culture);

    public string Date(DateOnly date) => date.ToString(_date, _culture);

    public string Truth(bool truth) => truth ? _form.Yes : _form.No;

    /// <summary>Of the dates of a year one that costs most in an SMS: a month may have a sign that makes the whole text dearer.</summary>
    public string CostliestDate(int year)
    {
        const int LongDay = 28;
        return Costliest(Enumerable.Range(1, 12).Select(month => Date(new DateOnly(year, month, LongDay))));
    }

    /// <summary>Of two the one that costs more in an SMS.</summary>
    public static string Costlier(string one, string other) => Costliest([one, other]);

    private static string Costliest(IEnumerable<string> texts) => texts.MaxBy(static text => (SegmentCount.Of(text).Encoding, text.Length))!;
}
