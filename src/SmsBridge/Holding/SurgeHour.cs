using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Holding;

/// <summary>How it stands with an hour of a tenant. Stored as these numbers; the ledger holds messages only in hours of the second.</summary>
internal enum SurgeState
{
    /// <summary>Nodes add up in it what they took. Nothing is held.</summary>
    Counted = 0,

    /// <summary>Far more than usual came: what goes beyond waits for a person.</summary>
    Held = 1,

    /// <summary>A person released it, and what was held is being put back into the queue.</summary>
    Releasing = 2,

    Released = 3,

    /// <summary>A person cancelled it, and what was held is being given up.</summary>
    Cancelling = 4,

    Cancelled = 5,

    /// <summary>Nobody decided, and by now it was too late for all that was held.</summary>
    Over = 6,
}

/// <summary>An hour of a tenant in which far more than usual came.</summary>
internal sealed record SurgeHour
{
    public const long Length = 3_600_000;

    public long TenantId { get; init; }

    /// <summary>Its start.</summary>
    public long StartsAt { get; init; }

    public SurgeState State { get; init; }

    /// <summary>With a text, as far as it was counted.</summary>
    public long Events { get; init; }

    /// <summary>The most that went out at that hour of the day in the last weeks.</summary>
    public long Usual { get; init; }

    /// <summary>So many pass.</summary>
    public long Allowed { get; init; }

    /// <summary>Of one SMS, by the text of the event that was the first to be held.</summary>
    public long Parts { get; init; }

    public long? OpenedAt { get; init; }

    /// <summary>Of an hour that is held anew: when it was cancelled before.</summary>
    public long? DecidedAt { get; init; }

    /// <inheritdoc cref="DecidedAt"/>
    public string? DecidedBy { get; init; }

    /// <summary>Its own words, on a timeline; they do not change while it is held.</summary>
    public string Words => FormattableString.Invariant(
        $"Rule surge gate: more than {Allowed} events with a text came in the hour from {StoredTime.At(StartsAt):yyyy-MM-dd HH:mm} UTC. Usual at that hour: up to {Usual}.");

    public HeldRange Range => new(TenantId, StartsAt, StartsAt + Length);

    /// <summary>What of it an import pause covers; null: nothing.</summary>
    public HeldRange? In(ImportPause pause) =>
        new HeldRange(TenantId, Math.Max(StartsAt, pause.FromAt), Math.Min(StartsAt + Length, pause.UntilAt ?? long.MaxValue)) is var range && range.From < range.Until ? range : null;

    /// <summary>A person has decided, and not all messages know it yet.</summary>
    public bool IsMoving => State is SurgeState.Releasing or SurgeState.Cancelling;

    /// <summary>A person's decision stands, or is being carried out.</summary>
    public bool IsDecided => IsMoving || State is SurgeState.Released or SurgeState.Cancelled;

    /// <summary>A person gave up what had come by then. What comes back late of it is not held with what came afterwards, or it would go out when that is released.</summary>
    public bool IsCancelledFor(long receivedAt) => State is SurgeState.Held or SurgeState.Cancelled && receivedAt <= DecidedAt;

    public static long StartOf(long at) => at - (at % Length);
}

/// <summary>What a tenant has said of its surge gate.</summary>
internal sealed record SurgeRule(bool IsOn, long Floor, long Times)
{
    /// <summary>What the tenant has said itself; null: nothing.</summary>
    public SurgeRuleRow? Own { get; init; }

    /// <summary>So many pass in an hour.</summary>
    public long Allows(long usual) => Math.Max(Floor, usual * Times);
}
