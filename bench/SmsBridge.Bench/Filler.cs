using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>SQL that fills a database with history in seconds instead of hours.</summary>
internal static class Filler
{
    /// <summary>A page: whatever the size of the store, a list by number has as many rows to show.</summary>
    public const int PerNumber = 50;

    /// <summary>Accepted repayments of tenant 1 the relay has not taken.</summary>
    public static string Waiting(int count, bool onPostgres) => Events(count, pending: onPostgres ? "1" : "2", onPostgres);

    /// <summary>Delivered messages of tenant 1, <see cref="PerNumber"/> to each number, with their attempts; ids from 1.</summary>
    public static string Delivered(int count, bool onPostgres) => $"""
        {Events(count, pending: "NULL", onPostgres)};
        UPDATE inbox_cursor SET event_id = (SELECT MAX(id) FROM event);
        INSERT INTO message (event_id, tenant_id, type_id, received_at, resource_id, client_id, loan_id, status, recipient, sender, body, segments, attempts, tries,
            queued_at, provider, provider_id, provider_status, sent_at, final_at, updated_at)
        SELECT id, tenant_id, type_id, received_at, resource_id, client_id, loan_id, 4,
            '+2547' || {(onPostgres ? $"lpad(CAST(id % {count / PerNumber} AS TEXT), 8, '0')" : $"printf('%08d', id % {count / PerNumber})")}, '+15005550006',
            'Thank you, Jane Wanjiru. We received KES 1,500.00 for loan 31 on 21 November 2026.', 1, 1, 1,
            received_at, 'twilio', {(onPostgres ? "'SM' || lpad(to_hex(id), 32, '0')" : "printf('SM%032x', id)")}, 'delivered', received_at + 900, received_at + 4000, received_at + 4000
        FROM event WHERE tenant_id = 1 AND verdict = 1 AND pending IS NULL;
        INSERT INTO attempt (event_id, number, started_at, finished_at, outcome, provider_id)
        SELECT event_id, 1, sent_at - 200, sent_at, 1, provider_id FROM message
        """;

    /// <summary>What a store of that size would have done by itself by now.</summary>
    public static string Settle(bool onPostgres) => onPostgres ? "VACUUM ANALYZE" : "PRAGMA wal_checkpoint(TRUNCATE)";

    private static string Events(int count, string pending, bool onPostgres)
    {
        var (numbers, now, open, close) = onPostgres
            ? ($"SELECT n FROM generate_series(1, {count}) AS one (n)", "CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT)", "convert_to(", ", 'UTF8')")
            : ($"SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {count}", "unixepoch() * 1000", "CAST(", " AS BLOB)");
        return string.Create(CultureInfo.InvariantCulture, $$$"""
            INSERT INTO event (tenant_id, type_id, verdict, pending, received_at, dialect, resource_id, client_id, loan_id, key_id, source, body)
            WITH RECURSIVE number (n) AS ({{{numbers}}})
            SELECT 1, 2, 1, {{{pending}}}, {{{now}}} - ({{{count}}} - n), 1, 900000000 + n, 7 + n % 50000, 31 + n % 50000, 1, '127.0.0.1',
                {{{open}}}'{"officeId":1,"clientId":7,"loanId":31,"resourceId":' || n || '}'{{{close}}}
            FROM number
            """);
    }
}
