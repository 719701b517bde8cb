using Microsoft.Data.Sqlite;

namespace SmsBridge.Inbox;

/// <summary>Prepared commands of <see cref="AppendEvent"/>: plain ADO.NET, because this runs once per hook.</summary>
internal sealed class AppendEventStatements : IDisposable
{
    private const string InsertSql = """
        INSERT INTO event (tenant_id, type_id, verdict, pending, received_at, dialect, resource_id, client_id, loan_id, twin_id, key_id,
                           reason, detail, source, digest, mobile_no, text, body, savings_id, sub_resource_id)
        VALUES (@tenant_id, @type_id, @verdict, @pending, @received_at, @dialect, @resource_id, @client_id, @loan_id, @twin_id, @key_id,
                @reason, @detail, @source, @digest, @mobile_no, @text, @body, @savings_id, @sub_resource_id)
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    private const string FindByResourceSql = """
        SELECT id FROM event WHERE tenant_id = @tenant_id AND type_id = @type_id AND resource_id = @resource_id AND verdict = 1
        """;

    private const string FindByDigestSql = """
        SELECT id FROM event WHERE tenant_id = @tenant_id AND digest = @digest AND received_at BETWEEN @since AND @until AND verdict = 1
        ORDER BY id DESC LIMIT 1
        """;

    private static readonly string[] InsertParameters =
    [
        "@tenant_id", "@type_id", "@verdict", "@pending", "@received_at", "@dialect", "@resource_id", "@client_id", "@loan_id", "@twin_id", "@key_id",
        "@reason", "@detail", "@source", "@digest", "@mobile_no", "@text", "@body", "@savings_id", "@sub_resource_id",
    ];

    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _findByResource;
    private readonly SqliteCommand _findByDigest;

    public AppendEventStatements(SqliteConnection connection)
    {
        _insert = Prepare(connection, InsertSql, InsertParameters);
        _findByResource = Prepare(connection, FindByResourceSql, "@tenant_id", "@type_id", "@resource_id");
        _findByDigest = Prepare(connection, FindByDigestSql, "@tenant_id", "@digest", "@since", "@until");
    }

    /// <summary>The new id, or null when an accepted event already has this resource.</summary>
    public long? Insert(in NewEvent newEvent, long typeId, long? twinId = null)
    {
        var parameters = _insert.Parameters;
        parameters[0].Value = newEvent.TenantId;
        parameters[1].Value = typeId;
        parameters[2].Value = (long)newEvent.Verdict;
        parameters[3].Value = newEvent.Verdict == Verdict.Accepted ? 1L : DBNull.Value;
        parameters[4].Value = newEvent.ReceivedAt;
        parameters[5].Value = (long)newEvent.Dialect;
        parameters[6].Value = OrNull(newEvent.ResourceId);
        parameters[7].Value = OrNull(newEvent.ClientId);
        parameters[8].Value = OrNull(newEvent.LoanId);
        parameters[9].Value = OrNull(twinId);
        parameters[10].Value = OrNull(newEvent.KeyId);
        parameters[11].Value = OrNull(newEvent.Reason);
        parameters[12].Value = OrNull(newEvent.Detail);
        parameters[13].Value = OrNull(newEvent.Source);
        parameters[14].Value = OrNull(newEvent.Digest);
        parameters[15].Value = OrNull(newEvent.MobileNo);
        parameters[16].Value = OrNull(newEvent.Text);
        parameters[17].Value = OrNull(newEvent.Body);
        parameters[18].Value = OrNull(newEvent.SavingsId);
        parameters[19].Value = OrNull(newEvent.SubResourceId);
        return (long?)_insert.ExecuteScalar();
    }

    public long FindByResource(long tenantId, long typeId, long resourceId)
    {
        _findByResource.Parameters[0].Value = tenantId;
        _findByResource.Parameters[1].Value = typeId;
        _findByResource.Parameters[2].Value = resourceId;
        return (long)_findByResource.ExecuteScalar()!;
    }

    public long? FindByDigest(long tenantId, byte[] digest, long since, long until)
    {
        _findByDigest.Parameters[0].Value = tenantId;
        _findByDigest.Parameters[1].Value = digest;
        _findByDigest.Parameters[2].Value = since;
        _findByDigest.Parameters[3].Value = until;
        return (long?)_findByDigest.ExecuteScalar();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _findByResource.Dispose();
        _findByDigest.Dispose();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = DBNull.Value });
        }

        command.Prepare();
        return command;
    }

    private static object OrNull(object? value) => value ?? DBNull.Value;
}
