using Microsoft.Data.Sqlite;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>Prepared commands that record a try: plain ADO.NET, because this runs once per notification.</summary>
internal sealed class DeliveryStatements : IDisposable
{
    private const string InsertSql = """
        INSERT INTO delivery (notification_id, number, started_at, duration, status, detail, response)
        VALUES (@id, @number, @started_at, @duration, @status, @detail, @response)
        ON CONFLICT DO NOTHING
        """;

    // One that was held while it was on its way stays so, unless it arrived.
    private const string UpdateSql = """
        UPDATE notification SET attempts = @number, tries = tries + 1,
            due_at = CASE WHEN state = 1 THEN @due_at END,
            state = CASE WHEN state = 1 OR @state = 2 THEN @state ELSE state END,
            final_at = @final_at
        WHERE id = @id AND attempts < @number
        """;

    private const string PostponeSql = """
        UPDATE notification SET due_at = @due_at
        WHERE event_id = @event_id AND subscription_id = @subscription_id AND id > @id AND due_at < @due_at
        """;

    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _postpone;

    public DeliveryStatements(SqliteConnection connection)
    {
        _insert = Prepare(connection, InsertSql, "@id", "@number", "@started_at", "@duration", "@status", "@detail", "@response");
        _update = Prepare(connection, UpdateSql, "@id", "@number", "@due_at", "@state", "@final_at");
        _postpone = Prepare(connection, PostponeSql, "@id", "@event_id", "@subscription_id", "@due_at");
    }

    public void Record(long subscriptionId, DeliveryOutcome outcome, long now)
    {
        var (notification, result) = (outcome.Notification, outcome.Result);
        var number = (long)notification.Attempts + 1;
        Run(
            _insert, notification.Id, number, result.StartedAt.ToUnixTimeMilliseconds(), (long)result.Duration.TotalMilliseconds,
            result.Status is { } status ? (long)status : DBNull.Value, (object?)result.Detail ?? DBNull.Value, (object?)result.Response ?? DBNull.Value);
        var dueAt = outcome.DueAt?.ToUnixTimeMilliseconds();
        Run(
            _update, notification.Id, number, dueAt is { } due ? due : DBNull.Value, (long)outcome.State,
            outcome.State == NotificationState.Waiting ? DBNull.Value : now);
        if (dueAt is { } later)
        {
            Run(_postpone, notification.Id, notification.EventId, subscriptionId, later); // what came after it about the same transaction stays after it
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
        _postpone.Dispose();
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var index = 0; index < values.Length; index++)
        {
            command.Parameters[index].Value = values[index];
        }

        command.ExecuteNonQuery();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name, Value = DBNull.Value });
        }

        command.Prepare();
        return command;
    }
}
