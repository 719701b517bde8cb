using Microsoft.Data.Sqlite;

namespace SmsBridge.Tests.Console;

/// <summary>What grows beside the messages of <see cref="LogSeed"/>: their counts, what a partner was told about them, the audit, the answers of peers.</summary>
internal static class HistorySeed
{
    public const string Partner = "recon";

    /// <summary>One notification and its try for every fifth message, one row on the audit for every tenth; counts as the roll-up would have them.</summary>
    public static void Fill(string databaseFile, IReadOnlyList<string> tenants)
    {
        using var connection = new SqliteConnection($"Data Source={databaseFile};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA temp_store = MEMORY; BEGIN IMMEDIATE");
        foreach (var (grain, length, kept) in new[] { (1, 60_000L, 50L), (2, 3_600_000L, 960L), (3, 86_400_000L, 10_000_000L) })
        {
            var start = $"received_at - received_at % {length}";
            var from = $"(SELECT MAX(received_at) FROM message) - {kept} * 3600000";
            Execute(connection, $"""
                INSERT INTO roll_up_count (grain, tenant_id, start, type_id, outcome, count)
                SELECT {grain}, tenant_id, {start}, type_id, status, COUNT(*) FROM message WHERE received_at >= {from} GROUP BY 2, 3, 4, 5;
                INSERT INTO roll_up_reason (grain, tenant_id, start, reason, count)
                SELECT {grain}, tenant_id, {start}, reason, COUNT(*) FROM message WHERE received_at >= {from} AND reason IS NOT NULL GROUP BY 2, 3, 4;
                INSERT INTO roll_up_latency (grain, tenant_id, start, slot, count)
                SELECT {grain}, tenant_id, {start}, 2, COUNT(*) FROM message WHERE received_at >= {from} AND sent_at IS NOT NULL GROUP BY 2, 3;
                """);
        }

        Execute(connection, $$$"""
            UPDATE roll_up_cursor SET position = (SELECT MAX(id) FROM event) WHERE record = 'event';
            UPDATE roll_up_cursor SET position = (SELECT MAX(id) FROM status_change) WHERE record = 'status_change';
            UPDATE partner_cursor SET position = (SELECT MAX(id) FROM event) WHERE record = 'event';
            UPDATE partner_cursor SET position = (SELECT MAX(id) FROM status_change) WHERE record = 'status_change';
            INSERT INTO partner (id, code, name, password, created_at) VALUES (1, '{{{Partner}}}', 'Recon Ltd', 'x', 0);
            {{{string.Concat(tenants.Select(tenant => $"INSERT INTO partner_tenant (partner_id, identifier) VALUES (1, '{tenant}');"))}}}
            INSERT INTO subscription (id, partner_id, reference, callback_url, method, secret, logged_at, updated_at)
            VALUES (1, 1, 'all', 'https://recon.example.org/hook', 'TransactionStatus', 'x', 0, 0);
            INSERT INTO notification (subscription_id, event_id, occasion, webhook_id, body, created_at, attempts, tries, state, final_at)
            SELECT 1, event_id, 2, 'msg_' || event_id,
                CAST('{"partnerCode":"{{{Partner}}}","reference":"all","thirdPartyTransId":"' || event_id || '","status":{"code":"MR101","message":"Success"}}' AS BLOB),
                received_at, 1, 1, CASE WHEN event_id % 500 = 0 THEN 3 ELSE 2 END, received_at
            FROM message WHERE event_id % 5 = 0 ORDER BY event_id;
            INSERT INTO delivery (notification_id, number, started_at, duration, status)
            SELECT id, 1, created_at, 40, CASE state WHEN 2 THEN 200 ELSE 410 END FROM notification ORDER BY id;
            INSERT INTO audit (at, operator_id, actor, source, action, tenant_id, subject, reason)
            SELECT received_at, 1, 'anna', '10.0.0.9', CASE event_id % 30 WHEN 0 THEN 'reveal' WHEN 10 THEN 'resend' ELSE 'note' END, tenant_id, 'message ' || event_id, 'asked'
            FROM message WHERE event_id % 10 = 0 ORDER BY event_id;
            INSERT INTO peer_answer (event_id, peer, at, took, http_status, body)
            SELECT event_id, 'core', received_at, 30, 503, '{"developerMessage":"busy"}' FROM message WHERE event_id % 20 = 0 ORDER BY event_id;
            INSERT INTO opt_out (tenant_id, sender, number, since, source)
            SELECT tenant_id, sender, recipient, MAX(received_at), 'provider' FROM message WHERE event_id % 200 = 0 AND recipient IS NOT NULL GROUP BY tenant_id, sender, recipient;
            COMMIT
            """);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 300;
        command.ExecuteNonQuery();
    }
}
