using Dapper;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store;

/// <summary>The writer's connection as an operation sees it: always inside a transaction, never used by two at once.</summary>
internal sealed class WriteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<Type, IDisposable> _statements = [];
    private readonly PreparedStatement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly PreparedStatement _commit = new(connection, "COMMIT");
    private readonly WalLimit _wal = new(connection);

    public int Execute(string sql, object? parameters = null) => connection.Execute(sql, parameters);

    public T? QueryFirst<T>(string sql, object? parameters = null) => connection.QueryFirstOrDefault<T>(sql, parameters);

    public List<T> Query<T>(string sql, object? parameters = null) => connection.Query<T>(sql, parameters).AsList();

    public T Scalar<T>(string sql, object? parameters = null) => connection.ExecuteScalar<T>(sql, parameters)!;

    /// <summary>A set of prepared commands that lives as long as the connection, for the hot paths.</summary>
    public TStatements Statements<TStatements>(Func<WriteSession, TStatements> create)
        where TStatements : class, IDisposable
    {
        if (!_statements.TryGetValue(typeof(TStatements), out var statements))
        {
            statements = create(this);
            _statements.Add(typeof(TStatements), statements);
        }

        return (TStatements)statements;
    }

    /// <summary>For <see cref="Statements"/>.</summary>
    /// <inheritdoc cref="PreparedStatement(SqliteConnection, string, ReadOnlySpan{string})"/>
    public PreparedStatement Prepare(string sql, params ReadOnlySpan<string> names) => new(connection, sql, names);

    /// <summary>For the store alone, and for tests that look at what it executes.</summary>
    internal SqliteConnection Connection => connection;

    /// <summary>Takes the write lock at once: a transaction that upgrades later could fail halfway.</summary>
    internal void Begin() => _begin.Execute();

    internal void Commit() => _commit.Execute();

    /// <summary>To be called between transactions.</summary>
    internal void KeepWalSmall() => _wal.Keep();

    internal void Rollback()
    {
        // After some errors (disk full, I/O) SQLite has rolled back by itself, and a second ROLLBACK would be an error of its own.
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            connection.Execute("ROLLBACK");
        }
    }

    public void Dispose()
    {
        foreach (var statements in _statements.Values)
        {
            statements.Dispose();
        }

        _begin.Dispose();
        _commit.Dispose();
        connection.Dispose();
    }
}
