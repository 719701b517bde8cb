using Dapper;
using Microsoft.Data.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>0008_keep_api_key_numbers on databases that have been in use.</summary>
[FileOnly]
public sealed class KeyNumberMigrationTests : IDisposable
{
    private const int Number = 8;

    private readonly OlderDatabase _older = new();

    public KeyNumberMigrationTests()
    {
        _older.Apply(Number - 1);
        _older.Connection.Execute("""
            INSERT INTO tenant (id, identifier, provider, account_id, sender, created_at, updated_at)
            VALUES (1, 'one', 'log', 'a', '+1', 0, 0), (2, 'two', 'log', 'a', '+1', 0, 0)
            """);
    }

    public void Dispose() => _older.Dispose();

    [Fact]
    public void Every_key_stays_what_it_was()
    {
        AddKey(3, tenant: 1, hash: 0xA1, validUntil: null);
        AddKey(4, tenant: 1, hash: 0xA2, validUntil: 99, lastUsed: 60_000);
        AddKey(7, tenant: 2, hash: 0xA3, validUntil: null, kind: 2);
        var before = Keys();

        _older.Apply(Number);

        before.Count.ShouldBe(3);
        Keys().ShouldBe(before);
        _older.Connection.Query("PRAGMA foreign_key_check").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(new long[] { 3, 7 }, new long[] { 3, 7 }, 8)]
    [InlineData(new long[] { 3 }, new long[] { 3, 9 }, 10)] // 9 was deleted, and is on the record
    [InlineData(new long[] { }, new long[] { 5 }, 6)] // all were deleted
    [InlineData(new long[] { 4 }, new long[] { }, 5)]
    [InlineData(new long[] { }, new long[] { }, 1)]
    public void The_next_key_gets_a_number_that_no_key_has_or_had(long[] keys, long[] onRecord, long expected)
    {
        foreach (var key in keys)
        {
            AddKey(key, tenant: 1, hash: (byte)key, validUntil: 99);
        }

        foreach (var key in onRecord.Append(0)) // and one refused for its key, which names none
        {
            _older.Connection.Execute(
                "INSERT INTO event (tenant_id, type_id, verdict, received_at, dialect, key_id) VALUES (1, 1, 4, 0, 1, NULLIF(@key, 0))", new { key });
        }

        _older.Apply(Number);

        NewKey(hash: 0xFE).ShouldBe(expected);
        _older.Connection.Execute("DELETE FROM api_key WHERE id = @expected", new { expected });
        NewKey(hash: 0xFF).ShouldBe(expected + 1); // and never again
    }

    [Fact]
    public void A_key_is_still_one_tenants_and_a_tenant_still_has_one_current_key_of_a_kind()
    {
        AddKey(3, tenant: 1, hash: 0xA1, validUntil: null);

        _older.Apply(Number);

        Refused(() => AddKey(10, tenant: 2, hash: 0xA1, validUntil: 99));
        Refused(() => AddKey(11, tenant: 1, hash: 0xB1, validUntil: null));
        Refused(() => AddKey(12, tenant: 77, hash: 0xB2, validUntil: null)); // no such tenant
        AddKey(13, tenant: 1, hash: 0xB3, validUntil: null, kind: 2);
        AddKey(14, tenant: 2, hash: 0xB4, validUntil: null);
    }

    private static void Refused(Action insert) => Should.Throw<SqliteException>(insert).SqliteErrorCode.ShouldBe(SQLitePCL.raw.SQLITE_CONSTRAINT);

    private void AddKey(long id, long tenant, byte hash, long? validUntil, int kind = 1, long? lastUsed = null) => _older.Connection.Execute("""
        INSERT INTO api_key (id, tenant_id, hash, prefix, created_at, valid_until, kind, last_used_at)
        VALUES (@id, @tenant, @Hash, 'sb_' || @id, 1000 + @id, @validUntil, @kind, @lastUsed)
        """, new { id, tenant, Hash = new[] { hash }, validUntil, kind, lastUsed });

    private long NewKey(byte hash) => _older.Connection.ExecuteScalar<long>(
        "INSERT INTO api_key (tenant_id, hash, prefix, created_at, valid_until) VALUES (1, @Hash, 'sb_', 0, 99) RETURNING id", new { Hash = new[] { hash } });

    private List<string> Keys() => [.. _older.Connection.Query<string>("""
        SELECT concat_ws('|', id, tenant_id, hex(hash), prefix, created_at, COALESCE(valid_until, 'null'), kind, COALESCE(last_used_at, 'null')) FROM api_key ORDER BY id
        """)];
}
