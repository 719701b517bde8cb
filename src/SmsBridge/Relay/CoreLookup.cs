using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Relay;

/// <summary>What the core says about an event: enough to address and to write the SMS.</summary>
internal sealed record CoreFacts(ClientFacts Client, LoanFacts? Loan = null, LoanTransactionFacts? Transaction = null);

/// <summary>What became of a lookup: exactly one of the two first.</summary>
/// <param name="Took">Milliseconds, of all questions together; about none when somebody else had just asked.</param>
internal readonly record struct CoreReply(CoreFacts? Facts, NextStep? Next, int Took);

/// <summary>Asks the core, what does not depend on each other at once, and turns each way that can fail into a step.</summary>
internal sealed class CoreLookup(
    CoreClient core, RecentFacts recent, CoreCircuits circuits, RetryPolicy retry, MessageAge age,
    IOptions<RelayOptions> options, TimeProvider time)
{
    private readonly RelayOptions _options = options.Value;

    /// <summary>Not at all while the core does not answer: then the message waits, and it is no try of its own.</summary>
    /// <param name="tellsBalance">What the text says of the loan must know of the event's payment.</param>
    public async Task<CoreReply> AskAsync(CoreAccess access, ClaimedMessage.ToLookUp claimed, bool tellsBalance, CancellationToken cancellationToken)
    {
        if (circuits.Enter(access) is { } wait)
        {
            return new CoreReply(null, new NextStep.Retry(
                time.GetUtcNow() + retry.WaitForPeer(wait, age.Of(claimed)), Reasons.CoreUnavailable,
                "The core did not answer lately and is left alone for a while."), 0);
        }

        var (started, contact) = (time.GetTimestamp(), default(CoreContact?));
        try
        {
            var outcome = claimed.Subject switch
            {
                Subject.Repayment repayment => await ForRepaymentAsync(access, claimed, repayment, tellsBalance, cancellationToken),
                Subject.Client client => await ForClientAsync(access, claimed, client, cancellationToken),
                _ => throw new InvalidOperationException("Unknown subject."),
            };
            contact = outcome.Contact;
            return new CoreReply(outcome.Facts, outcome.Next, (int)time.GetElapsedTime(started).TotalMilliseconds);
        }
        finally
        {
            circuits.Report(access, contact);
        }
    }

    private async Task<Outcome> ForClientAsync(
        CoreAccess access, ClaimedMessage.ToLookUp claimed, Subject.Client subject, CancellationToken cancellationToken)
    {
        var client = await recent.GetClientAsync(access, subject.ClientId, ResentAt(claimed), cancellationToken);
        return client is CoreResult<ClientFacts>.Found found ? new Outcome(new CoreFacts(found.Value), null) : Explain(claimed, client);
    }

    private async Task<Outcome> ForRepaymentAsync(
        CoreAccess access, ClaimedMessage.ToLookUp claimed, Subject.Repayment subject, bool tellsBalance, CancellationToken cancellationToken)
    {
        var loanId = subject.LoanId;

        // A core may tell of a payment before it commits it. A loan asked for earlier than that lacks the payment, so where its balance is told it
        // is asked for after the core has shown us the transaction, and an answer is shared only if that was asked for later as well. Not both at
        // once: the commit may come between the two answers. Whose loan it is and what it is called does not change with a payment.
        var loanTask = tellsBalance ? null : recent.GetLoanAsync(access, loanId, ResentAt(claimed) ?? DateTimeOffset.MinValue, cancellationToken);
        var transactionTask = core.GetLoanTransactionAsync(access, loanId, subject.TransactionId, cancellationToken);
        var clientTask = subject.ClientId is { } clientId ? recent.GetClientAsync(access, clientId, ResentAt(claimed), cancellationToken) : null;
        await Task.WhenAll(new Task?[] { loanTask, transactionTask, clientTask }.OfType<Task>());

        var transaction = await transactionTask;
        if (transaction is not CoreResult<LoanTransactionFacts>.Found { Value: var transactionFacts })
        {
            return Explain(claimed, transaction);
        }

        var loan = await (loanTask ?? recent.GetLoanAsync(access, loanId, notBefore: time.GetUtcNow(), cancellationToken));
        if (loan is not CoreResult<LoanFacts>.Found { Value: var loanFacts })
        {
            return Explain(claimed, loan);
        }

        if (Objection(loanFacts, transactionFacts) is { } objection)
        {
            return new Outcome(null, objection);
        }

        // The loan says whose it is; an event that names somebody else is not believed.
        var client = clientTask is not null && subject.ClientId == loanFacts.ClientId
            ? await clientTask
            : await recent.GetClientAsync(access, loanFacts.ClientId!.Value, ResentAt(claimed), cancellationToken);
        return client is CoreResult<ClientFacts>.Found found
            ? new Outcome(new CoreFacts(found.Value, loanFacts, transactionFacts), null)
            : Explain(claimed, client);
    }

    /// <summary>One millisecond on, because stored times have lost their fractions.</summary>
    private static DateTimeOffset? ResentAt(ClaimedMessage.ToLookUp claimed) => claimed.QueuedAt > claimed.ReceivedAt ? StoredTime.At(claimed.QueuedAt + 1) : null;

    private static NextStep.DeadLetter? Objection(LoanFacts loan, LoanTransactionFacts transaction) =>
        transaction.ManuallyReversed ? new(Reasons.ReversedInCore, null)
        : !transaction.IsRepayment ? new(Reasons.NotARepayment, $"It is {transaction.TypeCode}.")
        : loan.ClientId is null ? new(Reasons.NoClient, loan.GroupName is null ? null : "The loan belongs to a group.")
        : null;

    private Outcome Explain<T>(ClaimedMessage.ToLookUp claimed, CoreResult<T> failure)
    {
        var now = time.GetUtcNow();
        NextStep next = failure switch
        {
            CoreResult<T>.NotFound notFound when age.Of(claimed) >= _options.NotFoundPatience =>
                new NextStep.DeadLetter(Reasons.NotFoundInCore, notFound.Detail),
            CoreResult<T>.NotFound notFound =>
                new NextStep.Retry(now + Soon(claimed), Reasons.NotFoundInCore, notFound.Detail, CountsAsLookup: true),
            CoreResult<T>.Unavailable unavailable =>
                new NextStep.Retry(now + retry.Wait(claimed.Lookups + 1, unavailable.RetryAfter), Reasons.CoreUnavailable, unavailable.Detail, CountsAsLookup: true),
            CoreResult<T>.CredentialsRefused refused => new NextStep.AwaitTenant(Reasons.CoreCredentials, refused.Detail),
            CoreResult<T>.Forbidden forbidden => new NextStep.AwaitTenant(Reasons.CoreForbidden, forbidden.Detail),
            CoreResult<T>.Misconfigured misconfigured => new NextStep.Retry(now + _options.MendDelay, Reasons.CoreMisconfigured, misconfigured.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not a failure."),
        };

        // A core may tell of something before it commits it, so not finding it at first is ordinary and nothing to keep.
        return new Outcome(
            null,
            next is NextStep.Retry { Reason: Reasons.NotFoundInCore } ? next : next with { Answer = ((CoreResult<T>.Failure)failure).Answer },
            failure is CoreResult<T>.Unavailable trouble ? ContactOf(trouble) : CoreContact.Answered);
    }

    private static CoreContact ContactOf<T>(CoreResult<T>.Unavailable trouble) =>
        trouble.NoConnection ? CoreContact.NoConnection
        : trouble.Answer?.HttpStatus is null ? CoreContact.Silent
        : CoreContact.InTrouble;

    /// <summary>A commit in the core is a matter of seconds: ask often at first, and at least every quarter of a minute.</summary>
    private TimeSpan Soon(ClaimedMessage.ToLookUp claimed)
    {
        var longest = TimeSpan.FromSeconds(15);
        var backoff = retry.Backoff(claimed.Lookups + 1);
        return backoff < longest ? backoff : longest;
    }

    /// <summary>What one event's questions came to: facts, or the step that follows from what went wrong.</summary>
    private readonly record struct Outcome(CoreFacts? Facts, NextStep? Next, CoreContact Contact = CoreContact.Answered);
}
