namespace SmsBridge.Core.Audits;

/// <summary>How far a command got, as far as the entry says (fineract-audits-and-reports.md 1.5).</summary>
internal enum AuditStanding
{
    /// <summary>Cores of 1.9 to 1.14 do not say it, of no entry.</summary>
    Unsaid,

    Processed,

    /// <summary>It waits for a checker, or is under way.</summary>
    Waiting,

    /// <summary>Invalid, rejected, or failed.</summary>
    Failed,
}

/// <summary>One entry of a core's audit trail: a command that somebody gave. Without names and without what was typed: nothing here needs them.</summary>
/// <param name="MadeAt">When the command was given; null: the entry does not say it in a form that is known.</param>
/// <param name="CheckedAt">When a checker decided on it.</param>
/// <param name="Url">Path of what it was about, the only place for some ids.</param>
internal sealed record CoreAudit(
    long Id, string Entity, string Action, long? ResourceId, long? SubresourceId, long? ClientId, long? LoanId, DateTimeOffset? MadeAt, DateTimeOffset? CheckedAt,
    AuditStanding Standing, string? Url)
{
    /// <summary>When it came about: an approval comes long after what it approves.</summary>
    public DateTimeOffset? At => CheckedAt ?? MadeAt;
}

/// <summary>Entries in the order they came, and how many there were that nobody can read.</summary>
/// <param name="Ids">Of all that had one.</param>
internal sealed record AuditPage(IReadOnlyList<CoreAudit> Entries, IReadOnlyList<long> Ids, int Unreadable)
{
    public int Count => Entries.Count + Unreadable;
}
