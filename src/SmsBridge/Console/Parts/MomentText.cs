using System.Globalization;

namespace SmsBridge.Console.Parts;

/// <summary>How much of a time is shown.</summary>
public enum MomentForm
{
    /// <summary>14:03:22 of today; with the day for other days.</summary>
    Brief,

    /// <summary>21 Nov 2026, 14:03:22.</summary>
    Full,

    /// <summary>14:03:22.</summary>
    Time,

    /// <summary>4 minutes ago.</summary>
    Ago,
}

/// <summary>Times for people. The script does the same in the browser's zone for operators without a zone of their own.</summary>
internal static class MomentText
{
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);

    public static string? FormName(MomentForm form) =>
        form switch
        {
            MomentForm.Brief => "short",
            MomentForm.Full => "full",
            MomentForm.Time => "time",
            _ => null, // the same everywhere
        };

    /// <param name="zone">Null: UTC, which is then said.</param>
    public static string In(DateTimeOffset at, TimeZoneInfo? zone, MomentForm form, DateTimeOffset now)
    {
        if (form == MomentForm.Ago)
        {
            return Ago(now - at);
        }

        var (local, today) = (TimeZoneInfo.ConvertTime(at, zone ?? TimeZoneInfo.Utc), TimeZoneInfo.ConvertTime(now, zone ?? TimeZoneInfo.Utc));
        var format = form switch
        {
            MomentForm.Time => "HH:mm:ss",
            MomentForm.Full => "d MMM yyyy, HH:mm:ss",
            _ when local.Date == today.Date => "HH:mm:ss",
            _ when local.Year == today.Year => "d MMM, HH:mm",
            _ => "d MMM yyyy, HH:mm",
        };
        return local.ToString(format, CultureInfo.InvariantCulture) + (zone is null ? " UTC" : "");
    }

    /// <summary>"just now", "4 minutes ago", "in 2 hours".</summary>
    public static string Ago(TimeSpan past) =>
        past >= TimeSpan.Zero
            ? past < TimeSpan.FromSeconds(2) ? "just now" : $"{Span(Whole(past))} ago"
            : past > TimeSpan.FromSeconds(-1) ? "now" : $"in {Span(Whole(-past))}";

    /// <summary>Tenths of a second matter in how long something took, not in how long ago it was.</summary>
    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Floor(span.TotalSeconds)) is { Ticks: > 0 } whole ? whole : span;

    /// <summary>"350 ms", "4 s", "3 min", "2 h", "5 days": one unit, enough to judge by.</summary>
    public static string Span(TimeSpan span) =>
        span switch
        {
            { TotalMilliseconds: < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
            { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
            { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
            { TotalHours: < 36 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days"),
        };
}
