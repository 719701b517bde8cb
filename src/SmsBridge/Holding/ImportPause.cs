using SmsBridge.Store;

namespace SmsBridge.Holding;

/// <summary>A time in which a tenant's events are recorded without being told.</summary>
internal sealed record ImportPause
{
    public long TenantId { get; init; }

    public long FromAt { get; init; }

    /// <summary>Null: until somebody ends it.</summary>
    public long? UntilAt { get; init; }

    public string? Note { get; init; }

    public string MadeBy { get; init; } = "";

    /// <summary>On a timeline: the rule's name, and who set it.</summary>
    public string Words => FormattableString.Invariant($"Import pause from {StoredTime.At(FromAt):yyyy-MM-dd HH:mm} UTC")
        + (UntilAt is { } until ? FormattableString.Invariant($" until {StoredTime.At(until):yyyy-MM-dd HH:mm} UTC") : "")
        + $", set by {MadeBy}{(Note is null ? "" : $": {Note.TrimEnd('.')}")}.";

    /// <summary>When the next one can begin, to the minute that people type; null: nobody has ended this one yet.</summary>
    public DateTimeOffset? NextFrom => UntilAt is { } until ? StoredTime.At((until + 59_999) / 60_000 * 60_000) : null;

    public bool Covers(long at) => at >= FromAt && !IsOver(at);

    public bool IsOver(long at) => UntilAt <= at;
}
