using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SmsBridge.Store;
using SmsBridge.Store.Postgres;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>The same as of the file: a database of each earlier schema of this store, with rows in all its tables.</summary>
[PostgresOnly]
public sealed class PostgresUpgradeTests : IDisposable
{
    private readonly TestDatabase _database = new("");
    private readonly NpgsqlConnection _connection;

    public PostgresUpgradeTests()
    {
        _database.CreateEmpty();
        _connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_database.ConnectionString) { Pooling = false }.ToString());
        _connection.Open();
    }

    public static TheoryData<int> Earlier => [.. Migration.All("postgres").SkipLast(1).Select(migration => migration.Number)];

    public void Dispose()
    {
        _connection.Dispose();
        _database.Dispose();
    }

    [Theory]
    [MemberData(nameof(Earlier))]
    public void Nothing_on_the_record_is_lost_or_changed(int schema)
    {
        Apply(schema);
        foreach (var table in Tables().OrderBy(table => table is "tenant" or "operator" or "partner" ? 0 : table == "subscription" ? 1 : 2))
        {
            Fill(table);
        }

        var before = RecordRows.Read(_connection, ColumnsOf);
        before.Values.ShouldAllBe(rows => rows.Length > 0);

        Apply(int.MaxValue);

        RecordRows.Read(_connection, ColumnsOf, before).ShouldBe(before, ignoreOrder: true);
    }

    private void Apply(int upTo) =>
        PostgresMigrator.Apply(_connection, [.. Migration.All("postgres").Where(migration => migration.Number <= upTo)], Some.Instant, NullLogger.Instance);

    private List<string> Tables() =>
        _connection.Query<string>("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_version'").AsList();

    private HashSet<string> ColumnsOf(string table) => [.. Columns(table).Select(column => column.Name)];

    private List<(string Name, string Type, bool Nullable)> Columns(string table) =>
        _connection.Query<(string, string, bool)>("SELECT column_name, data_type, is_nullable = 'YES' FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table AND is_generated = 'NEVER'", new { table }).AsList();

    private void Fill(string table)
    {
        var columns = Columns(table);
        for (var row = 1; row <= 9; row++)
        {
            var parameters = new DynamicParameters();
            foreach (var (name, type, nullable) in columns)
            {
                var value = FilledFile.Value(table, name, type is "bytea" ? "BLOB" : type is "text" ? "TEXT" : "BIGINT", row);
                parameters.Add(name, value ?? (nullable ? null : type is "text" ? "" : row)); // ON CONFLICT passes over no NOT NULL, as OR IGNORE does
            }

            _connection.Execute(
                $"INSERT INTO \"{table}\" ({string.Join(", ", columns.Select(column => $"\"{column.Name}\""))}) VALUES ({string.Join(", ", columns.Select(column => $"@{column.Name}"))}) ON CONFLICT DO NOTHING", parameters);
        }
    }
}
