using Dapper;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>0050_resend_notices on notifications that were made before: what they tell is known from their transactions.</summary>
[FileOnly]
public sealed class NoticeCodeMigrationTests : IDisposable
{
    private const int Number = 50;

    private readonly OlderDatabase _older = new();

    public void Dispose() => _older.Dispose();

    [Fact]
    public void What_is_rare_is_written_down_and_what_nearly_all_tell_is_not()
    {
        _older.Apply(Number - 1);
        _older.Connection.Execute("""
            INSERT INTO money_transaction (event_id, tenant_id, kind, received_at, code, message) VALUES (1, 1, 1, 0, 'MR101', ''), (2, 1, 1, 0, 'ER104', ''), (3, 1, 1, 0, 'MR103', '');
            INSERT INTO notification (id, subscription_id, event_id, occasion, webhook_id, body, created_at, state)
            VALUES (1, 1, 1, 1, 'a', x'7B7D', 0, 2), (2, 1, 1, 2, 'b', x'7B7D', 0, 2), (3, 1, 1, 3, 'c', x'7B7D', 0, 2), (4, 1, 2, 2, 'd', x'7B7D', 0, 2),
                (5, 1, 2, 5, 'e', x'7B7D', 0, 2), (6, 1, 3, 1, 'f', x'7B7D', 0, 2), (7, 1, 0, 4, 'g', x'7B7D', 0, 2);
            """);

        _older.Apply(Number);

        _older.Connection.Query<string>("SELECT id || COALESCE(code, '') FROM notification ORDER BY id").ShouldBe(["1MR103", "2", "3", "4ER104", "5ER104", "6MR103", "7"]);
    }
}
