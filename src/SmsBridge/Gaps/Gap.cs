using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Gaps;

/// <summary>How it stands with an act that no hook told of. Stored as these numbers.</summary>
internal enum GapState
{
    /// <summary>Its client should have been told, and was not.</summary>
    Missing = 1,

    /// <summary>Nobody is to be told, with the reason.</summary>
    Explained = 2,

    /// <summary>It became an event.</summary>
    MadeUp = 3,

    /// <summary>A command that waits for a checker, or of which the core does not say whether it was carried out.</summary>
    Undecided = 4,
}

/// <summary>An act on the core's audit trail that did not come in.</summary>
internal sealed record Gap
{
    public required long AuditId { get; init; }

    /// <summary>As the catalogue names it.</summary>
    public required string Event { get; init; }

    public required GapState State { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    public long? SubResourceId { get; init; }

    public required long MadeAt { get; init; }

    public required long FoundAt { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    /// <summary>The entry itself says that it was carried out. Many cores say it of none.</summary>
    public bool Said { get; init; }

    /// <summary>The core was asked about it, and shows it.</summary>
    public bool Confirmed { get; init; }

    public long? LookAt { get; init; }

    public long? EventId { get; init; }

    public EventKind? Kind => EventCatalogue.Find(Event);

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(MadeAt);

    public Gap With(GapState state, string? reason = null, string? detail = null) => this with { State = state, Reason = reason, Detail = detail, LookAt = null };
}

/// <summary>A time in which a tenant did not tell of an event.</summary>
internal sealed record OffTime
{
    public string Event { get; init; } = "";

    /// <summary>0: from the beginning.</summary>
    public long OffFrom { get; init; }

    /// <summary>Null: it still is.</summary>
    public long? OffUntil { get; init; }

    public bool Covers(long at) => at >= OffFrom && (OffUntil is not { } until || at < until);
}

/// <summary>How a tenant's comparison stands.</summary>
internal sealed record GapStanding
{
    public long TenantId { get; init; }

    public bool MakesUp { get; init; }

    public long? ComparedAt { get; init; }

    public long? TriedAt { get; init; }

    public long Entries { get; init; }

    public string? Problem { get; init; }

    /// <summary>The core's user may not read audits.</summary>
    public bool Lacks { get; init; }
}

/// <summary>How far a kind is compared.</summary>
internal sealed record GapCursor
{
    public string Event { get; init; } = "";

    public long SettledTo { get; init; }

    public long SeenTo { get; init; }

    public long SeenAt { get; init; }
}
