using Dapper;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store.Sqlite;

/// <summary>The one connection that writes to the file.</summary>
/// <param name="file">Looked at before every transaction; null: none that somebody could take away.</param>
internal sealed class SqliteSession(SqliteConnection connection, StoreFile? file = null) : WriteSession(connection, Shared)
{
    private static readonly SqliteDialect Shared = new();

    private readonly SqliteStatement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly SqliteStatement _commit = new(connection, "COMMIT");
    private readonly WalLimit _wal = new(connection);

    /// <inheritdoc/>
    public override PreparedStatement Prepare(string sql, params ReadOnlySpan<string> names) => new SqliteStatement(connection, sql, names);

    /// <summary>Without RETURNING: for that SQLite opens and closes a table of its own at every execution.</summary>
    public override PreparedStatement PrepareInsert(string sql, params ReadOnlySpan<string> names) => new SqliteStatement(connection, sql, names);

    public override void OverwriteFreed(bool on) => connection.Execute($"PRAGMA secure_delete = {(on ? "ON" : "OFF")}");

    /// <summary>Takes the write lock at once: a transaction that upgrades later could fail halfway.</summary>
    internal override void Begin(Isolation isolation)
    {
        file?.Check();
        _begin.Execute();
    }

    internal override void Commit() => _commit.Execute();

    internal override void Tidy() => _wal.Keep();

    internal override void Rollback()
    {
        // After some errors (disk full, I/O) SQLite has rolled back by itself, and a second ROLLBACK would be an error of its own.
        if (SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            connection.Execute("ROLLBACK");
        }
    }

    protected override void Dispose(bool disposing)
    {
        _begin.Dispose();
        _commit.Dispose();
        base.Dispose(disposing);
    }
}
