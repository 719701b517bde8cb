using Dapper;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>0027_bound_what_is_kept on databases that have given out codes for names of events.</summary>
public sealed class EventNameMigrationTests : IDisposable
{
    private const int Number = 27;

    private readonly OlderDatabase _older = new();

    public EventNameMigrationTests() => _older.Apply(Number - 1);

    public void Dispose() => _older.Dispose();

    [Theory]
    [InlineData("SAVINGSACCOUNT", "DEPOSIT")]
    [InlineData("LOAN", "DISBURSE")]
    [InlineData("CENTER", "OWN_NAME")]
    public void A_code_given_out_before_keeps_its_meaning(string entity, string action)
    {
        Add(17, entity, action);
        Add(18, "CENTER", "ANOTHER");
        _older.Connection.Execute("INSERT INTO event (id, tenant_id, type_id, verdict, received_at, dialect) VALUES (1, 1, 17, 3, 0, 1)");

        _older.Apply(Number);

        _older.Connection.QuerySingle<string>("SELECT entity || ' ' || action FROM event JOIN event_type ON event_type.id = type_id")
            .ShouldBe($"{entity} {action}");
        CodesOf(entity, action).ShouldBe([17L]);
        CodesOf("SAVINGSACCOUNT", "WITHDRAWAL").ShouldHaveSingleItem().ShouldBeGreaterThan(18);
    }

    [Fact]
    public void Where_names_of_before_had_used_up_all_codes_there_is_room_again()
    {
        _older.Connection.Execute("""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
            INSERT INTO event_type (entity, action) SELECT 'FILLER', 'A' || i FROM n
            """);
        var before = _older.Connection.Query<(long, string, string)>("SELECT id, entity, action FROM event_type ORDER BY id").AsList();

        _older.Apply(Number);

        _older.Connection.Query<(long, string, string)>("SELECT id, entity, action FROM event_type ORDER BY id").Take(before.Count).ShouldBe(before);
        CodesOf("SAVINGSACCOUNT", "DEPOSIT").ShouldHaveSingleItem();
        _older.Connection.ExecuteScalar<long>("SELECT COUNT(*) FROM event_type WHERE tenant_id IS NOT NULL").ShouldBe(0);
    }

    private void Add(long id, string entity, string action) =>
        _older.Connection.Execute("INSERT INTO event_type (id, entity, action) VALUES (@id, @entity, @action)", new { id, entity, action });

    private List<long> CodesOf(string entity, string action) =>
        _older.Connection.Query<long>("SELECT id FROM event_type WHERE entity = @entity AND action = @action", new { entity, action }).AsList();
}
