using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Prepared statements of <see cref="ClaimMessages"/>, which runs for every bell and puts every event into the outbox.</summary>
internal sealed class ClaimStatements(WriteSession session) : IDisposable
{
    private readonly PreparedStatement _tenants = session.Prepare("""
        WITH RECURSIVE waiting (tenant_id) AS (
            SELECT (SELECT MIN(tenant_id) FROM message WHERE due_at IS NOT NULL)
            UNION ALL
            SELECT (SELECT MIN(message.tenant_id) FROM message WHERE message.due_at IS NOT NULL AND message.tenant_id > waiting.tenant_id)
            FROM waiting WHERE waiting.tenant_id IS NOT NULL
        )
        SELECT tenant_id FROM waiting WHERE tenant_id IS NOT NULL
        """);

    private readonly PreparedStatement _takeDue = session.Prepare($"""
        {Transitions.Claimed.Sql}
        RETURNING event_id, type_id, received_at, queued_at, resource_id, client_id, loan_id, status, lookups, attempts, tries,
            recipient, provider, account_id, sender, body, reason
        """, "owner", "leaseUntil", "tenantId", "now", "room");

    private readonly PreparedStatement _insert = session.Prepare(Transitions.Taken, TakenNames);

    private readonly PreparedMany<bool>? _insertMany = session.TakesSets ? session.PrepareSet(null, Transitions.TakenOfMany, TakenNames) : null;

    private readonly PreparedStatement _given = session.Prepare("SELECT mobile_no, text, internal_id FROM event WHERE id = @eventId", "eventId");

    private readonly PreparedStatement _moreIds = session.Prepare("SELECT savings_id, sub_resource_id, dialect FROM event WHERE id = @eventId", "eventId");

    private static ReadOnlySpan<string> TakenNames =>
        (string[])["eventId", "tenantId", "typeId", "receivedAt", "resourceId", "clientId", "loanId", "dueAt", "owner", "now", "queuedAt"];

    public static ClaimStatements Of(WriteSession session) => session.Statements(static session => new ClaimStatements(session));

    /// <summary>Tenants with messages that are or will be due; cheap as <see cref="PendingStatements.Tenants"/>.</summary>
    public List<long> Tenants() => _tenants.Integers();

    public List<ClaimedRow> TakeDue(long tenant, int room, long owner, long now, long leaseUntil)
    {
        var due = new List<ClaimedRow>();
        _takeDue.Bind(1, owner);
        _takeDue.Bind(2, leaseUntil);
        _takeDue.Bind(3, tenant);
        _takeDue.Bind(4, now);
        _takeDue.Bind(5, room);
        while (_takeDue.Step())
        {
            due.Add(Row(tenant, leaseUntil));
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

    public void Dispose()
    {
        _tenants.Dispose();
        _takeDue.Dispose();
        _insert.Dispose();
        _insertMany?.Dispose();
        _given.Dispose();
        _moreIds.Dispose();
    }

    private ClaimedRow Row(long tenant, long leaseUntil) => new()
    {
        EventId = _takeDue.Integer(0),
        TenantId = tenant,
        TypeId = _takeDue.Integer(1),
        ReceivedAt = _takeDue.Integer(2),
        QueuedAt = _takeDue.Integer(3),
        LeaseUntil = leaseUntil,
        ResourceId = _takeDue.IntegerOrNull(4),
        ClientId = _takeDue.IntegerOrNull(5),
        LoanId = _takeDue.IntegerOrNull(6),
        Status = (MessageStatus)_takeDue.Integer(7),
        Lookups = (int)_takeDue.Integer(8),
        Attempts = (int)_takeDue.Integer(9),
        Tries = (int)_takeDue.Integer(10),
        Recipient = _takeDue.Text(11),
        Provider = _takeDue.Text(12),
        AccountId = _takeDue.Text(13),
        Sender = _takeDue.Text(14),
        Body = _takeDue.Text(15),
        Reason = _takeDue.Text(16),
    };
}
