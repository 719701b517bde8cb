using SmsBridge.Store;

namespace SmsBridge.Restores;

/// <summary>A backup was put back, and what was sent between these two moments is not on the record.</summary>
/// <param name="BackupAt">The backup holds what was done until then.</param>
/// <param name="RestoredAt">What was done later is on the record again.</param>
internal sealed record RestoreMark(DateTimeOffset BackupAt, DateTimeOffset RestoredAt)
{
    /// <summary>In milliseconds, as messages have it.</summary>
    public long RestoredMs { get; } = RestoredAt.ToUnixTimeMilliseconds();
}

/// <summary>How far a tenant of the backup is.</summary>
internal sealed record RestoredTenant
{
    public long TenantId { get; init; }

    /// <summary>Its core was asked what came since; null: not yet.</summary>
    public long? ComparedAt { get; init; }

    /// <summary>And once more, when the last of it could be told from what was on its way.</summary>
    public long? SettledAt { get; init; }

    /// <summary>Everything that waited was looked for, so what the provider lists beside it is nobody else's.</summary>
    public long? MatchedAt { get; init; }

    public long? OpenedAt { get; init; }

    /// <summary>Null: it opened by itself.</summary>
    public string? OpenedBy { get; init; }

    /// <summary>Acts since the backup that were entered as events.</summary>
    public long MadeUp { get; init; }

    /// <summary>Why its core could not be asked, or not of everything.</summary>
    public string? Problem { get; init; }

    public bool IsOpen => OpenedAt is not null;

    public bool IsDone => IsOpen && SettledAt is not null;

    public DateTimeOffset? Opened => StoredTime.At(OpenedAt);
}

/// <summary>What still keeps a tenant closed.</summary>
/// <param name="Waiting">SMS of before that nobody has looked at.</param>
/// <param name="LookedFor">Whose provider does not answer, or lists an SMS to the same number that may be it.</param>
internal readonly record struct RestoreLeft(long Waiting, long LookedFor);
