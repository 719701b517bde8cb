using System.Collections.Frozen;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Digests;

/// <summary>A tenant's rule that a client's receipts of a day are told as one SMS.</summary>
internal sealed record DigestRule
{
    /// <summary>Receipts of what a client paid: only of these the sum says something true.</summary>
    public static readonly FrozenSet<EventType> Receipts =
        new[] { EventType.LoanRepayment, new EventType("LOAN", "RECOVERYPAYMENT"), EventType.SavingsDeposit, new EventType("RECURRINGDEPOSITACCOUNT", "DEPOSIT") }.ToFrozenSet();

    /// <summary>Names of <see cref="Receipts"/>, for people.</summary>
    public static readonly string ReceiptNames = string.Join(", ", Receipts.Select(static type => type.ToString()).Order(StringComparer.Ordinal));

    private const char Comma = ',';

    private FrozenSet<string>? _events;
    private TimeZoneInfo? _zone;

    public long TenantId { get; init; }

    public long IsOn { get; init; }

    /// <summary>A time of the day: <c>18:00</c>.</summary>
    public string SendAt { get; init; } = "";

    public string TimeZone { get; init; } = "";

    /// <summary>Names of events with commas between.</summary>
    public string Events { get; init; } = "";

    public IReadOnlyList<string> EventNames => Events.Split(Comma, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Where this machine does not know it, UTC: it is told at another hour then, and not lost.</summary>
    private TimeZoneInfo Zone => _zone ??= TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var known) ? known : TimeZoneInfo.Utc;

    /// <summary>For the timeline: the same of all that wait for it.</summary>
    public string Words => $"Told at {SendAt} ({TimeZone}) in one SMS with the client's other receipts of the day.";

    public static string Join(IEnumerable<string> events) => string.Join(Comma, events);

    /// <summary>Whether an event of this type waits for the digest.</summary>
    public bool Covers(EventType type) => IsOn != 0 && Receipts.Contains(type) && (_events ??= EventNames.ToFrozenSet(StringComparer.Ordinal)).Contains(type.ToString());

    /// <summary>The next time of sending after that moment.</summary>
    public DateTimeOffset DueAfter(DateTimeOffset at)
    {
        var day = ZoneDay.Of(at, Zone);
        var due = On(day);
        return due > at ? due : On(day.AddDays(1));
    }

    private DateTimeOffset On(DateOnly day) => ZoneDay.At(day, QuietHours.TryTime(SendAt, out var time) ? time : TimeOnly.MinValue, Zone);
}

/// <summary>A tenant's own words for a digest, in one language.</summary>
internal sealed record DigestTextRow
{
    public long TenantId { get; init; }

    public string Language { get; init; } = "";

    public string Text { get; init; } = "";
}
