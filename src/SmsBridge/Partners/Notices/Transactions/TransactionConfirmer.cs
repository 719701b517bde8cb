using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>
/// Asks the core whether a transaction stands: with the tenant's own access, once, without retries. A definite answer is final; whatever
/// may still change is for later.
/// </summary>
internal sealed class TransactionConfirmer(
    TenantDirectory tenants, TenantAdmin admin, CoreAccesses accesses, CoreClient core, IOptions<NoticeOptions> options, TimeProvider time)
{
    private static readonly TimeSpan MendDelay = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestCommit = TimeSpan.FromSeconds(15);

    private readonly NoticeOptions _options = options.Value;

    /// <summary>Why the tenant's core is not to be asked now; null: it may be.</summary>
    public Confirmation.Later? Held(string tenantIdentifier) =>
        tenants.Find(tenantIdentifier) switch
        {
            null => Mend("The tenant is not registered here any more."),
            { Pause.Reason: Reasons.CoreCredentials or Reasons.CoreNotSet } tenant => Mend(Reasons.Explain(tenant.Pause!.Reason).Meaning),
            _ => null,
        };

    public async Task<Confirmation> ConfirmAsync(MoneyTransaction transaction, CancellationToken cancellationToken)
    {
        if (Held(transaction.Tenant) is { } held)
        {
            return held;
        }

        // By its name: a tenant that was deleted and registered anew is the same core's, with the credential that works now.
        var tenant = tenants.Find(transaction.Tenant)!;
        var reading = accesses.Read(tenant.Identifier, tenant.Settings.CoreEndpoint, tenant.Settings.ToCoreCredential(), tenant.Unproved);
        if (reading is not CoreAccessReading.Ready { Access: var access })
        {
            return Mend(((CoreAccessReading.Refused)reading).Detail);
        }

        return await AskAsync(access, tenant, transaction, cancellationToken);
    }

    private async Task<Confirmation> AskAsync(CoreAccess access, Tenant tenant, MoneyTransaction transaction, CancellationToken cancellationToken)
    {
        switch (TransactionKinds.Of(transaction.Kind).Record)
        {
            case CoreRecord.LoanTransaction when transaction is { AccountId: { } loanId, ResourceId: { } id }:
                var paid = await core.GetLoanTransactionAsync(access, loanId, id, cancellationToken);
                return paid is CoreResult<LoanTransactionFacts>.Found { Value: var facts }
                    ? Judge(facts, transaction.Kind)
                    : await ExplainAsync(paid, tenant, transaction);
            case CoreRecord.LoanTransaction when transaction.AccountId is { } loanId:
                var loan = await core.GetLoanAsync(access, loanId, cancellationToken);
                return loan is CoreResult<LoanFacts>.Found { Value: var loanFacts }
                    ? Judge(loanFacts) ?? NotThere(transaction)
                    : await ExplainAsync(loan, tenant, transaction);
            case CoreRecord.SavingsTransaction when transaction is { AccountId: { } savingsId, ResourceId: { } id }:
                var saved = await core.GetSavingsTransactionAsync(access, savingsId, id, cancellationToken);
                return saved is CoreResult<SavingsTransactionFacts>.Found { Value: var savingsFacts }
                    ? Judge(savingsFacts, transaction.Kind)
                    : await ExplainAsync(saved, tenant, transaction);
            default:
                return new Confirmation.Failed(TransactionCodes.NotFound); // the event did not say which one
        }
    }

    private static Confirmation Judge(LoanTransactionFacts facts, TransactionKind kind) =>
        facts.ManuallyReversed ? new Confirmation.Failed(TransactionCodes.Reversed)
        : !(kind == TransactionKind.LoanRepayment ? facts.IsRepayment : facts.IsDisbursement) ? new Confirmation.Failed(TransactionCodes.NotAsReported)
        : new Confirmation.Confirmed(facts.Amount, facts.Currency.Code, facts.ExternalId ?? facts.ReceiptNumber);

    private static Confirmation Judge(SavingsTransactionFacts facts, TransactionKind kind) =>
        facts.Reversed ? new Confirmation.Failed(TransactionCodes.Reversed)
        : !(kind == TransactionKind.SavingsDeposit ? facts.IsDeposit : facts.IsWithdrawal) ? new Confirmation.Failed(TransactionCodes.NotAsReported)
        : new Confirmation.Confirmed(facts.Amount, facts.Currency.Code, facts.ExternalId ?? facts.ReceiptNumber);

    /// <summary>Older cores do not name the disbursement's transaction: then the loan itself says whether its money is out. Null: it is not.</summary>
    private static Confirmation.Confirmed? Judge(LoanFacts loan)
    {
        const int Active = 300;
        const int Closed = 600; // and, above it: written off, rescheduled, overpaid
        return loan is { StatusId: Active or >= Closed, Principal: { } principal, Currency: { } currency }
            ? new Confirmation.Confirmed(principal, currency.Code, ThirdPartyId: null)
            : null;
    }

    private async Task<Confirmation> ExplainAsync<T>(CoreResult<T> failure, Tenant tenant, MoneyTransaction transaction)
    {
        switch (failure)
        {
            case CoreResult<T>.NotFound:
                return NotThere(transaction);
            case CoreResult<T>.Unavailable unavailable:
                var backoff = Backoff(transaction);
                return new Confirmation.Later(
                    time.GetUtcNow() + (unavailable.RetryAfter is { } wish && wish > backoff ? Shorter(wish, _options.MaxConfirmDelay) : backoff),
                    unavailable.Detail, CoreIsAway: true);
            case CoreResult<T>.CredentialsRefused refused:
                await admin.HoldAsync(tenant, Reasons.CoreCredentials, refused.Detail); // as the relay does: do not hammer
                return Mend(refused.Detail);
            case CoreResult<T>.Forbidden forbidden:
                return Mend(forbidden.Detail, coreIsAway: false); // perhaps only READ_SAVINGSACCOUNT is missing: the tenant's SMS need not wait for that
            case CoreResult<T>.Misconfigured misconfigured:
                return Mend(misconfigured.Detail, coreIsAway: false);
            default:
                throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not a failure.");
        }
    }

    private Confirmation NotThere(MoneyTransaction transaction)
    {
        var now = time.GetUtcNow();
        return now - StoredTime.At(transaction.ReceivedAt) >= _options.NotFoundPatience
            ? new Confirmation.Failed(TransactionCodes.NotFound)
            : new Confirmation.Later(now + Shorter(Backoff(transaction), LongestCommit), TransactionCodes.NotFound.Message);
    }

    private Confirmation.Later Mend(string why, bool coreIsAway = true) => new(time.GetUtcNow() + MendDelay, why, coreIsAway);

    /// <summary>Exponential, with jitter over its upper half.</summary>
    private TimeSpan Backoff(MoneyTransaction transaction)
    {
        var ceiling = Math.Min(_options.ConfirmDelay.TotalMilliseconds * Math.Pow(2, Math.Min(transaction.Lookups, 20)), _options.MaxConfirmDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (0.5 * Random.Shared.NextDouble())));
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
