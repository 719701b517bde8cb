using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Store;
using SmsBridge.Store.Sqlite;

namespace SmsBridge.Tests.Support;

/// <summary>A database in memory, brought up step by step, for tests of a migration on what an older bridge left.</summary>
internal sealed class OlderDatabase : IDisposable
{
    public OlderDatabase()
    {
        Connection.Open();
        Connection.Execute("PRAGMA foreign_keys = ON"); // as the writer has it
    }

    public SqliteConnection Connection { get; } = new("Data Source=:memory:");

    /// <summary>Applies all migrations up to this one.</summary>
    public void Apply(int upTo) =>
        Migrator.Apply(Connection, [.. Migration.All("sqlite").Where(migration => migration.Number <= upTo)], Some.Instant, NullLogger.Instance);

    public void Dispose() => Connection.Dispose();
}
