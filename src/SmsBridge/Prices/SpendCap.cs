using SmsBridge.Messages;

namespace SmsBridge.Prices;

/// <summary>What was decided last about a cap. Stored as these numbers.</summary>
internal enum SpendDecision
{
    None = 0,

    /// <summary>It was set, or switched off: what it held is judged anew.</summary>
    Set = 1,

    /// <summary>What had come until then goes out in spite of it.</summary>
    Released = 2,

    /// <summary>What had come until then and does not fit into it is given up.</summary>
    Cancelled = 3,
}

/// <summary>What a tenant's SMS may cost in a calendar month, in one currency.</summary>
internal sealed record SpendCap
{
    /// <summary>Percent of the cap: the rest of the month is for those that somebody waits for.</summary>
    public const int PromotionalShare = 80;

    /// <inheritdoc cref="PromotionalShare"/>
    public const int ServiceShare = 95;

    /// <summary>Where money moved the client waits for it: such texts stop last, at all of the cap. That is what a cap is, so it can not be set.</summary>
    public const int Whole = 100;

    /// <summary>Percent of the cap from which on people are told.</summary>
    public const int ToldAt = 80;

    private TimeZoneInfo? _zone;

    public long TenantId { get; init; }

    public long IsOn { get; init; }

    public long Micros { get; init; }

    public string Currency { get; init; } = "";

    public long Promotional { get; init; } = PromotionalShare;

    public long Service { get; init; } = ServiceShare;

    public string TimeZone { get; init; } = "UTC";

    /// <summary>Nothing of the months before is counted.</summary>
    public long FromMonth { get; init; }

    /// <summary>Since when SMS are counted as they are taken.</summary>
    public long BegunAt { get; init; }

    public long Revision { get; init; }

    public SpendDecision Decision { get; init; }

    public long DecidedAt { get; init; }

    public string DecidedBy { get; init; } = "";

    public long IsMoving { get; init; }

    public long Walks { get; init; }

    public long WalkedTo { get; init; }

    /// <summary>Where this machine does not know it, UTC.</summary>
    public TimeZoneInfo Zone => _zone ??= TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var known) ? known : TimeZoneInfo.Utc;

    public Price Amount => Price.Of(Micros, Currency);

    /// <summary>What so many percent of it are.</summary>
    public long LimitAt(long percent) => (long)(Micros * (decimal)percent / Whole);

    /// <summary>Whether people are to be told of how much is spent.</summary>
    public bool IsNear(long spent) => spent >= LimitAt(ToldAt);

    /// <summary>Which texts wait when so much is spent.</summary>
    public IReadOnlyList<string> StoppedAt(long spent) =>
        [.. new (string Name, long Share)[] { ("promotional", Promotional), ("service", Service), ("collection", Service), ("transactional", Whole) }
            .Where(kind => spent >= LimitAt(kind.Share)).Select(kind => kind.Name)];

    /// <summary>What was decided last also counts for what had come by then, whenever it came about. Only what the cap held is given up: other things wait for other reasons.</summary>
    public bool IsDecided(long queuedAt, long receivedAt, string? reason) =>
        Math.Max(queuedAt, receivedAt) <= DecidedAt && (Decision == SpendDecision.Released || (Decision == SpendDecision.Cancelled && reason == Reasons.SpendCap));

    /// <summary>What a person decided, for the timeline.</summary>
    public string Note => $"Spend cap: {(Decision == SpendDecision.Released ? "released" : "cancelled")} by {DecidedBy}.";

    /// <summary>On a timeline: the rule's name, and why such texts wait. It says nothing that changes while they wait.</summary>
    public string Words(string texts, long percent, SpendMonth month) =>
        $"Rule spend cap: {texts} texts stop when {Currency} {Price.AmountText(LimitAt(percent))} are spent in {month.Name}"
        + (percent == Whole ? ", which is all of the cap." : FormattableString.Invariant($", {percent} % of the cap of {Amount}."));
}
