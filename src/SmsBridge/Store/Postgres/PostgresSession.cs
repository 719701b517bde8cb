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
    private readonly CommitProof _proof = new(connection);
    private NpgsqlTransaction? _transaction;
    private TransactionMark? _mark;

    /// <inheritdoc/>
    public override PreparedStatement Prepare(string sql, params ReadOnlySpan<string> names) => new PostgresStatement(connection, sql, names);

    /// <inheritdoc/>
    public override PreparedStatement PrepareInsert(string sql, params ReadOnlySpan<string> names) => new PostgresStatement(connection, sql + " RETURNING id", names);

    public override bool TakesSets => true;

    /// <inheritdoc/>
    public override PreparedMany<long?> PrepareRows(string table, params ReadOnlySpan<string> columns) => new PostgresRows(connection, table, columns);

    /// <inheritdoc/>
    public override PreparedMany<bool> PrepareSet(string? change, string then, params ReadOnlySpan<string> names) => new PostgresSet(connection, change, then, names);

    internal override TransactionMark? Mark => _mark;

    internal override bool IsBroken => !connection.FullState.HasFlag(ConnectionState.Open) || connection.FullState.HasFlag(ConnectionState.Broken);

    internal override void Begin(Isolation isolation)
    {
        _mark = null;
        var history = _proof.History;
        _transaction = connection.BeginTransaction(isolation == Isolation.Serializable ? IsolationLevel.Serializable : IsolationLevel.ReadCommitted);
        _mark = new TransactionMark(history, _id.Scalar()!.Value);
    }

    internal override void Commit()
    {
        _proof.Begin();
        _transaction!.Commit();
        if (!_proof.IsConfirmed)
        {
            throw new StoreUnavailableException("No standby has confirmed the last writes: whether they outlast the database server is not known.") { IsInDoubt = true };
        }

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

    /// <summary>On the server's line of history alone: after a failover the number may be another transaction's.</summary>
    internal override bool? HasCommitted(TransactionMark mark)
    {
        if (mark.History is null || mark.History != _proof.History)
        {
            return null;
        }

        using var status = new NpgsqlCommand("SELECT pg_xact_status(CAST(CAST($1 AS text) AS xid8))", connection);
        status.Parameters.Add(new NpgsqlParameter<long> { TypedValue = mark.Id });
        using var wait = new NpgsqlCommand("SELECT pg_sleep(0.05)", connection);
        for (var look = 0; ; look++)
        {
            switch (status.ExecuteScalar() as string)
            {
                case "committed":
                    return _proof.Confirm() ? true : null;
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
