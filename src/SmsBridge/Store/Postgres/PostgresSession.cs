using System.Data;
using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>One of the connections that write.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : WriteSession(new PostgresConnection(connection), Shared)
{
    private static readonly PostgresDialect Shared = new();

    private const string CurrentTransaction = "SELECT CAST(CAST(pg_current_xact_id() AS text) AS BIGINT)";

    /// <summary>Looks at a transaction whose connection was lost and that is still at work, as the server sees it: two seconds.</summary>
    private const int MostLooks = 40;

    private readonly PostgresStatement _id = new(connection, CurrentTransaction, []);
    private NpgsqlTransaction? _transaction;
    private long? _transactionId;

    /// <inheritdoc/>
    public override PreparedStatement Prepare(string sql, params ReadOnlySpan<string> names) => new PostgresStatement(connection, sql, names);

    /// <inheritdoc/>
    public override PreparedStatement PrepareInsert(string sql, params ReadOnlySpan<string> names) => new PostgresStatement(connection, sql + " RETURNING id", names);

    public override bool TakesSets => true;

    /// <inheritdoc/>
    public override PreparedMany<long?> PrepareRows(string table, params ReadOnlySpan<string> columns) => new PostgresRows(connection, table, columns);

    /// <inheritdoc/>
    public override PreparedMany<bool> PrepareSet(string? change, string then, params ReadOnlySpan<string> names) => new PostgresSet(connection, change, then, names);

    internal override long? TransactionId => _transactionId;

    internal override bool IsBroken => !connection.FullState.HasFlag(ConnectionState.Open) || connection.FullState.HasFlag(ConnectionState.Broken);

    internal override void Begin(Isolation isolation)
    {
        _transactionId = null;
        _transaction = connection.BeginTransaction(isolation == Isolation.Serializable ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted);
        _transactionId = _id.Scalar();
    }

    internal override void Commit()
    {
        _transaction!.Commit();
        End();
    }

    internal override void Rollback()
    {
        var running = _transaction;
        _transaction = null;
        using (running)
        {
            if (!IsBroken) // else the server has rolled back, and the driver knows the transaction no more
            {
                running?.Rollback();
            }
        }
    }

    internal override bool? HasCommitted(long transactionId)
    {
        using var status = new NpgsqlCommand("SELECT pg_xact_status(CAST(CAST($1 AS text) AS xid8))", connection);
        status.Parameters.Add(new NpgsqlParameter<long> { TypedValue = transactionId });
        using var wait = new NpgsqlCommand("SELECT pg_sleep(0.05)", connection);
        for (var look = 0; ; look++)
        {
            switch (status.ExecuteScalar() as string)
            {
                case "committed":
                    return true;
                case "aborted":
                    return false;
                case "in progress" when look < MostLooks:
                    wait.ExecuteNonQuery();
                    break;
                default:
                    return null;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        End();
        _id.Dispose();
        base.Dispose(disposing);
    }

    private void End()
    {
        _transaction?.Dispose();
        _transaction = null;
    }
}
