using SmsBridge.Insight.Statistics;

namespace SmsBridge.Alarms;

/// <summary>Something of one kind, of one tenant, that needs attention or did until a moment ago: what alarms are counted by.</summary>
/// <param name="Kind">As the overview has it.</param>
/// <param name="Tenant">Empty: of the installation.</param>
/// <param name="Since">When it was first seen.</param>
/// <param name="GoneAt">Null: it still stands.</param>
/// <param name="Items">How many things of the kind.</param>
internal sealed record StandingAlarm(
    string Kind, string Tenant, DateTimeOffset Since, DateTimeOffset? GoneAt, int Items, bool IsUrgent, string Words, string? Remedy)
{
    private const int MostNamed = 5;

    public (string Kind, string Tenant) Key => (Kind, Tenant);

    /// <summary>What needs attention now, by kind and tenant.</summary>
    public static IReadOnlyList<StandingAlarm> Of(IEnumerable<AttentionItem> items, DateTimeOffset now) =>
        [.. items.GroupBy(item => (item.Kind, Tenant: item.Tenant ?? "")).Select(group => Of(group.Key.Kind, group.Key.Tenant, [.. group], now))];

    private static StandingAlarm Of(string kind, string tenant, IReadOnlyList<AttentionItem> items, DateTimeOffset now) => new(
        kind, tenant, now, GoneAt: null, items.Count, items.Any(item => item.IsUrgent),
        string.Join(' ', items.Take(MostNamed).Select(item => item.Words)) + (items.Count > MostNamed ? FormattableString.Invariant($" And {items.Count - MostNamed} more.") : ""),
        string.Join(' ', items.Select(item => item.Remedy).OfType<string>().Distinct(StringComparer.Ordinal).Take(MostNamed)) is { Length: > 0 } remedies ? remedies : null);
}

/// <summary>What a receiver was told of one alarm.</summary>
/// <param name="At">Of the latest alarm; an all-clear does not change it.</param>
/// <param name="Items">How many things it told of.</param>
/// <param name="IsOver">The all-clear was told.</param>
internal sealed record ToldAlarm(DateTimeOffset At, int Items, bool IsOver);

/// <summary>What an alarm has to say to somebody.</summary>
internal enum AlarmNews
{
    /// <summary>It needs attention.</summary>
    Raised,

    /// <summary>More of the kind need attention than were told.</summary>
    Grown,

    /// <summary>It still does, after the time for repeats.</summary>
    Repeated,

    /// <summary>It still does, after the time after which this receiver is told.</summary>
    Escalated,

    /// <summary>It is over.</summary>
    Cleared,
}
