namespace SmsBridge.Privacy.Retention;

/// <summary>Where events of a kind are found, oldest first, by an index that has them by tenant and number.</summary>
internal enum RetentionSource
{
    Messages,

    /// <summary>Events that were refused, ignored or repeats.</summary>
    Aside,

    /// <summary>Payments that partners are told of.</summary>
    Payments,
}

/// <summary>A kind of data at one source: gone through by itself, with a place of its own.</summary>
/// <param name="Number">Stored; never renumbered.</param>
internal sealed record RetentionLane(int Number, RetentionKind Kind, RetentionSource Source)
{
    /// <summary>In the order they are gone through: what is removed is not emptied first.</summary>
    public static IReadOnlyList<RetentionLane> All { get; } =
    [
        new(1, RetentionKind.Records, RetentionSource.Messages), new(2, RetentionKind.Records, RetentionSource.Aside), new(3, RetentionKind.Notices, RetentionSource.Payments),
        new(4, RetentionKind.Texts, RetentionSource.Messages), new(5, RetentionKind.Texts, RetentionSource.Aside), new(6, RetentionKind.Hooks, RetentionSource.Messages),
        new(7, RetentionKind.Hooks, RetentionSource.Aside),
    ];
}

/// <summary>A tenant's registration, also one that has ended: what it left on the record is kept by the same rule.</summary>
internal sealed record RetainedTenant
{
    public long Id { get; init; }

    /// <summary>Empty: no tenant we know.</summary>
    public string Identifier { get; init; } = "";

    /// <summary>A run has gone through it.</summary>
    public bool HasRun { get; init; }
}

/// <summary>How far a lane may be gone through now.</summary>
/// <param name="Cut">The first event that stays; those before came in before <paramref name="Before"/>, but for a clock that was set back.</param>
/// <param name="Before">Younger ones stay.</param>
internal sealed record RetentionReach(RetentionLane Lane, long TenantId, long Cut, DateTimeOffset Before);
