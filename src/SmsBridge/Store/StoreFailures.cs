using System.Data.Common;
using Microsoft.Data.Sqlite;
using SmsBridge.Store.Postgres;
using SQLitePCL;

namespace SmsBridge.Store;

/// <summary>The store can not take a write now (disk full, file locked or gone). Nothing was written; the caller may try later.</summary>
internal sealed class StoreUnavailableException(string message, Exception? inner = null) : DbException(message, inner)
{
    /// <summary>It may have been written all the same: only for a store behind a connection.</summary>
    public bool IsInDoubt { get; init; }

    /// <summary>Somebody must do something about the file; waiting does not help.</summary>
    public bool IsLasting { get; init; }
}

/// <summary>What SQLite's result codes mean for us. Source: SQLite's list of result codes.</summary>
internal static class StoreFailures
{
    /// <summary>Bugs (constraint, SQL error) stay what they are; trouble with file or disk becomes one plain sentence.</summary>
    public static Exception Translate(DbException exception)
    {
        if (exception is not SqliteException sqlite)
        {
            return PostgresFailures.Translate(exception);
        }

        var words = sqlite.SqliteErrorCode switch
        {
            raw.SQLITE_FULL => "The disk is full.",
            raw.SQLITE_READONLY => "The database file can not be written to.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another process holds the database.",
            raw.SQLITE_IOERR => "The disk reports an error.",
            raw.SQLITE_CANTOPEN => "The database file can not be opened.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "The database file is damaged.",
            raw.SQLITE_INTERRUPT => "This took too long to read. Narrow it: a shorter time, one tenant, a whole number.",
            raw.SQLITE_NOMEM => "Out of memory.",
            _ => null,
        };

        return words is null ? exception : new StoreUnavailableException(words, exception) { IsLasting = sqlite.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB };
    }

    /// <summary>True when somebody else holds the store.</summary>
    public static bool IsHeld(Exception? exception) => exception is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED };

    /// <summary>True when the same may go well if it is run again at once: another node wrote to the same rows.</summary>
    public static bool IsConflict(Exception exception) => PostgresFailures.IsConflict(exception);

    /// <summary>True for trouble with file or disk, which passes; false for what is a bug and would come again with every try.</summary>
    public static bool IsTrouble(DbException exception) =>
        exception is StoreUnavailableException || Translate(exception) is StoreUnavailableException;

    /// <summary>True when the connection itself may be broken: open a new one for the next batch.</summary>
    public static bool NeedsNewConnection(Exception exception) =>
        (exception is Npgsql.NpgsqlException and not Npgsql.PostgresException) || PostgresFailures.IsStandby(exception)
        || exception is SqliteException { SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_FULL };
}
