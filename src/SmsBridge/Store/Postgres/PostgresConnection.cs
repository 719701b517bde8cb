using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>
/// A connection as the slices know one: whatever they write in common SQL comes back with the types SQLite has (whole numbers are <c>long</c>, so are
/// conditions), and what they pass is stored as there. So one record is read from both stores.
/// </summary>
/// <param name="isReading">Trouble with the server is told as <see cref="StoreUnavailableException"/>; the writer minds the codes themselves.</param>
/// <param name="cancelled">Ends what runs.</param>
internal sealed class PostgresConnection(NpgsqlConnection connection, bool isReading = false, CancellationToken cancelled = default) : DbConnection
{
    private bool _isUsed;

    [AllowNull]
    public override string ConnectionString
    {
        get => connection.ConnectionString;
        set => connection.ConnectionString = value;
    }

    public override string Database => connection.Database;

    public override string DataSource => connection.DataSource;

    public override string ServerVersion => connection.ServerVersion;

    public override ConnectionState State => connection.State;

    internal NpgsqlConnection Inner => connection;

    internal CancellationToken Cancelled => cancelled;

    /// <summary>It lay in the pool while the server went: true once, for what only reads and is in no transaction.</summary>
    internal bool WasStale()
    {
        var wasStale = isReading && !_isUsed && !connection.FullState.HasFlag(ConnectionState.Open);
        _isUsed = true;
        return wasStale;
    }

    /// <summary>
    /// It belongs to a thread for reading, whose turn lasts as long as what is read: what is asked is waited for there. Given back while the server still works, <c>Storage:Readers</c> and
    /// everybody's share of them would bound nothing.
    /// </summary>
    internal bool StaysOnThread { get; private set; }

    /// <summary>From here on what was set up on it would be lost with it.</summary>
    internal void Settle() => (_isUsed, StaysOnThread) = (true, !Thread.CurrentThread.IsThreadPoolThread);

    internal bool IsTrouble(NpgsqlException exception) => isReading && PostgresFailures.Translate(exception) is StoreUnavailableException;

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    public override void Open()
    {
        try
        {
            connection.Open();
        }
        catch (NpgsqlException exception) when (IsTrouble(exception))
        {
            throw PostgresFailures.Translate(exception);
        }
    }

    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (NpgsqlException exception) when (IsTrouble(exception))
        {
            throw PostgresFailures.Translate(exception);
        }
    }

    public override void Close() => connection.Close();

    public override Task CloseAsync() => connection.CloseAsync();

    /// <inheritdoc cref="BackToPool.After"/>
    public override ValueTask DisposeAsync() => BackToPool.After(base.DisposeAsync());

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
    {
        if (isReading && !_isUsed)
        {
            using var proof = Proof();
            proof.ExecuteNonQuery();
        }

        _isUsed = true;
        return new PostgresTransaction(this, connection.BeginTransaction(Reading(isolationLevel)));
    }

    protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken)
    {
        if (isReading && !_isUsed)
        {
            await using var proof = Proof();
            await proof.ExecuteNonQueryAsync(cancellationToken);
        }

        _isUsed = true;
        return new PostgresTransaction(this, await connection.BeginTransactionAsync(Reading(isolationLevel), cancellationToken));
    }

    protected override DbCommand CreateDbCommand() => new PostgresCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connection.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Before a transaction, because within one nothing is repeated on another connection.</summary>
    private PostgresCommand Proof() => new(this) { CommandText = "SELECT 1" };

    /// <summary>Who only reads needs one moment, and is never run again.</summary>
    private static IsolationLevel Reading(IsolationLevel asked) => asked == IsolationLevel.Serializable ? IsolationLevel.RepeatableRead : asked;
}

internal sealed class PostgresTransaction(PostgresConnection connection, NpgsqlTransaction transaction) : DbTransaction
{
    public override IsolationLevel IsolationLevel => transaction.IsolationLevel;

    protected override DbConnection DbConnection => connection;

    public override void Commit() => transaction.Commit();

    public override Task CommitAsync(CancellationToken cancellationToken = default) => transaction.CommitAsync(cancellationToken);

    public override void Rollback() => transaction.Rollback();

    public override Task RollbackAsync(CancellationToken cancellationToken = default) => transaction.RollbackAsync(cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            transaction.Dispose();
        }

        base.Dispose(disposing);
    }
}
