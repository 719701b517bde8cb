using System.Globalization;
using System.Text.Json;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Intake.Hooks.Sheets;

/// <summary>
/// Which payments a collection sheet's hook names for certain. The core's answer has the transactions' numbers in the order of the lines it booked, its request
/// has the lines with the accounts; only an envelope has both. Where their numbers do not agree nothing is guessed. Pure.
/// </summary>
internal static class SheetReader
{
    private const long Savings = 100;
    private const long Recurring = 300;

    private static readonly JsonDocumentOptions Once = new() { AllowDuplicateProperties = false };

    /// <param name="body">Known to be the hook of a core.</param>
    public static Sheet Read(byte[] body, Dialect dialect)
    {
        if (dialect == Dialect.Form)
        {
            return Sheet.NotRead("It came as a form, in which lists can not be read for certain: set the content type of the core's hook to json.");
        }

        try
        {
            using var document = JsonDocument.Parse(JsonHookReader.WithoutMark(body), Once);
            return Of(document.RootElement, dialect == Dialect.Envelope);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // a member given twice, or a lone surrogate in it
        {
            return Sheet.NotRead("Its body has a member twice, or one that can not be read.");
        }
    }

    private static Sheet Of(JsonElement root, bool isEnvelope)
    {
        if (Object(isEnvelope ? Member(root, "response") : root) is not { } result || Member(root, "status") is { ValueKind: not JsonValueKind.Null })
        {
            return Sheet.Failed;
        }

        if (Object(Member(result, "changes")) is not { } changes)
        {
            return Sheet.NotRead("The core does not say what it booked.");
        }

        var request = isEnvelope ? Object(Member(root, "request")) : null;
        var reading = new Reading([], []);
        reading.Match("Repayments", Ids(changes, "loanTransactions"), Lines(request, "bulkRepaymentTransactions", "loanId"), isAnyBooked: false, _ => EventType.LoanRepayment);
        reading.Match("Savings deposits", Ids(changes, "SavingsTransactions"), Lines(request, "bulkSavingsDueTransactions", "savingsId"), isAnyBooked: true, line => line.DepositType switch
        {
            Savings => EventType.SavingsDeposit,
            Recurring => Sheet.RecurringDeposit,
            _ => null,
        });
        if (Lines(request, "bulkDisbursementTransactions", "loanId") is { Count: > 0 } paidOut)
        {
            reading.Leave("Disbursements", paidOut.Count, "the core does not name their transactions");
        }

        return new Sheet(reading.Payments, reading.Untold);
    }

    private static List<SheetLine>? Lines(JsonElement? request, string list, string account) => request is { } typed ? SheetLine.Of(typed, list, account) : null;

    private static List<long?> Ids(JsonElement changes, string name) =>
        Member(changes, name) is { ValueKind: JsonValueKind.Array } ids ? [.. ids.EnumerateArray().Select(SheetLine.Id)] : [];

    private static JsonElement? Member(JsonElement from, string name) => from.TryGetProperty(name, out var member) ? member : null;

    private static JsonElement? Object(JsonElement? element) => element is { ValueKind: JsonValueKind.Object } ? element : null;

    private sealed record Reading(List<SheetPayment> Payments, List<string> Untold)
    {
        /// <param name="lines">Null: the hook does not repeat the command.</param>
        /// <param name="isAnyBooked">Older cores book a line of nothing as well, newer ones leave it out.</param>
        /// <param name="type">Null: it is not known of which kind the account is.</param>
        public void Match(string what, List<long?> ids, List<SheetLine>? lines, bool isAnyBooked, Func<SheetLine, EventType?> type)
        {
            var booked = lines?.FindAll(line => line.IsBooked);
            if (ids.Count == 0 && booked is null or { Count: 0 } && lines?.TrueForAll(line => line.IsReadable) is not false)
            {
                return;
            }

            if (lines is null || booked is null)
            {
                Leave(what, ids.Count, "this core does not say to which accounts they belong");
            }
            else if (!lines.TrueForAll(line => line.IsReadable))
            {
                Leave(what, ids.Count, "an amount can not be read for certain, so it is not certain which line the core booked");
            }
            else if (ids.Distinct().Count() == ids.Count && (isAnyBooked && lines.Count == ids.Count ? lines : booked) is var fitting && fitting.Count == ids.Count)
            {
                Pair(what, ids, fitting, type);
            }
            else
            {
                Leave(what, Math.Max(ids.Count, booked.Count), string.Create(
                    CultureInfo.InvariantCulture, $"the core names {ids.Count} transactions for {booked.Count} lines, so it is not certain which belongs to which"));
            }
        }

        public void Leave(string what, int count, string why) => Untold.Add(string.Create(CultureInfo.InvariantCulture, $"{what} that were not told: {count}, as {why}."));

        private void Pair(string what, List<long?> ids, List<SheetLine> lines, Func<SheetLine, EventType?> type)
        {
            var unnamed = 0;
            foreach (var (id, line) in ids.Zip(lines).Where(pair => pair.Second.Amount > 0))
            {
                if (id is { } transaction && line.AccountId is { } account && type(line) is { } kind)
                {
                    Payments.Add(new SheetPayment(kind, account, transaction));
                }
                else
                {
                    unnamed++;
                }
            }

            if (unnamed > 0)
            {
                Leave(what, unnamed, "the core does not name the account or the transaction");
            }
        }
    }
}
