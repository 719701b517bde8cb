using System.Globalization;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;

namespace SmsBridge.Intake.Hooks.Sheets;

/// <summary>
/// Takes a collection sheet's hook in: a row of its own, and an event for each payment it names for certain, decided as that payment's own hook would be. All in one
/// transaction, before the answer. From there on nobody knows of the sheet any more: each payment is looked up, texted and recorded by itself, and has the key
/// that its external event has.
/// </summary>
internal sealed class SheetIntake(
    EventInbox inbox, TextDirectory texts, OnTrustLimit onTrust, HookRefusals refusals, RelayBell bell, TimeProvider time, ILogger<SheetIntake> logger)
{
    private const string Nothing = "Nothing was paid in it.";

    /// <param name="made">Of the sheet itself: by whom, from where.</param>
    public async ValueTask<HookReceipt> AcceptAsync(HookCall call, KnownKey key, HookFacts facts, byte[] body, NewEvent made)
    {
        if (facts.Problem is { } problem)
        {
            return await refusals.RefuseAsync(call, Reasons.MalformedBody, problem.Words, body) with { Member = problem.Member };
        }

        var sheet = SheetReader.Read(body, facts.Dialect);
        if (sheet.Payments.Count > 0 && await onTrust.CountAsync(key.Tenant, sheet.Payments.Count))
        {
            return await refusals.RefuseAsync(
                call, Reasons.TrustUsedUp, string.Create(CultureInfo.InvariantCulture, $"A collection sheet of {sheet.Payments.Count} payments. Not verified: {key.Tenant.Unverified}"), body);
        }

        made = made with
        {
            TenantId = key.Tenant.Id, ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), KeyId = key.Id,
            Verdict = Verdict.Ignored, Type = call.Type, Dialect = facts.Dialect, ResourceId = sheet.HasFailed ? null : facts.ResourceId,
        };
        var stored = await inbox.AppendSheetAsync(
            made with { Reason = ReasonOf(sheet), Detail = sheet.HasFailed ? null : DetailOf(sheet) }, [.. sheet.Payments.Select(payment => EventOf(made, payment))]);
        if (stored.Accepted > 0)
        {
            bell.Ring(); // after the commit, never before
        }

        logger.SheetTaken(stored.Id, key.Tenant.Identifier, sheet.Payments.Count, stored.Accepted);
        return new HookReceipt(stored.Id, Verdict.Ignored, ReasonOf(sheet), stored.Detail ?? Reasons.Explain(ReasonOf(sheet)).Meaning);
    }

    private static string ReasonOf(Sheet sheet) =>
        sheet.HasFailed ? Reasons.FailedInCore
        : sheet is { Payments.Count: 0, Untold.Count: > 0 } ? Reasons.NotCertain
        : Reasons.CollectionSheet;

    private static string? DetailOf(Sheet sheet) =>
        sheet.Untold.Count > 0 ? string.Join(' ', sheet.Untold)
        : sheet.Payments.Count == 0 ? Nothing
        : null;

    private NewEvent EventOf(in NewEvent sheet, SheetPayment payment)
    {
        var isLoans = payment.Type == EventType.LoanRepayment;
        var facts = new HookFacts
        {
            Dialect = sheet.Dialect, Succeeded = true, ResourceId = payment.TransactionId,
            LoanId = isLoans ? payment.AccountId : null, SavingsId = isLoans ? null : payment.AccountId,
        };
        return HookDecision.Decide(payment.Type, facts, texts.IsOn(sheet.TenantId, payment.Type), out _) with
        {
            TenantId = sheet.TenantId, ReceivedAt = sheet.ReceivedAt, KeyId = sheet.KeyId, Source = sheet.Source, TraceId = sheet.TraceId,
        };
    }
}
