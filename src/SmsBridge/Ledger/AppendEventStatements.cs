using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Prepared statements of <see cref="AppendEvent"/>, which runs once per hook.</summary>
internal sealed class AppendEventStatements(WriteSession session, long arrived) : IDisposable
{
    private const string Columns =
        "tenant_id, type_id, verdict, pending, received_at, dialect, resource_id, client_id, loan_id, twin_id, key_id, reason, detail, source, digest, mobile_no, text, body, savings_id, sub_resource_id, trace_id, internal_id";

    private const string Values =
        "@tenantId, @typeId, @verdict, @pending, @receivedAt, @dialect, @resourceId, @clientId, @loanId, @twinId, @keyId, @reason, @detail, @source, @digest, @mobileNo, @text, @body, @savingsId, @subResourceId, @traceId, @internalId";

    private readonly PreparedStatement _insert = session.PrepareInsert($"INSERT INTO event ({Columns}) VALUES ({Values}) ON CONFLICT DO NOTHING", Names);

    // WHERE, or ON would be read as that of a join. After a start, until one of this number or a higher one is on disk.
    private readonly PreparedStatement _insertAbove = session.PrepareInsert(
        $"INSERT INTO event (id, {Columns}) SELECT CASE WHEN MAX(id) >= @leastId THEN MAX(id) + 1 ELSE @leastId END, {Values} FROM event WHERE true ON CONFLICT DO NOTHING", [.. Names, "leastId"]);

    private readonly PreparedStatement _findByResource = session.Prepare(
        "SELECT id FROM event WHERE tenant_id = @tenantId AND type_id = @typeId AND resource_id = @resourceId AND verdict = 1", "tenantId", "typeId", "resourceId");

    private readonly PreparedStatement _findByDigest = session.Prepare("""
        SELECT id FROM event WHERE tenant_id = @tenantId AND digest = @digest AND received_at BETWEEN @since AND @until AND verdict = 1
        ORDER BY id DESC LIMIT 1
        """, "tenantId", "digest", "since", "until");

    // Only where the store takes sets.
    private readonly PreparedMany<long?>? _rows = session.TakesSets ? session.PrepareRows("event", Columns.Split(", ")) : null;

    private readonly PreparedStatement _findByInternalId = session.Prepare(
        "SELECT id FROM event WHERE tenant_id = @tenantId AND internal_id = @internalId AND verdict = 1 ORDER BY id DESC LIMIT 1", "tenantId", "internalId");

    private readonly PreparedStatement _findErased = session.Prepare(
        "SELECT id FROM event WHERE tenant_id = @tenantId AND internal_id = @internalId AND digest = @start AND verdict = 1 ORDER BY id DESC LIMIT 1", "tenantId", "internalId", "start");

    private static string[] Names => Values.Replace("@", "", StringComparison.Ordinal).Split(", ");

    /// <param name="leastId">0: any will do.</param>
    /// <returns>The new id, or null when an accepted event already has this resource.</returns>
    public long? Insert(in NewEvent newEvent, long typeId, long leastId, long? twinId = null)
    {
        if (leastId == 0)
        {
            Bind(_insert, newEvent, typeId, twinId);
            return _insert.Insert();
        }

        Bind(_insertAbove, newEvent, typeId, twinId);
        _insertAbove.Bind(23, leastId);
        return _insertAbove.Insert();
    }

    /// <summary>Before the first <see cref="Add"/>.</summary>
    public void Begin() => _rows!.Clear();

    /// <summary>To be inserted with others by <see cref="InsertAdded"/>.</summary>
    public void Add(in NewEvent newEvent, long typeId)
    {
        Bind(_rows!, newEvent, typeId, twinId: null);
        _rows!.Add();
    }

    /// <returns>As <see cref="Insert"/>, for each that was added.</returns>
    public IReadOnlyList<long?> InsertAdded() => _rows!.Execute();

    private void Bind(StatementValues insert, in NewEvent newEvent, long typeId, long? twinId)
    {
        insert.Bind(1, newEvent.TenantId);
        insert.Bind(2, typeId);
        insert.Bind(3, (long)newEvent.Verdict);
        insert.Bind(4, newEvent is { Verdict: Verdict.Accepted, Sealed: null } ? arrived : null);
        insert.Bind(5, newEvent.ReceivedAt);
        insert.Bind(6, (long)newEvent.Dialect);
        insert.Bind(7, newEvent.ResourceId);
        insert.Bind(8, newEvent.ClientId);
        insert.Bind(9, newEvent.LoanId);
        insert.Bind(10, twinId);
        insert.Bind(11, newEvent.KeyId);
        insert.Bind(12, newEvent.Reason);
        insert.Bind(13, newEvent.Detail);
        insert.Bind(14, newEvent.Source);
        insert.Bind(15, newEvent.Digest);
        insert.Bind(16, newEvent.MobileNo);
        insert.Bind(17, newEvent.Text);
        insert.Bind(18, newEvent.Body);
        insert.Bind(19, newEvent.SavingsId);
        insert.Bind(20, newEvent.SubResourceId);
        insert.Bind(21, newEvent.TraceId);
        insert.Bind(22, newEvent.InternalId);
    }

    public long FindByResource(long tenantId, long typeId, long resourceId)
    {
        _findByResource.Bind(1, tenantId);
        _findByResource.Bind(2, typeId);
        _findByResource.Bind(3, resourceId);
        return _findByResource.Scalar()!.Value;
    }

    public long? FindByDigest(long tenantId, byte[] digest, long since, long until)
    {
        _findByDigest.Bind(1, tenantId);
        _findByDigest.Bind(2, digest);
        _findByDigest.Bind(3, since);
        _findByDigest.Bind(4, until);
        return _findByDigest.Scalar();
    }

    /// <summary>The latest text that the core had under this number of its own.</summary>
    public long? FindByInternalId(long tenantId, long internalId)
    {
        _findByInternalId.Bind(1, tenantId);
        _findByInternalId.Bind(2, internalId);
        return _findByInternalId.Scalar();
    }

    /// <summary>The same text under the same number, of a client whose data were erased since.</summary>
    public long? FindErased(long tenantId, long internalId, byte[] digest)
    {
        _findErased.Bind(1, tenantId);
        _findErased.Bind(2, internalId);
        _findErased.Bind(3, digest[..EventErasure.DigestLeft]);
        return _findErased.Scalar();
    }

    /// <summary>When it happened, of what came later than a hook does. Apart, so that hooks bind no more for it.</summary>
    public static void NoteTime(WriteSession session, long id, long happenedAt) =>
        session.Execute("UPDATE event SET happened_at = @happenedAt WHERE id = @id", new { id, happenedAt });

    /// <summary>What became known of it within its transaction. Apart, as above.</summary>
    public static void NoteDetail(WriteSession session, long id, string detail) =>
        session.Execute("UPDATE event SET detail = @detail WHERE id = @id", new { id, detail });

    public void Dispose()
    {
        _findByInternalId.Dispose();
        _findErased.Dispose();
        _insert.Dispose();
        _rows?.Dispose();
        _insertAbove.Dispose();
        _findByResource.Dispose();
        _findByDigest.Dispose();
    }
}
