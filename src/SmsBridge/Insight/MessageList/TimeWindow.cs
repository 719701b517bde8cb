using System.Globalization;

namespace SmsBridge.Insight.MessageList;

/// <summary>Which time a list looks at: a preset and a range, both of which hold.</summary>
/// <param name="When">One of <see cref="TimeChoices"/>.</param>
internal readonly record struct TimeWindow(string When, DateTimeOffset? From, DateTimeOffset? To)
{
    /// <summary>"the last 24 hours", "from 2026-11-21 08:00 UTC on"; null: any.</summary>
    public string? Words => string.Join(", ", new[] { TimeChoices.Words(When), RangeWords }.OfType<string>()) is { Length: > 0 } words ? words : null;

    private string? RangeWords => (From, To) switch
    {
        ({ } from, { } to) => $"from {Shown(from)} to {Shown(to)}",
        ({ } from, null) => $"from {Shown(from)} on",
        (null, { } to) => $"before {Shown(to)}",
        _ => null,
    };

    /// <summary>From when on, now; null: since ever.</summary>
    public DateTimeOffset? Since(DateTimeOffset now) =>
        TimeChoices.Find(When)?.Span is not { } span ? From : From is { } from && from > now - span ? from : now - span;

    internal static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
