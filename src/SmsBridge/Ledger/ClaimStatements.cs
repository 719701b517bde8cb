using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Prepared statements of <see cref="ClaimMessages"/>, which runs for every bell and puts every event into the outbox.</summary>
internal sealed class ClaimStatements(WriteSession session) : IDisposable
{
    /// <summary>Tenants with what is or will be due, and, as negative numbers, those with two-factor codes: one statement, so that a relay without codes asks no more for them.</summary>
    internal const string TenantsSql = """
        WITH RECURSIVE waiting (tenant_id) AS (
            SELECT (SELECT MIN(tenant_id) FROM message WHERE due_at IS NOT NULL)
            UNION ALL
            SELECT (SELECT MIN(message.tenant_id) FROM message WHERE message.due_at IS NOT NULL AND message.tenant_id > waiting.tenant_id)
            FROM waiting WHERE waiting.tenant_id IS NOT NULL
        )
        , coded (tenant_id) AS (
            SELECT (SELECT MIN(tenant_id) FROM code_text)
            UNION ALL
            SELECT (SELECT MIN(code_text.tenant_id) FROM code_text WHERE code_text.tenant_id > coded.tenant_id)
            FROM coded WHERE coded.tenant_id IS NOT NULL
        )
        SELECT tenant_id FROM waiting WHERE tenant_id IS NOT NULL
        UNION ALL
        SELECT -tenant_id FROM coded WHERE tenant_id IS NOT NULL
        """;

    private const string Returning = """
        RETURNING event_id, type_id, received_at, queued_at, resource_id, client_id, loan_id, status, lookups, attempts, tries,
            recipient, provider, account_id, sender, body, reason
        """;

    private readonly PreparedStatement _tenants = session.Prepare(TenantsSql);

    private readonly PreparedStatement _takeDue = session.Prepare($"{Transitions.Claimed.Sql} {Returning}", "owner", "leaseUntil", "tenantId", "now", "room");

    // Prepared when the first member of a group is told.
    private PreparedStatement? _idsOf;

    // Prepared when the first code comes.
    private PreparedStatement? _takeCodes;
    private PreparedStatement? _codeText;

    private readonly PreparedStatement _insert = session.Prepare(Transitions.Taken, TakenNames);

    private readonly PreparedMany<bool>? _insertMany = session.TakesSets ? session.PrepareSet(null, Transitions.TakenOfMany, TakenNames) : null;

    private readonly PreparedStatement _given = session.Prepare("SELECT mobile_no, text, internal_id FROM event WHERE id = @eventId", "eventId");

    private readonly PreparedStatement _moreIds = session.Prepare("SELECT savings_id, sub_resource_id, dialect FROM event WHERE id = @eventId", "eventId");

    private static ReadOnlySpan<string> TakenNames =>
        (string[])["eventId", "tenantId", "typeId", "receivedAt", "resourceId", "clientId", "loanId", "dueAt", "owner", "now", "queuedAt"];

    public static ClaimStatements Of(WriteSession session) => session.Statements(static session => new ClaimStatements(session));

    /// <summary>Tenants with messages that are or will be due, and those of them with two-factor codes; cheap as <see cref="PendingStatements.Tenants"/>.</summary>
    public (List<long> Waiting, List<long> WithCodes) Tenants()
    {
        var tenants = _tenants.Integers();
        return tenants.Exists(static tenant => tenant < 0)
            ? (tenants.FindAll(static tenant => tenant > 0), [.. tenants.Where(static tenant => tenant < 0).Select(static tenant => -tenant)])
            : (tenants, []);
    }

    public List<ClaimedRow> TakeDue(long tenant, int room, long owner, long now, long leaseUntil) => Take(_takeDue, tenant, room, owner, now, leaseUntil);

    /// <summary>The same of two-factor codes alone.</summary>
    public List<ClaimedRow> TakeCodes(long tenant, int room, long owner, long now, long leaseUntil) => Take(
        _takeCodes ??= session.Prepare($"{Transitions.CodesClaimed.Sql} {Returning}", "owner", "leaseUntil", "tenantId", "now", "room"), tenant, room, owner, now, leaseUntil);

    private static List<ClaimedRow> Take(PreparedStatement take, long tenant, int room, long owner, long now, long leaseUntil)
    {
        var due = new List<ClaimedRow>();
        take.Bind(1, owner);
        take.Bind(2, leaseUntil);
        take.Bind(3, tenant);
        take.Bind(4, now);
        take.Bind(5, room);
        while (take.Step())
        {
            due.Add(Row(take, tenant, leaseUntil));
        }

        return due;
    }

    /// <param name="owner">Null, with <paramref name="leaseUntil"/>: nobody's yet, and not due.</param>
    public void Insert(long tenant, PendingEvent pending, long? owner, long now, long? leaseUntil)
    {
        Bind(_insert, tenant, pending, owner, now, leaseUntil);
        _insert.Execute();
    }

    /// <inheritdoc cref="Insert"/>
    public void InsertAll(long tenant, List<PendingEvent> taken, long owner, long now, long leaseUntil)
    {
        if (_insertMany is null || taken.Count < 2)
        {
            taken.ForEach(pending => Insert(tenant, pending, owner, now, leaseUntil));
            return;
        }

        _insertMany.Clear();
        foreach (var pending in taken)
        {
            Bind(_insertMany, tenant, pending, owner, now, leaseUntil);
            _insertMany.Add();
        }

        _insertMany.Execute();
    }

    private static void Bind(StatementValues insert, long tenant, PendingEvent pending, long? owner, long now, long? leaseUntil)
    {
        insert.Bind(1, pending.Id);
        insert.Bind(2, tenant);
        insert.Bind(3, pending.TypeId);
        insert.Bind(4, pending.ReceivedAt);
        insert.Bind(5, pending.ResourceId);
        insert.Bind(6, pending.ClientId);
        insert.Bind(7, pending.LoanId);
        insert.Bind(8, leaseUntil);
        insert.Bind(9, owner);
        insert.Bind(10, now);
        insert.Bind(11, pending.QueuedAt);
    }

    /// <summary>The number and the text a core gave with its event.</summary>
    public (string? MobileNo, string? Text, long? InternalId) Given(long eventId)
    {
        _given.Bind(1, eventId);
        if (!_given.Step())
        {
            return default;
        }

        var given = (_given.Text(0), _given.Text(1), _given.IntegerOrNull(2));
        _given.Reset();
        return given;
    }

    /// <summary>The text of a two-factor code, encrypted; null: it is gone.</summary>
    public string? CodeText(long tenant, long eventId)
    {
        _codeText ??= session.Prepare("SELECT sealed FROM code_text WHERE tenant_id = @tenantId AND event_id = @eventId", "tenantId", "eventId");
        _codeText.Bind(1, tenant);
        _codeText.Bind(2, eventId);
        if (!_codeText.Step())
        {
            return null;
        }

        var text = _codeText.Text(0);
        _codeText.Reset();
        return text;
    }

    /// <summary>What only some events bring, and a message does not repeat.</summary>
    public (long? SavingsId, long? SubResourceId, Dialect Dialect) MoreIds(long eventId)
    {
        _moreIds.Bind(1, eventId);
        if (!_moreIds.Step())
        {
            return default;
        }

        var ids = (_moreIds.IntegerOrNull(0), _moreIds.IntegerOrNull(1), (Dialect)_moreIds.Integer(2));
        _moreIds.Reset();
        return ids;
    }

    /// <summary>What another event names, of which this one is a part, and when its message was queued; nothing where it is gone.</summary>
    public (long? ResourceId, long? SubResourceId, long? LoanId, long? SavingsId, long? QueuedAt, long? ReceivedAt) IdsOf(long eventId)
    {
        _idsOf ??= session.Prepare("""
            SELECT event.resource_id, event.sub_resource_id, event.loan_id, event.savings_id, message.queued_at, message.received_at
            FROM event LEFT JOIN message ON message.event_id = event.id WHERE event.id = @eventId
            """, "eventId");
        _idsOf.Bind(1, eventId);
        if (!_idsOf.Step())
        {
            return default;
        }

        var ids = (_idsOf.IntegerOrNull(0), _idsOf.IntegerOrNull(1), _idsOf.IntegerOrNull(2), _idsOf.IntegerOrNull(3), _idsOf.IntegerOrNull(4), _idsOf.IntegerOrNull(5));
        _idsOf.Reset();
        return ids;
    }

    public void Dispose()
    {
        _tenants.Dispose();
        _takeDue.Dispose();
        _insert.Dispose();
        _insertMany?.Dispose();
        _given.Dispose();
        _moreIds.Dispose();
        _takeCodes?.Dispose();
        _codeText?.Dispose();
        _idsOf?.Dispose();
    }

    private static ClaimedRow Row(PreparedStatement take, long tenant, long leaseUntil) => new()
    {
        EventId = take.Integer(0),
        TenantId = tenant,
        TypeId = take.Integer(1),
        ReceivedAt = take.Integer(2),
        QueuedAt = take.Integer(3),
        LeaseUntil = leaseUntil,
        ResourceId = take.IntegerOrNull(4),
        ClientId = take.IntegerOrNull(5),
        LoanId = take.IntegerOrNull(6),
        Status = (MessageStatus)take.Integer(7),
        Lookups = (int)take.Integer(8),
        Attempts = (int)take.Integer(9),
        Tries = (int)take.Integer(10),
        Recipient = take.Text(11),
        Provider = take.Text(12),
        AccountId = take.Text(13),
        Sender = take.Text(14),
        Body = take.Text(15),
        Reason = take.Text(16),
    };
}
