using Dapper;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>0021_sort_inbox on databases that have been in use.</summary>
public sealed class InboxMigrationTests : IDisposable
{
    private const int Number = 21;

    private readonly OlderDatabase _older = new();

    public InboxMigrationTests() => _older.Apply(Number - 1);

    public void Dispose() => _older.Dispose();

    [Fact]
    public void What_waited_before_still_waits_and_what_was_taken_or_refused_does_not()
    {
        AddEvent(1, pending: null); // taken
        AddEvent(2, pending: 1);
        AddEvent(3, pending: null, verdict: 4);
        AddEvent(5, pending: 1);

        _older.Apply(Number);
        AddEvent(6, pending: 2);
        AddEvent(7, pending: null, verdict: 3);

        _older.Connection.Query<long>("SELECT id FROM waiting_event ORDER BY id").ShouldBe([2L, 5L, 6L]);
        _older.Connection.ExecuteScalar<long>("SELECT event_id FROM inbox_cursor").ShouldBe(5);
    }

    [Fact]
    public void An_empty_inbox_begins_at_its_beginning()
    {
        _older.Apply(Number);
        AddEvent(1, pending: 2);

        _older.Connection.Query<long>("SELECT id FROM waiting_event").ShouldBe([1L]);
    }

    private void AddEvent(long id, int? pending, int verdict = 1) => _older.Connection.Execute(
        "INSERT INTO event (id, tenant_id, type_id, verdict, pending, received_at, dialect) VALUES (@id, 1, 2, @verdict, @pending, 0, 1)", new { id, pending, verdict });
}
