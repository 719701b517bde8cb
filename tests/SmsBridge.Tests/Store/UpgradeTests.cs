using Dapper;
using Microsoft.Data.Sqlite;
using SmsBridge.Store;
using SmsBridge.Tests.Store.Postgres;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>From a file of every earlier schema, with rows in all its tables: nothing is lost, and it is then as one that began with this version.</summary>
[FileOnly]
public sealed class UpgradeTests : IDisposable
{
    private const int Rows = 9;

    private readonly OlderDatabase _older = new();

    public static TheoryData<int> Earlier => [.. Enumerable.Range(1, Migration.Newest("sqlite") - 1)];

    public void Dispose() => _older.Dispose();

    [Theory]
    [MemberData(nameof(Earlier))]
    public void Nothing_on_the_record_is_lost_or_changed(int schema)
    {
        _older.Apply(schema);
        var tables = _older.Connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'schema_version'").AsList();
        foreach (var table in tables.OrderBy(table => table is "tenant" or "operator" or "partner" ? 0 : table == "subscription" ? 1 : 2))
        {
            FilledFile.Fill(_older.Connection, table, Rows);
        }

        var before = RecordRows.Read(_older.Connection, ColumnsOf);
        before.Values.ShouldAllBe(rows => rows.Length > 0); // or nothing is proved

        _older.Apply(int.MaxValue);

        RecordRows.Read(_older.Connection, ColumnsOf, before).ShouldBe(before, ignoreOrder: true);
        _older.Connection.Query<string>("PRAGMA integrity_check").ShouldBe(["ok"]);
        _older.Connection.Query("PRAGMA foreign_key_check").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Earlier))]
    public void It_has_the_schema_of_a_file_that_began_with_this_version(int schema)
    {
        using var fresh = new OlderDatabase();
        fresh.Apply(int.MaxValue);
        _older.Apply(schema);

        _older.Apply(int.MaxValue);

        Schema(_older.Connection).ShouldBe(Schema(fresh.Connection));
    }

    private static List<string> Schema(SqliteConnection connection) =>
        connection.Query<string>("SELECT type || ' ' || name || ': ' || COALESCE(sql, '') FROM sqlite_master ORDER BY type, name").AsList();

    private HashSet<string> ColumnsOf(string table) =>
        [.. _older.Connection.Query<string>("SELECT name FROM pragma_table_info(@table)", new { table })];
}
