using System.Data.Common;
using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Insight.RecordChecks;

/// <param name="Name">For programs.</param>
/// <param name="Holds">What is true of a whole record, in words.</param>
/// <param name="Exceptions">How many rows it is not true of; 0: it holds.</param>
/// <param name="First">The lowest of their numbers, or what the store said.</param>
internal sealed record RecordFinding(string Name, string Holds, long Exceptions, string? First);

/// <summary>
/// Whether the record is whole: the store's own check, and the laws of conservation that every event and every SMS obeys. On one snapshot, so it may run beside the service; it
/// reads every row, and on SQLite keeps the WAL from shrinking meanwhile.
/// </summary>
internal sealed class RecordCheck(Database database)
{
    /// <summary>Rows that break a law, by number.</summary>
    private static readonly (string Name, string Holds, string Broken)[] Laws =
    [
        ("events_accounted_for", "Every accepted event waits, has its message, or was removed by its age.", """
            SELECT event.id AS id FROM event WHERE verdict = 1 AND COALESCE(aged, 0) = 0
                AND NOT EXISTS (SELECT 1 FROM message WHERE message.event_id = event.id) AND NOT EXISTS (SELECT 1 FROM waiting_event WHERE waiting_event.id = event.id)
            """),
        ("events_in_one_place", "No event waits that has a message: it would get another SMS.", "SELECT id FROM waiting_event WHERE EXISTS (SELECT 1 FROM message WHERE message.event_id = waiting_event.id)"),
        ("messages_have_events", "Every message has its accepted event.", "SELECT event_id AS id FROM message WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.id = message.event_id AND event.verdict = 1)"),
        ("repeats_have_twins", "Every repeat names the accepted event it repeats.", """
            SELECT event.id AS id FROM event WHERE verdict = 2 AND NOT EXISTS (SELECT 1 FROM event AS twin WHERE twin.id = event.twin_id AND twin.verdict = 1)
            """),
        ("attempts_counted", "Every message has as many attempts as it counts.", "SELECT event_id AS id FROM message WHERE attempts <> (SELECT COUNT(*) FROM attempt WHERE attempt.event_id = message.event_id)"),
        ("sent_was_tried", "No message was sent, delivered or failed without an attempt.", "SELECT event_id AS id FROM message WHERE status IN (3, 4, 5, 6) AND attempts = 0"),
        ("waiting_comes_up", "Every message that is not sent yet has a time at which it is taken up.", "SELECT event_id AS id FROM message WHERE status IN (1, 2) AND due_at IS NULL"),
        ("ended_stays_ended", "No message that was sent or has ended is taken up again by itself.", "SELECT event_id AS id FROM message WHERE status IN (3, 4, 5, 6, 7) AND due_at IS NOT NULL"),
        ("ends_are_dated", "Every message that has ended says when.", "SELECT event_id AS id FROM message WHERE status IN (4, 5, 6, 7) AND final_at IS NULL"),
        ("notices_have_subscriptions", "Every notice has its subscription, and every delivery its notice.", """
            SELECT id FROM notification WHERE NOT EXISTS (SELECT 1 FROM subscription WHERE subscription.id = notification.subscription_id)
            UNION ALL SELECT notification_id AS id FROM delivery WHERE NOT EXISTS (SELECT 1 FROM notification WHERE notification.id = delivery.notification_id)
            """),
    ];

    /// <summary>Each as it is found.</summary>
    public IEnumerable<RecordFinding> Run(CancellationToken cancellationToken)
    {
        using var connection = database.OpenRead();
        connection.Execute(database.FilePath is null ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN DEFERRED");
        if (database.FilePath is not null)
        {
            yield return Pages(connection);
        }

        foreach (var (name, holds, broken) in Laws)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (count, first) = connection.QuerySingle<(long Count, long? First)>($"SELECT COUNT(*) AS Count, MIN(id) AS First FROM ({broken}) AS broken", commandTimeout: 0);
            yield return new RecordFinding(name, holds, count, first?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        connection.Execute("ROLLBACK TRANSACTION");
    }

    /// <summary>PostgreSQL has data checksums and pg_amcheck for this.</summary>
    private static RecordFinding Pages(DbConnection connection)
    {
        var said = connection.Query<string>(FileSoundness.Pages, commandTimeout: 0).Where(line => line != "ok")
            .Concat(connection.Query<string>(FileSoundness.References, commandTimeout: 0).Select(table => $"a row of {table} names a row that is not there")).ToList();
        return new RecordFinding("file_sound", "The file is sound: pages, indexes, references.", said.Count, said.FirstOrDefault());
    }
}
