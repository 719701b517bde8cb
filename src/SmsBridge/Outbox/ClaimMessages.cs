using SmsBridge.Inbox;
using SmsBridge.Messages;
using SmsBridge.Storage;

namespace SmsBridge.Outbox;

/// <summary>
/// One claim: takes what is due, tenant by tenant, so that a tenant with a hundred thousand waiting leaves room for one with one.
/// New events become messages here; retries come first because they are older.
/// </summary>
/// <param name="Room">How many more messages of a tenant the relay can take; 0 for one that is paused or busy.</param>
/// <param name="Rotation">Changes with each claim, so that no tenant is always first.</param>
internal sealed record ClaimMessages(
    long Owner, DateTimeOffset Now, DateTimeOffset LeaseUntil, int Limit, int Rotation, Func<long, int> Room)
{
    private const string LeasedColumns = """
        event_id AS EventId, tenant_id AS TenantId, type_id AS TypeId, received_at AS ReceivedAt, queued_at AS QueuedAt,
        resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId, status AS Status, lookups AS Lookups,
        attempts AS Attempts, tries AS Tries, recipient AS Recipient, provider AS Provider, account_id AS AccountId, sender AS Sender, body AS Body
        """;

    /// <summary>After <see cref="Run"/>: some tenant may have more that is due than there was room for.</summary>
    public bool LeftSomeBehind { get; private set; }

    private long NowMs => Now.ToUnixTimeMilliseconds();

    private long LeaseUntilMs => LeaseUntil.ToUnixTimeMilliseconds();

    public List<LeasedMessage> Run(WriteSession session)
    {
        var claimed = new List<LeasedMessage>();
        LeftSomeBehind = false;
        var tenants = Tenants(session);
        var share = Math.Max(1, Limit / Math.Max(1, tenants.Count)); // what it leaves, the next claim takes up at once
        foreach (var tenant in tenants)
        {
            var room = Math.Max(0, Math.Min(Room(tenant), Math.Min(share, Limit - claimed.Count)));
            if (room > 0)
            {
                var due = TakeDue(session, tenant, room);
                room -= due.Count;
                claimed.AddRange(due);
            }

            if (room > 0)
            {
                var fresh = TakeNew(session, tenant, room);
                room -= fresh.Count;
                claimed.AddRange(fresh);
            }

            LeftSomeBehind |= room == 0;
        }

        return claimed;
    }

    private List<long> Tenants(WriteSession session)
    {
        var tenants = EventInbox.WaitingTenants(session).Union(DueTenants(session)).Order().ToList();
        var first = tenants.Count == 0 ? 0 : Rotation % tenants.Count;
        return [.. tenants.Skip(first), .. tenants.Take(first)];
    }

    private static List<long> DueTenants(WriteSession session) => session.Query<long>("""
        WITH RECURSIVE waiting (tenant_id) AS (
            SELECT (SELECT MIN(tenant_id) FROM message WHERE due_at IS NOT NULL)
            UNION ALL
            SELECT (SELECT MIN(message.tenant_id) FROM message WHERE message.due_at IS NOT NULL AND message.tenant_id > waiting.tenant_id)
            FROM waiting WHERE waiting.tenant_id IS NOT NULL
        )
        SELECT tenant_id FROM waiting WHERE tenant_id IS NOT NULL
        """);

    private List<LeasedMessage> TakeDue(WriteSession session, long tenant, int room)
    {
        var due = session.Query<LeasedMessage>($"""
            UPDATE message SET lease_owner = @Owner, due_at = @LeaseUntilMs
            WHERE event_id IN (SELECT event_id FROM message WHERE tenant_id = @tenant AND due_at <= @NowMs ORDER BY due_at, event_id LIMIT @room)
            RETURNING {LeasedColumns}
            """, new { Owner, LeaseUntilMs, tenant, NowMs, room });
        return [.. due.OrderBy(message => message.EventId).Select(message => Complete(session, message))];
    }

    private List<LeasedMessage> TakeNew(WriteSession session, long tenant, int room)
    {
        var taken = EventInbox.Take(session, tenant, room);
        foreach (var pending in taken)
        {
            session.Execute("""
                INSERT INTO message (event_id, tenant_id, type_id, received_at, resource_id, client_id, loan_id, status, queued_at, due_at, lease_owner, updated_at)
                VALUES (@Id, @tenant, @TypeId, @ReceivedAt, @ResourceId, @ClientId, @LoanId, @Queued, @ReceivedAt, @LeaseUntilMs, @Owner, @NowMs)
                """, new
            {
                pending.Id, tenant, pending.TypeId, pending.ReceivedAt, pending.ResourceId, pending.ClientId, pending.LoanId,
                Queued = (int)MessageStatus.Queued, LeaseUntilMs, Owner, NowMs,
            });
        }

        return [.. taken.Select(pending => Complete(session, ToLeased(tenant, pending)))];
    }

    private static LeasedMessage ToLeased(long tenant, PendingEvent pending) => new()
    {
        EventId = pending.Id,
        TenantId = tenant,
        TypeId = pending.TypeId,
        ReceivedAt = pending.ReceivedAt,
        QueuedAt = pending.ReceivedAt,
        ResourceId = pending.ResourceId,
        ClientId = pending.ClientId,
        LoanId = pending.LoanId,
        Status = MessageStatus.Queued,
    };

    /// <summary>Adds what only some messages need: a text given by the core, the time of an attempt in doubt.</summary>
    private static LeasedMessage Complete(WriteSession session, LeasedMessage message)
    {
        if (message.IsInDoubt)
        {
            return message with
            {
                AttemptStartedAt = session.Scalar<long>(
                    "SELECT started_at FROM attempt WHERE event_id = @EventId AND number = @Attempts", new { message.EventId, message.Attempts }),
            };
        }

        if (message.TypeId != EventTypeCodes.SmsSendCode)
        {
            return message;
        }

        var given = session.QueryFirst<GivenSms>(
            "SELECT mobile_no AS MobileNo, text AS Text FROM event WHERE id = @EventId", new { message.EventId })!;
        return message with { GivenMobileNo = given.MobileNo, GivenText = given.Text };
    }

    private sealed record GivenSms
    {
        public string? MobileNo { get; init; }

        public string? Text { get; init; }
    }
}
