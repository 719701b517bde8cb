using System.Globalization;
using System.Text.Json;
using SmsBridge.Simulator.Partners;

namespace SmsBridge.Faults;

/// <summary>
/// What the partners were told, against the bridge's events and its own book of transactions: every final status reached the healthy one under one
/// <c>webhook-id</c>, none was lost, none contradicts another, and the dead one was tried and held up nobody.
/// </summary>
internal static class NoticeCheck
{
    public static async Task<List<Finding>> CheckAsync(FaultStore store, FaultPartners partners, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var transactions = await TransactionsAsync(store, cancellationToken);
        CheckBook(transactions, findings);
        CheckReceiver("the healthy partner", partners.Healthy, transactions, findings);
        CheckReceiver("the slow partner", partners.Slow, transactions, findings);
        if (transactions.Count > 0 && partners.Dead.Count == 0)
        {
            findings.Add(Finding(FindingKind.Wrong, "The dead partner was never tried.", 0));
        }

        return findings;
    }

    /// <summary>Work left that is not the dead partner's: events not followed, transactions not confirmed, notifications not delivered.</summary>
    public static async Task<long> CountLeftAsync(FaultStore store, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT (SELECT COUNT(*) FROM money_transaction WHERE due_at IS NOT NULL)
                + (SELECT COUNT(*) FROM notification WHERE due_at IS NOT NULL AND subscription_id IN (
                    SELECT subscription.id FROM subscription JOIN partner ON partner.id = partner_id WHERE code <> 'dead'))
                + {NotFollowed(store, "event")} + {NotFollowed(store, "status_change")}
            """;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string NotFollowed(FaultStore store, string record)
    {
        var (row, place) = store.IsPostgres ? ("(written, id)", "(position, position_id)") : ("id", "position");
        return $"(SELECT COUNT(*) FROM {record} WHERE {row} > (SELECT {place.Trim('(', ')')} FROM partner_cursor WHERE record = '{record}'))";
    }

    /// <summary>Every repayment the bridge accepted, and every failure newer cores told of, is a transaction with a final code.</summary>
    private static void CheckBook(List<Transaction> transactions, List<Finding> findings)
    {
        foreach (var transaction in transactions)
        {
            var expected = transaction.IsAccepted ? "MR101" : "ER";
            if (transaction.Code?.StartsWith(expected, StringComparison.Ordinal) != true)
            {
                findings.Add(Finding(FindingKind.Lost, $"Event {transaction.EventId} should end as {expected}, and is {transaction.Code ?? "no transaction"}.", transaction.EventId));
            }
        }
    }

    private static void CheckReceiver(string who, StandInPartner receiver, List<Transaction> transactions, List<Finding> findings)
    {
        var told = receiver.Received.Where(notice => notice.Answered == 200).Select(Read).ToLookup(notice => notice.EventId);
        if (receiver.Received.FirstOrDefault(notice => notice.Answered != 200) is { } unsigned)
        {
            findings.Add(Finding(FindingKind.Wrong, $"{who} was sent {unsigned.Id} with a wrong signature.", Read(unsigned).EventId));
        }

        foreach (var transaction in transactions)
        {
            var finals = told[transaction.EventId].Where(notice => notice.Code != "MR103").ToList();
            if (finals.Count == 0)
            {
                findings.Add(Finding(FindingKind.Lost, $"{who} was never told of event {transaction.EventId}.", transaction.EventId));
            }

            if (finals.Select(notice => notice.Code).Distinct(StringComparer.Ordinal).Count() > 1)
            {
                findings.Add(Finding(FindingKind.Wrong, $"{who} was told two final codes of event {transaction.EventId}.", transaction.EventId));
            }

            // The code, and once more when its SMS became final: each under one id, however often it was repeated.
            if (finals.Select(notice => notice.Id).Distinct(StringComparer.Ordinal).Count() > 2)
            {
                findings.Add(Finding(FindingKind.Doubled, $"{who} was told of event {transaction.EventId} under more than one webhook-id.", transaction.EventId));
            }
        }
    }

    private static (long EventId, string Code, string Id) Read(StandInNotice notice)
    {
        using var body = JsonDocument.Parse(notice.Body);
        return (
            long.Parse(body.RootElement.GetProperty("mfsTransId").GetString()!, CultureInfo.InvariantCulture),
            body.RootElement.GetProperty("status").GetProperty("code").GetString()!, notice.Id);
    }

    private static async Task<List<Transaction>> TransactionsAsync(FaultStore store, CancellationToken cancellationToken)
    {
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT event.id, event.verdict = 1, money_transaction.code
            FROM event JOIN event_type ON event_type.id = event.type_id AND entity = 'LOAN' AND action = 'REPAYMENT'
            LEFT JOIN money_transaction ON money_transaction.event_id = event.id
            WHERE event.verdict = 1 OR (event.verdict = 3 AND event.reason = 'failed_in_core')
            """;
        var transactions = new List<Transaction>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            transactions.Add(new Transaction(row.GetInt64(0), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetString(2)));
        }

        return transactions;
    }

    private static Finding Finding(FindingKind kind, string words, long eventId) => new(kind, words, Key: null, [eventId], []);

    private sealed record Transaction(long EventId, bool IsAccepted, string? Code);
}
