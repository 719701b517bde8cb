using System.Data.Common;

namespace SmsBridge.Faults;

/// <summary>The numbers in <c>event.verdict</c>; written here a second time, because it is the file that is checked.</summary>
internal enum StoredVerdict
{
    Accepted = 1,
    Duplicate = 2,
    Ignored = 3,
    Refused = 4,
}

/// <summary>The numbers in <c>message.status</c>.</summary>
internal enum StoredStatus
{
    Queued = 1,
    Sending = 2,
    Sent = 3,
    Delivered = 4,
    Undelivered = 5,
    Failed = 6,
    DeadLettered = 7,
}

/// <param name="Key">As <see cref="HookKey.Name"/>.</param>
internal sealed record EventRecord(long Id, string Key, StoredVerdict Verdict, bool IsPending, long? TwinId);

internal sealed record MessageRecord(
    long EventId, StoredStatus Status, bool IsDue, string? Reason, string? Detail, string? Recipient, string? Sender, string? Body, string? ProviderId, long Attempts, string? Provider = null, bool WasInDoubt = false)
{
    /// <summary>
    /// Never sent again by itself, nor by another route: a call that nobody can be asked about, which waits for a report and is put to a person; or one that
    /// was not listed, and whose repeat by the same route was refused for good.
    /// </summary>
    public bool IsInDoubt => (WasInDoubt && Status == StoredStatus.DeadLettered && Reason == "provider_rejected") || IsUnanswerable;

    private bool IsUnanswerable => Provider is "vonage" or "smpp" && ProviderId is null && (Status == StoredStatus.Sending || (Status == StoredStatus.DeadLettered && Reason is "outcome_unknown" or "too_late"));
}

/// <summary>What the bridge has on disk, read from its file.</summary>
internal sealed class BridgeRows
{
    public Dictionary<long, EventRecord> Events { get; } = [];

    public Dictionary<long, MessageRecord> Messages { get; } = [];

    public static async Task<BridgeRows> ReadAsync(FaultStore store, CancellationToken cancellationToken)
    {
        var rows = new BridgeRows();
        await using var connection = await store.OpenAsync(cancellationToken);
        await ReadAsync(connection, """
            SELECT event.id, COALESCE(tenant.identifier, ''), type.entity || ' ' || type.action, event.verdict, (SELECT waiting_event.id FROM waiting_event WHERE waiting_event.id = event.id), event.twin_id, event.resource_id, event.text
            FROM event JOIN event_type AS type ON type.id = event.type_id LEFT JOIN tenant ON tenant.id = event.tenant_id
            """,
            row =>
            {
                var resource = row.IsDBNull(7) ? Text(row, 6) : row.GetString(7);
                rows.Events.Add(row.GetInt64(0), new EventRecord(
                    row.GetInt64(0), $"{row.GetString(1)}/{row.GetString(2)}/{resource}", (StoredVerdict)row.GetInt64(3), !row.IsDBNull(4), row.IsDBNull(5) ? null : row.GetInt64(5)));
            },
            cancellationToken);
        await ReadAsync(
            connection, "SELECT event_id, status, due_at, reason, detail, recipient, sender, body, provider_id, attempts, provider, EXISTS (SELECT 1 FROM attempt WHERE attempt.event_id = message.event_id AND route IS NOT NULL AND outcome IN (4, 5)) FROM message",
            row => rows.Messages.Add(row.GetInt64(0), new MessageRecord(
                row.GetInt64(0), (StoredStatus)row.GetInt64(1), !row.IsDBNull(2), Text(row, 3), Text(row, 4), Text(row, 5), Text(row, 6), Text(row, 7), Text(row, 8), row.GetInt64(9), Text(row, 10), Convert.ToBoolean(row.GetValue(11), System.Globalization.CultureInfo.InvariantCulture))),
            cancellationToken);
        return rows;
    }

    /// <summary>How many events and messages still have something ahead of them.</summary>
    /// <remarks>Vonage can be asked nothing: a call that a kill cut off before it was taken waits for its report for an hour.</remarks>
    public static async Task<long> CountUnfinishedAsync(FaultStore store, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT (SELECT COUNT(*) FROM waiting_event) + (SELECT COUNT(*) FROM message WHERE due_at IS NOT NULL AND NOT (status = 2 AND COALESCE(provider, '') IN ('vonage', 'smpp')))";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>How often a message went on by another route.</summary>
    public static Task<long> CountHopsAsync(FaultStore store, CancellationToken cancellationToken) => CountAsync(store, "SELECT COUNT(*) FROM attempt WHERE hop IS NOT NULL", cancellationToken);

    /// <summary>Events of brokers, each once.</summary>
    public static Task<long> CountTakenEventsAsync(FaultStore store, CancellationToken cancellationToken) => CountAsync(store, "SELECT COUNT(*) FROM external_event", cancellationToken);

    /// <summary>How the calls to Twilio ended, and how often a doubt was settled how: whether the storm was one.</summary>
    public static async Task<string> DescribeAttemptsAsync(FaultStore store, CancellationToken cancellationToken)
    {
        var words = new List<string>();
        await using var connection = await store.OpenAsync(cancellationToken);
        await ReadAsync(
            connection, """
            SELECT CASE outcome WHEN 1 THEN 'taken' WHEN 2 THEN 'refused' WHEN 3 THEN 'put off' WHEN 4 THEN 'unknown' WHEN 5 THEN 'found not taken' ELSE 'open' END, COUNT(*)
            FROM attempt GROUP BY outcome
            UNION ALL SELECT 'settled by looking', COUNT(*) FROM status_change WHERE source = 'resolver' AND status = 3
            UNION ALL SELECT 'settled by callback', COUNT(*) FROM attempt WHERE detail LIKE 'Known by its status callback%'
            """,
            row => words.Add($"{row.GetInt64(1)} {row.GetString(0)}"), cancellationToken);
        return $"calls to Twilio: {string.Join(", ", words)}";
    }

    /// <summary>What happened to a message, line by line.</summary>
    public static async Task<List<string>> TimelineAsync(FaultStore store, long eventId, CancellationToken cancellationToken)
    {
        var lines = new List<(long At, string Words)>();
        await using var connection = await store.OpenAsync(cancellationToken);
        await ReadAsync(connection, $"SELECT received_at, verdict FROM event WHERE id = {eventId}", row =>
            lines.Add((row.GetInt64(0), $"event {eventId} {(StoredVerdict)row.GetInt64(1)}")), cancellationToken);
        await ReadAsync(connection, $"SELECT started_at, finished_at, number, outcome, provider_id, code, detail FROM attempt WHERE event_id = {eventId}", row =>
        {
            lines.Add((row.GetInt64(0), $"attempt {row.GetInt64(2)} begins"));
            lines.Add((row.IsDBNull(1) ? long.MaxValue : row.GetInt64(1), $"attempt {row.GetInt64(2)} ends: outcome {Text(row, 3)} {Text(row, 4)} {Text(row, 5)} {Text(row, 6)}"));
        }, cancellationToken);
        await ReadAsync(connection, $"SELECT at, status, source, reason, detail FROM status_change WHERE event_id = {eventId} ORDER BY id", row =>
            lines.Add((row.GetInt64(0), $"{(StoredStatus)row.GetInt64(1)} by {row.GetString(2)}: {Text(row, 3)} {Text(row, 4)}")), cancellationToken);
        await ReadAsync(connection, $"SELECT updated_at, status, due_at, reason, provider_id, provider_status FROM message WHERE event_id = {eventId}", row =>
            lines.Add((long.MaxValue, $"now {(StoredStatus)row.GetInt64(1)} due {Text(row, 2)} {Text(row, 3)} {Text(row, 4)} {Text(row, 5)}, changed {At(row.GetInt64(0))}")), cancellationToken);
        return [.. lines.OrderBy(line => line.At).Select(line => $"{(line.At == long.MaxValue ? "            " : At(line.At))} {line.Words}")];
    }

    private static async Task<long> CountAsync(FaultStore store, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Our own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string At(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : Convert.ToString(row.GetValue(column), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task ReadAsync(DbConnection connection, string sql, Action<DbDataReader> read, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Our own words and numbers.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            read(row);
        }
    }
}
