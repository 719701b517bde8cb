using Dapper;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store.Sqlite;

/// <summary>
/// Keeps the WAL bounded. By itself SQLite moves it into the database every thousand pages, but begins it anew only if nobody reads from it at
/// that moment; with readers that come and go without a gap it would grow for ever. Beyond the limit the writer waits for a gap, a short while.
/// Source: SQLite's documentation of WAL, "Avoiding Excessively Large WAL Files".
/// </summary>
internal sealed class WalLimit(SqliteConnection connection)
{
    /// <summary>In bytes. Beyond it only a reader that stays for long lets it grow.</summary>
    public const long Most = 32 * 1024 * 1024;

    private const long Step = Most / 4;
    private const int LongestWaitMs = 250; // those who wait to write wait too

    private readonly string _file = connection.DataSource + "-wal";
    private long _next = Most;

    /// <summary>Called between two transactions.</summary>
    public void Keep()
    {
        var length = Length();
        if (length < _next)
        {
            _next = Math.Min(_next, Math.Max(Most, length + Step)); // it was begun anew
            return;
        }

        var usual = connection.ExecuteScalar<long>("PRAGMA busy_timeout");
        connection.Execute($"PRAGMA busy_timeout = {LongestWaitMs}");
        try
        {
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)"); // one that meets a reader does what it can, and says so instead of failing
        }
        finally
        {
            connection.Execute($"PRAGMA busy_timeout = {usual}");
        }

        _next = Math.Max(Most, Length() + Step); // somebody stays: do not wait for him at every write
    }

    private long Length() => new FileInfo(_file) is { Exists: true } file ? file.Length : 0;
}
