using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Store;
using SmsBridge.Store.Sqlite;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>A SQLite installation with rows in every table of the schema, whatever columns these have.</summary>
internal sealed class FilledFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-copy-");

    public FilledFile()
    {
        File = Path.Combine(_folder.FullName, "smsbridge.db");
        Options = new StorageOptions { ConnectionString = $"Data Source={File}" };
        using var connection = Connect();
        Migrator.Apply(connection, "sqlite", DateTimeOffset.UnixEpoch, NullLogger.Instance);
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON"); // as the service's
        Tables = [.. connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_version'")];
        foreach (var table in Tables.OrderBy(table => table is "tenant" or "operator" or "partner" ? 0 : table == "subscription" ? 1 : 2))
        {
            Fill(connection, table, table is "event" or "message" ? StorageCopy.Batch * 2 + 7 : 5);
        }

        connection.Execute("UPDATE inbox_cursor SET event_id = 7; UPDATE partner_cursor SET position = 4; UPDATE roll_up_cursor SET position = 3");
        var keys = Directory.CreateDirectory(Path.Combine(_folder.FullName, "keys"));
        System.IO.File.WriteAllText(Path.Combine(keys.FullName, "key-1.xml"), "<key id=\"1\" />");
    }

    public string File { get; }

    public StorageOptions Options { get; }

    public IReadOnlyList<string> Tables { get; }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Rows with a value in every column, whichever the schema has.</summary>
    internal static void Fill(SqliteConnection connection, string table, int rows)
    {
        var columns = connection.Query<(string Name, string Type)>("SELECT name, type FROM pragma_table_info(@table)", new { table }).AsList();
        var names = string.Join(", ", columns.Select(column => $"\"{column.Name}\""));
        var values = string.Join(", ", columns.Select(column => $"@{column.Name}"));
        using var transaction = connection.BeginTransaction();
        for (var row = 1; row <= rows; row++)
        {
            var parameters = new DynamicParameters();
            foreach (var (name, type) in columns)
            {
                parameters.Add(name, Value(table, name, type, row));
            }

            connection.Execute($"INSERT OR IGNORE INTO \"{table}\" ({names}) VALUES ({values})", parameters, transaction);
        }

        transaction.Commit();
    }

    internal static object? Value(string table, string column, string type, int row) => (table, column) switch
    {
        ("event", "pending") => row % 4 == 0 ? null : (row % 2) + 1,
        (_, "deleted_at" or "valid_until") => row % 2 == 0 ? null : row,
        (_, "detail") => row % 3 == 0 ? null : $"it's \"so\"\n\\{row} żółć ሰላም",
        _ => type.ToUpperInvariant() switch
        {
            "TEXT" => string.Create(CultureInfo.InvariantCulture, $"{column} {row}"),
            "BLOB" => new[] { (byte)0, (byte)255, (byte)row, (byte)(row >> 8) },
            _ => (long)row,
        },
    };
}
