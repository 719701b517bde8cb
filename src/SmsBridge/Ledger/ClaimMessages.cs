using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// One claim: takes what is due, tenant by tenant, so that a tenant with a hundred thousand waiting leaves room for one with one.
/// New events become messages here; retries come first because they are older.
/// </summary>
/// <param name="Room">How many more messages of a tenant the relay can take; 0 for one that is paused or busy.</param>
/// <param name="Rotation">Changes with each claim, so that no tenant is always first.</param>
internal sealed record ClaimMessages(
    long Owner, DateTimeOffset Now, DateTimeOffset LeaseUntil, int Limit, int Rotation, Func<long, int> Room)
{
    /// <summary>After <see cref="Run"/>: some tenant may have more that is due than there was room for.</summary>
    public bool LeftSomeBehind { get; private set; }

    /// <summary>After <see cref="Run"/>: some tenant got only its share, and may have more of its own room left than the others used.</summary>
    public bool ShareWasShort { get; private set; }

    /// <summary>After <see cref="Run"/>: there was more in the inbox than a claim looks at.</summary>
    public bool LeftUnsorted { get; private set; }

    private long NowMs => Now.ToUnixTimeMilliseconds();

    private long LeaseUntilMs => LeaseUntil.ToUnixTimeMilliseconds();

    public List<ClaimedMessage> Run(WriteSession session)
    {
        var claimed = new List<ClaimedMessage>();
        (LeftSomeBehind, ShareWasShort, LeftUnsorted) = (false, false, false);
        var inbox = EventInbox.Sort(session);
        var tenants = Tenants(session, inbox);
        var share = Math.Max(1, Limit / Math.Max(1, tenants.Count)); // what it leaves, the next claim takes up at once
        foreach (var tenant in tenants)
        {
            var own = Math.Max(0, Room(tenant));
            var room = Math.Min(own, Math.Min(share, Limit - claimed.Count));
            var granted = room;
            if (room > 0)
            {
                var due = TakeDue(session, tenant, room);
                room -= due.Count;
                claimed.AddRange(due);
            }

            if (room > 0)
            {
                var fresh = TakeNew(session, inbox, tenant, room);
                room -= fresh.Count;
                claimed.AddRange(fresh);
            }

            LeftSomeBehind |= room == 0;
            ShareWasShort |= room == 0 && granted < own;
        }

        inbox.Leave();
        LeftUnsorted = inbox.IsFull;
        return claimed;
    }

    private List<long> Tenants(WriteSession session, InboxSorting inbox)
    {
        var tenants = inbox.Tenants.Union(ClaimStatements.Of(session).Tenants()).Order().ToList();
        var first = tenants.Count == 0 ? 0 : Rotation % tenants.Count;
        return [.. tenants.Skip(first), .. tenants.Take(first)];
    }

    private List<ClaimedMessage> TakeDue(WriteSession session, long tenant, int room) =>
        [.. ClaimStatements.Of(session).TakeDue(tenant, room, Owner, NowMs, LeaseUntilMs).OrderBy(row => row.EventId).Select(row => Complete(session, row))];

    private List<ClaimedMessage> TakeNew(WriteSession session, InboxSorting inbox, long tenant, int room)
    {
        var taken = inbox.Take(tenant, room);
        ClaimStatements.Of(session).InsertAll(tenant, taken, Owner, NowMs, LeaseUntilMs);
        return [.. taken.Select(pending => Complete(session, ToRow(tenant, pending)))];
    }

    private ClaimedRow ToRow(long tenant, PendingEvent pending) => new()
    {
        EventId = pending.Id,
        TenantId = tenant,
        TypeId = pending.TypeId,
        ReceivedAt = pending.ReceivedAt,
        QueuedAt = pending.QueuedAt,
        LeaseUntil = LeaseUntilMs,
        IsNew = true,
        ResourceId = pending.ResourceId,
        ClientId = pending.ClientId,
        LoanId = pending.LoanId,
        Status = MessageStatus.Queued,
    };

    /// <summary>Adds what only some messages need: a text given by the core, ids of accounts, the time of an attempt in doubt.</summary>
    private ClaimedMessage Complete(WriteSession session, ClaimedRow row)
    {
        if (row.Status == MessageStatus.Sending)
        {
            var (startedAt, endedAt) = Attempts.Interrupted(session, row.EventId, row.Attempts, NowMs);
            return new ClaimedMessage.InDoubt(row, startedAt, endedAt);
        }

        if (row.TypeId is EventTypeCodes.LoanRepaymentCode or EventTypeCodes.ClientCreateCode)
        {
            return new ClaimedMessage.ToLookUp(row); // the bulk of them need no more than the message has
        }

        if (row.TypeId != EventTypeCodes.SmsSendCode)
        {
            var (savingsId, subResourceId, dialect) = ClaimStatements.Of(session).MoreIds(row.EventId);
            if (dialect != Dialect.Gateway)
            {
                return new ClaimedMessage.ToLookUp(row with { SavingsId = savingsId, SubResourceId = subResourceId })
                {
                    Words = dialect == Dialect.Report ? ClaimStatements.Of(session).Given(row.EventId).Text : null,
                };
            }
        }

        var (mobileNo, text, internalId) = ClaimStatements.Of(session).Given(row.EventId);
        return new ClaimedMessage.TextGiven(row, mobileNo, text, internalId);
    }
}
