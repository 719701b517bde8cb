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

    /// <summary>What two-factor codes may take beside all others; null: they wait with them.</summary>
    public CodeLane? Codes { get; init; }

    /// <summary>After <see cref="Run"/>: some two-factor code is under way, or waits.</summary>
    public bool SawCodes { get; private set; }

    private long NowMs => Now.ToUnixTimeMilliseconds();

    private long LeaseUntilMs => LeaseUntil.ToUnixTimeMilliseconds();

    public List<ClaimedMessage> Run(WriteSession session)
    {
        var claimed = new List<ClaimedMessage>();
        (LeftSomeBehind, ShareWasShort, LeftUnsorted) = (false, false, false);
        var inbox = EventInbox.Sort(session);
        var (waiting, withCodes) = ClaimStatements.Of(session).Tenants();
        SawCodes = withCodes.Count > 0;
        var codes = TakeCodes(session, withCodes);
        var tenants = InTurn(inbox.Tenants.Union(waiting));
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
        return codes.Count == 0 ? claimed : [.. codes, .. claimed];
    }

    /// <summary>Before everything else, and in places of their own. A few of each tenant, with those it has in work: who sends thousands of them has the rest wait with its other texts.</summary>
    private List<ClaimedMessage> TakeCodes(WriteSession session, List<long> tenants)
    {
        var claimed = new List<ClaimedMessage>();
        if (Codes is not { } lane || tenants.Count == 0)
        {
            return claimed;
        }

        foreach (var tenant in InTurn(tenants))
        {
            var room = Math.Min(lane.RoomOf(tenant), lane.Places - claimed.Count);
            if (room > 0)
            {
                claimed.AddRange(ClaimStatements.Of(session).TakeCodes(tenant, room, Owner, NowMs, LeaseUntilMs).OrderBy(row => row.EventId).Select(row => Complete(session, row)));
            }
        }

        return claimed;
    }

    private List<long> InTurn(IEnumerable<long> waiting)
    {
        var tenants = waiting.Order().ToList();
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
            return new ClaimedMessage.InDoubt(row, startedAt, endedAt)
            {
                Sealed = row.TypeId == EventTypeCodes.SmsCodeCode ? ClaimStatements.Of(session).CodeText(row.TenantId, row.EventId) : null,
            };
        }

        if (row is { TypeId: EventTypeCodes.LoanRepaymentCode, ResourceId: not null } or { TypeId: EventTypeCodes.ClientCreateCode })
        {
            return new ClaimedMessage.ToLookUp(row); // the bulk of them need no more than the message has
        }

        if (row.TypeId == EventTypeCodes.SmsCodeCode)
        {
            return new ClaimedMessage.Code(row, ClaimStatements.Of(session).Given(row.EventId).MobileNo, ClaimStatements.Of(session).CodeText(row.TenantId, row.EventId));
        }

        if (row.TypeId != EventTypeCodes.SmsSendCode)
        {
            var (savingsId, subResourceId, dialect) = ClaimStatements.Of(session).MoreIds(row.EventId);
            if (dialect == Dialect.Member && subResourceId is { } origin)
            {
                return OfMember(session, row, origin);
            }

            if (dialect != Dialect.Gateway)
            {
                return new ClaimedMessage.ToLookUp(row with { SavingsId = savingsId, SubResourceId = subResourceId })
                {
                    Words = dialect is Dialect.Report or Dialect.Copy ? ClaimStatements.Of(session).Given(row.EventId).Text : null,
                };
            }
        }

        var (mobileNo, text, internalId) = ClaimStatements.Of(session).Given(row.EventId);
        return new ClaimedMessage.TextGiven(row, mobileNo, text, internalId);
    }

    /// <summary>What is asked about is the group's, as its event names it; the client of the row is who is told.</summary>
    private static ClaimedMessage.ToLookUp OfMember(WriteSession session, in ClaimedRow row, long origin)
    {
        var ids = ClaimStatements.Of(session).IdsOf(origin);
        return new ClaimedMessage.ToLookUp(row with { ResourceId = ids.ResourceId, SubResourceId = ids.SubResourceId, LoanId = ids.LoanId, SavingsId = ids.SavingsId, ClientId = null })
        {
            Member = row.ClientId ?? 0, MemberOf = origin, IsOfResent = ids.QueuedAt > ids.ReceivedAt,
        };
    }
}

/// <summary>What two-factor codes may take of a relay: so that a backlog of others is not in their way, and they are not in everybody's.</summary>
/// <param name="Places">How many more of all tenants.</param>
/// <param name="RoomOf">How many more of a tenant; 0 of one that is paused. Asked on the store's writer thread.</param>
internal sealed record CodeLane(int Places, Func<long, int> RoomOf)
{
    /// <summary>Of a tenant at once, in however many claims: were it of each claim, a few of them would give one tenant all places while its provider is slow.</summary>
    public const int OfTenant = 8;
}
