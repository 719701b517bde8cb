using Microsoft.Data.Sqlite;
using SmsBridge.Storage;

namespace SmsBridge.Inbox;

/// <summary>Prepared statements of <see cref="AppendEvent"/>, which runs once per hook.</summary>
internal sealed class AppendEventStatements(SqliteConnection connection) : IDisposable
{
    private const long Arrived = 2; // migration 0021

    // Without RETURNING: for that SQLite opens and closes a table of its own at every execution.
    private readonly PreparedStatement _insert = new(connection, """
        INSERT INTO event (tenant_id, type_id, verdict, pending, received_at, dialect, resource_id, client_id, loan_id, twin_id, key_id,
                           reason, detail, source, digest, mobile_no, text, body, savings_id, sub_resource_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
        ON CONFLICT DO NOTHING
        """);

    private readonly PreparedStatement _findByResource = new(connection, """
        SELECT id FROM event WHERE tenant_id = ?1 AND type_id = ?2 AND resource_id = ?3 AND verdict = 1
        """);

    private readonly PreparedStatement _findByDigest = new(connection, """
        SELECT id FROM event WHERE tenant_id = ?1 AND digest = ?2 AND received_at BETWEEN ?3 AND ?4 AND verdict = 1
        ORDER BY id DESC LIMIT 1
        """);

    /// <summary>The new id, or null when an accepted event already has this resource.</summary>
    public long? Insert(in NewEvent newEvent, long typeId, long? twinId = null)
    {
        _insert.Bind(1, newEvent.TenantId);
        _insert.Bind(2, typeId);
        _insert.Bind(3, (long)newEvent.Verdict);
        _insert.Bind(4, newEvent.Verdict == Verdict.Accepted ? Arrived : null);
        _insert.Bind(5, newEvent.ReceivedAt);
        _insert.Bind(6, (long)newEvent.Dialect);
        _insert.Bind(7, newEvent.ResourceId);
        _insert.Bind(8, newEvent.ClientId);
        _insert.Bind(9, newEvent.LoanId);
        _insert.Bind(10, twinId);
        _insert.Bind(11, newEvent.KeyId);
        _insert.Bind(12, newEvent.Reason);
        _insert.Bind(13, newEvent.Detail);
        _insert.Bind(14, newEvent.Source);
        _insert.Bind(15, newEvent.Digest);
        _insert.Bind(16, newEvent.MobileNo);
        _insert.Bind(17, newEvent.Text);
        _insert.Bind(18, newEvent.Body);
        _insert.Bind(19, newEvent.SavingsId);
        _insert.Bind(20, newEvent.SubResourceId);
        return _insert.Execute() == 1 ? _insert.LastRowId() : null;
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

    public void Dispose()
    {
        _insert.Dispose();
        _findByResource.Dispose();
        _findByDigest.Dispose();
    }
}
