namespace SmsBridge.Simulator.Core;

/// <summary>How an entry's status is told (fineract-audits-and-reports.md 1.5).</summary>
internal enum AuditStatusText
{
    /// <summary>Up to 1.8: <c>processed</c>, <c>awaiting.approval</c>.</summary>
    Dotted,

    /// <summary>1.9 to 1.14: of no entry.</summary>
    Absent,

    /// <summary>Since 2026: <c>Processed</c>, <c>Awaiting Approval</c>.</summary>
    Words,
}

/// <summary>What a reader of audits falls over. All are off but the status, which most cores in use do not tell.</summary>
internal sealed class AuditTraps
{
    public AuditStatusText Status { get; set; } = AuditStatusText.Absent;

    /// <summary>PostgreSQL: the total is the size of the page.</summary>
    public bool TotalIsPage { get; set; } = true;

    /// <summary>1.8: times of the list are ahead by the zone.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>A single entry's time in seconds, with decimals (1.12 and later).</summary>
    public bool SecondsInOne { get; set; } = true;

    /// <summary>So many entries arrive between any two pages.</summary>
    public int ArrivingPerPage { get; set; }

    /// <summary>Paged requests that give the page before once more.</summary>
    public int Repeats { get; set; }

    /// <summary>Paged requests that leave out a page.</summary>
    public int Skips { get; set; }

    /// <summary>Writes an entry nobody can read in place of each of these.</summary>
    public HashSet<long> Broken { get; } = [];
}

/// <summary>A row of the core's <c>m_portfolio_command_source</c>.</summary>
internal sealed record StandInAudit(long Id, string Entity, string Action, DateTimeOffset MadeAt)
{
    public const int Processed = 1;
    public const int AwaitingApproval = 2;
    public const int Rejected = 3;
    public const int UnderProcessing = 4;
    public const int Error = 5;

    public long? ResourceId { get; init; }

    public long? SubresourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public string Maker { get; init; } = "mifos";

    public DateTimeOffset? CheckedAt { get; init; }

    public int Status { get; init; } = Processed;

    public string? Url { get; init; }

    /// <summary>As it is stored; may be anything.</summary>
    public string CommandJson { get; init; } = "{}";

    /// <summary>A branch's user does not see those without.</summary>
    public int? OfficeId { get; init; } = StandInTenant.HeadOffice;
}

/// <summary>A tenant's audit trail. Safe for concurrent use.</summary>
internal sealed class StandInAudits
{
    private readonly Lock _lock = new();
    private readonly SortedList<long, StandInAudit> _entries = [];
    private long _last = 4_000;

    public AuditTraps Traps { get; } = new();

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Newest first.</summary>
    public List<StandInAudit> Newest
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Values.Reverse()];
            }
        }
    }

    /// <param name="id">Null: the next.</param>
    public StandInAudit Add(StandInAudit entry, long? id = null)
    {
        lock (_lock)
        {
            entry = entry with { Id = id ?? ++_last };
            _last = Math.Max(_last, entry.Id);
            return _entries[entry.Id] = entry;
        }
    }

    /// <summary>An entry of a command's result, as the core has it: ids that the result has, and the rest only in the address.</summary>
    public StandInAudit Record(HookEvent it, string maker = "mifos", int status = StandInAudit.Processed) =>
        Add(new StandInAudit(0, it.Entity, it.Action, Time.GetUtcNow())
        {
            ResourceId = status is StandInAudit.Processed ? it.ResourceId : null, SubresourceId = status is StandInAudit.Processed ? it.SubResourceId : null,
            ClientId = it.ClientId, LoanId = it.LoanId, Maker = maker, Status = status, Url = UrlOf(it), OfficeId = (int?)it.OfficeId,
        });

    public StandInAudit? Find(long id)
    {
        lock (_lock)
        {
            return _entries.GetValueOrDefault(id);
        }
    }

    /// <summary>A checker's word on an entry: it keeps its number and its time.</summary>
    public void Check(long id, int status, long? resourceId) =>
        Change(id, entry => entry with { Status = status, ResourceId = resourceId, CheckedAt = Time.GetUtcNow() });

    public void Change(long id, Func<StandInAudit, StandInAudit> change)
    {
        lock (_lock)
        {
            _entries[id] = change(_entries[id]);
        }
    }

    public void Remove(long id)
    {
        lock (_lock)
        {
            _entries.Remove(id);
        }
    }

    /// <summary>A backup of the core was put back: what came after is gone, and its numbers are given again.</summary>
    public void GoBackTo(long id)
    {
        lock (_lock)
        {
            foreach (var later in _entries.Keys.Where(key => key > id).ToList())
            {
                _entries.Remove(later);
            }

            _last = id;
        }
    }

    private static string? UrlOf(HookEvent it) =>
        it switch
        {
            { Entity: "LOAN", Action: "REPAYMENT" } => FormattableString.Invariant($"/loans/{it.LoanId}/transactions"),
            { Entity: "LOAN" } => FormattableString.Invariant($"/loans/{it.LoanId ?? it.ResourceId}"),
            { Entity: "LOANCHARGE" } => FormattableString.Invariant($"/loans/{it.LoanId}/charges/{it.ResourceId}"),
            { Entity: "CLIENT", Action: "CREATE" } => "/clients",
            { Entity: "CLIENT" } => FormattableString.Invariant($"/clients/{it.ClientId}"),
            { SavingsId: { } savings } => FormattableString.Invariant($"/{PathOf(it.Entity)}/{savings}/transactions"),
            _ => null,
        };

    private static string PathOf(string entity) =>
        entity switch { "FIXEDDEPOSITACCOUNT" => StandInAccount.FixedDeposit, "RECURRINGDEPOSITACCOUNT" => StandInAccount.RecurringDeposit, _ => StandInAccount.Savings };
}
