using Microsoft.Data.Sqlite;

namespace SmsBridge.Tests.Console;

/// <summary>Fills a store with a history: events and what became of them, evenly spread over time, as fast as SQLite can.</summary>
internal static class LogSeed
{
    /// <param name="end">When the newest came.</param>
    /// <param name="apart">Milliseconds between two.</param>
    /// <remarks>
    /// Of a hundred messages about 90 are delivered, 4 sent, 2 undelivered, 1 failed, 3 never sent. Twenty to a client and its loan; the client's
    /// number ends in the client's id. Attempts and receipts are there for the first and the last thousand.
    /// </remarks>
    public static void Fill(string databaseFile, int count, IReadOnlyList<long> tenants, DateTimeOffset end, long apart = 60_000)
    {
        using var connection = new SqliteConnection($"Data Source={databaseFile};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE");
        var indexes = Indexes(connection); // built once over all rows, in order: many times faster than row by row
        indexes.ForEach(index => Execute(connection, $"DROP INDEX {index.Name}"));
        Execute(connection, $"""
            CREATE TEMP TABLE seed AS
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}),
            base AS (SELECT COALESCE(MAX(id), 0) AS id FROM event)
            SELECT base.id + i AS id, i, {end.ToUnixTimeMilliseconds()} - ({count} - i) * {apart} AS at,
                CASE i % {tenants.Count} {string.Concat(tenants.Select((id, index) => $" WHEN {index} THEN {id}"))} END AS tenant,
                1 + (i * 7919) % ({count} / 20 + 1) AS client,
                CASE WHEN i % 100 < 90 THEN 4 WHEN i % 100 < 94 THEN 3 WHEN i % 100 < 96 THEN 5 WHEN i % 100 < 97 THEN 6 ELSE 7 END AS status,
                CASE WHEN i % 10 = 3 THEN 1 ELSE 2 END AS type
            FROM n, base;
            INSERT INTO event (id, tenant_id, type_id, verdict, received_at, dialect, resource_id, client_id, loan_id, source, body)
            SELECT id, tenant, type, 1, at, 2, id + 5000000, client, CASE type WHEN 2 THEN client + 30000 END, '10.0.0.8',
                CAST('{"{"}"entityName":"LOAN","actionName":"REPAYMENT","response":{"{"}"clientId":' || client || {"'}}'"} AS BLOB)
            FROM seed;
            UPDATE inbox_cursor SET event_id = (SELECT MAX(id) FROM event);
            INSERT INTO message (event_id, tenant_id, type_id, received_at, resource_id, client_id, loan_id, status, reason, recipient, sender, body, segments,
                attempts, tries, queued_at, provider, provider_id, provider_status, error_code, sent_at, final_at, updated_at, account_id)
            SELECT id, tenant, type, at, id + 5000000, client, CASE type WHEN 2 THEN client + 30000 END, status,
                CASE status WHEN 5 THEN 'delivery_failed' WHEN 6 THEN 'delivery_failed' WHEN 7 THEN CASE i % 3 WHEN 0 THEN 'no_number' WHEN 1 THEN 'invalid_number' ELSE 'opted_out' END END,
                CASE WHEN status < 7 OR i % 3 = 2 THEN '+25471' || substr('0000000' || client, -7) END, '+15005550006',
                CASE WHEN status < 7 THEN CASE type WHEN 1 THEN 'Welcome, Jane Wanjiru! You are now registered with us.'
                    ELSE 'Thank you, Jane Wanjiru. We received KES ' || (i % 90 + 10) || '0.00 for loan ' || (client + 30000) || ' on 21 November 2026.' END END,
                CASE WHEN status < 7 THEN 1 END, CASE WHEN status < 7 THEN 1 ELSE 0 END, CASE WHEN status < 7 THEN 1 ELSE 0 END, at, 'twilio',
                CASE WHEN status < 7 THEN 'SM' || printf('%032x', id) END,
                CASE status WHEN 4 THEN 'delivered' WHEN 3 THEN 'sent' WHEN 5 THEN 'undelivered' WHEN 6 THEN 'failed' END,
                CASE status WHEN 5 THEN '30003' WHEN 6 THEN '30008' END, CASE WHEN status < 7 THEN at + 400 END,
                CASE WHEN status > 3 THEN at + 3900 END, at + 3900, 'AC00000000000000000000000000000001'
            FROM seed;
            INSERT INTO attempt (event_id, number, started_at, finished_at, outcome, provider_id, detail)
            SELECT id, 1, at + 180, at + 400, 1, 'SM' || printf('%032x', id), 'queued' FROM seed WHERE status < 7 AND (i <= 1000 OR i > {count} - 1000);
            INSERT INTO status_change (event_id, at, status, source, reason, detail)
            SELECT id, at + 3900, status, CASE WHEN status = 7 THEN 'relay' ELSE 'provider' END,
                CASE status WHEN 5 THEN 'delivery_failed' WHEN 6 THEN 'delivery_failed' WHEN 7 THEN CASE i % 3 WHEN 0 THEN 'no_number' WHEN 1 THEN 'invalid_number' ELSE 'opted_out' END END,
                CASE status WHEN 4 THEN 'delivered' WHEN 5 THEN 'undelivered' WHEN 6 THEN 'failed' END
            FROM seed WHERE status > 3 AND (i <= 1000 OR i > {count} - 1000);
            INSERT INTO known_client (tenant_id, client_id, name, words, account, office, mobile_no, trouble, trouble_detail, trouble_event, trouble_at)
            SELECT tenant, client, 'Jane Wanjiru', ' jane wanjiru ', printf('%09d', client), 'Head Office', '0712 3', CASE WHEN client % 50 = 0 THEN 'invalid_number' END, NULL, MAX(id), MAX(at)
            FROM seed GROUP BY tenant, client;
            INSERT INTO search_word (tenant_id, word, kind, ref) SELECT tenant_id, 'jane', 1, client_id FROM known_client UNION ALL SELECT tenant_id, 'wanjiru', 1, client_id FROM known_client;
            INSERT INTO search_word (tenant_id, word, kind, ref) SELECT tenant, 'qx' || id, 4, id FROM seed UNION ALL SELECT tenant, 'cash', 4, id FROM seed WHERE i % 10 = 0;
            DROP TABLE seed;
            """);
        indexes.ForEach(index => Execute(connection, index.Sql));
        Execute(connection, "COMMIT");
    }

    private static List<(string Name, string Sql)> Indexes(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('event', 'message', 'attempt', 'status_change', 'known_client', 'search_word')";
        using var reader = command.ExecuteReader();
        var indexes = new List<(string, string)>();
        while (reader.Read())
        {
            indexes.Add((reader.GetString(0), reader.GetString(1)));
        }

        return indexes;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 300;
        command.ExecuteNonQuery();
    }
}
