using System.Globalization;

namespace SmsBridge.Doctor;

/// <summary>What reports have in common.</summary>
internal static class DoctorWords
{
    /// <summary>As typed.</summary>
    public const string Program = "smsbridge";

    public static string At(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>What to do about the checks, most urgent first.</summary>
    public static IEnumerable<string> Next(IEnumerable<CheckView> checks) =>
        checks.OrderByDescending(check => check.Outcome).Select(check => check.Remedy).OfType<string>().Distinct(StringComparer.Ordinal);
}
