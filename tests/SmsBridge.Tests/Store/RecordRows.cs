using System.Data.Common;
using System.Globalization;
using Dapper;

namespace SmsBridge.Tests.Store;

/// <summary>What is on the record, told in words that outlive every schema: to be compared before and after an upgrade.</summary>
internal static class RecordRows
{
    /// <summary>What nobody may lose, by its first columns, which are its key. No migration may change any of it.</summary>
    private static readonly (string Table, string[] Columns)[] Kept =
    [
        ("tenant", ["id", "identifier", "provider", "account_id", "sender", "provider_token", "core_token", "core_endpoint", "deleted_at"]),
        ("api_key", ["id", "tenant_id", "prefix", "valid_until", "created_at"]),
        ("event", ["id", "tenant_id", "type_id", "verdict", "received_at", "resource_id", "client_id", "loan_id", "mobile_no", "text"]),
        ("message", ["event_id", "tenant_id", "type_id", "status", "reason", "detail", "recipient", "sender", "body", "attempts", "due_at", "provider", "provider_id", "sent_at", "final_at"]),
        ("attempt", ["event_id", "number", "started_at", "finished_at", "outcome", "provider_id", "code", "detail"]),
        ("status_change", ["id", "event_id", "at", "status", "source", "reason"]),
        ("opt_out", ["id", "tenant_id", "sender", "number", "lifted_at"]),
        ("consent", ["id", "tenant_id", "number", "class", "given", "at"]),
        ("operator", ["id", "name", "password_hash", "role", "all_tenants"]),
        ("audit", ["id", "at", "actor", "action", "subject", "before", "after"]),
        ("partner", ["id", "code", "password", "deleted_at"]),
        ("subscription", ["id", "partner_id", "reference", "callback_url", "secret"]),
        ("money_transaction", ["event_id", "tenant_id", "kind", "code", "amount"]),
        ("notification", ["id", "subscription_id", "event_id", "occasion", "webhook_id", "state"]),
        ("delivery", ["notification_id", "number", "status"]),
    ];

    /// <param name="columnsOf">Of a table there is; empty: there is none.</param>
    /// <param name="asBefore">Only these tables and columns; null: all there are.</param>
    public static Dictionary<string, string> Read(DbConnection connection, Func<string, HashSet<string>> columnsOf, IReadOnlyDictionary<string, string>? asBefore = null)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (table, columns) in Kept)
        {
            var there = columns.Where(columnsOf(table).Contains).ToList();
            var key = there.Count == 0 ? table : $"{table}({string.Join(", ", there)})";
            if (asBefore?.Keys.FirstOrDefault(before => before.StartsWith($"{table}(", StringComparison.Ordinal)) is { } known)
            {
                (key, there) = (known, [.. known[(table.Length + 1)..^1].Split(", ")]);
            }
            else if (asBefore is not null)
            {
                continue; // it was not there before
            }

            if (there.Count > 0)
            {
                var all = connection.Query($"SELECT {string.Join(", ", there.Select(column => $"\"{column}\""))} FROM \"{table}\" ORDER BY {string.Join(", ", there.Take(2).Select(column => $"\"{column}\""))}");
                rows[key] = string.Join('\n', all.Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)))));
            }
        }

        return rows;
    }
}
