using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>Loans and their transactions.</summary>
internal sealed partial class CoreLookup
{
    /// <summary>A commit in the core is a matter of seconds.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    private async Task<Outcome> ForLoanAsync(Question question, CancellationToken cancellationToken)
    {
        // Asked for anew: its status is what the event changed, and an answer of a moment before may lack it.
        var loan = await recent.GetLoanAsync(question.Access, question.Claimed.Subject.LoanId ?? 0, notBefore: time.GetUtcNow(), cancellationToken);
        return loan is not CoreResult<LoanFacts>.Found { Value: var facts } ? Explain(question.Claimed, loan)
            : EventConditions.OfLoan(question.Kind, facts, question.Rules) is { } objection ? Against(question.Claimed, objection)
            : await WithOwnerAsync(question, (facts.ClientId, facts.GroupId), client => new CoreFacts(client) { Loan = facts }, cancellationToken);
    }

    private async Task<Outcome> ForLoanTransactionAsync(Question question, bool tellsBalance, CancellationToken cancellationToken)
    {
        var (access, claimed, kind) = question;
        var subject = claimed.Subject;
        var loanId = subject.LoanId ?? 0;
        if (subject.ResourceId is not { } transactionId)
        {
            return new Outcome(null, new NextStep.DeadLetter(Reasons.NotCertain, "The core does not say which transaction it was."));
        }

        // A core may tell of a payment before it commits it. A loan asked for earlier than that lacks the payment, so where its balance or its status
        // matters it is asked for after the core has shown us the transaction, and an answer is shared only if that was asked for later as well. Not both
        // at once: the commit may come between the two answers. Whose loan it is and what it is called does not change with a payment.
        var mustBeLater = tellsBalance || kind.Statuses.Count > 0;
        var loanTask = mustBeLater ? null : recent.GetLoanAsync(access, loanId, question.ResentAt ?? DateTimeOffset.MinValue, cancellationToken);
        var transactionTask = _core.GetLoanTransactionAsync(access, loanId, transactionId, cancellationToken);
        var clientTask = subject.ClientId is { } clientId ? recent.GetClientAsync(access, clientId, question.ResentAt, cancellationToken) : null;
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

        if ((EventConditions.OfTransaction(kind, transactionFacts) ?? EventConditions.OfLoan(kind, loanFacts, question.Rules)) is { } objection)
        {
            return Against(claimed, objection);
        }

        if (loanFacts.ClientId is not { } owner)
        {
            return await WithOwnerAsync(
                question, (null, loanFacts.GroupId), holder => new CoreFacts(holder) { Loan = loanFacts, Money = MoneyFacts.Of(transactionFacts) }, cancellationToken);
        }

        // The loan says whose it is; an event that names somebody else is not believed.
        var client = clientTask is not null && subject.ClientId == owner
            ? await clientTask
            : await recent.GetClientAsync(access, owner, question.ResentAt, cancellationToken);
        return client is CoreResult<ClientFacts>.Found found
            ? new Outcome(new CoreFacts(found.Value) { Loan = loanFacts, Money = MoneyFacts.Of(transactionFacts) }, null)
            : Explain(claimed, client);
    }

    private async Task<Outcome> ForDisbursementAsync(Question question, CancellationToken cancellationToken)
    {
        var (access, claimed, kind) = question;
        var loanId = claimed.Subject.LoanId ?? 0;
        if (claimed.Subject.ResourceId is null && Unsettled(claimed) is { } early)
        {
            return early; // until then the newest one is that of an earlier tranche
        }

        var transaction = claimed.Subject.ResourceId is { } transactionId
            ? await _core.GetLoanTransactionAsync(access, loanId, transactionId, cancellationToken)
            : await UntoldDisbursementAsync(question, cancellationToken);
        if (transaction is not CoreResult<LoanTransactionFacts>.Found { Value: var paid })
        {
            return Explain(claimed, transaction);
        }

        var loan = await recent.GetLoanAsync(access, loanId, notBefore: time.GetUtcNow(), cancellationToken);
        return loan is not CoreResult<LoanFacts>.Found { Value: var facts } ? Explain(claimed, loan)
            : (EventConditions.OfTransaction(kind, paid) ?? EventConditions.OfLoan(kind, facts, question.Rules)) is { } objection ? Against(question.Claimed, objection)
            : await WithOwnerAsync(question, (facts.ClientId, facts.GroupId), client => new CoreFacts(client) { Loan = facts, Money = MoneyFacts.Of(paid) }, cancellationToken);
    }

    /// <summary>A core that does not name what it did may also tell of it before it commits it.</summary>
    private Outcome? Unsettled(ClaimedMessage claimed) =>
        Settling - age.Of(claimed) is { Ticks: > 0 } wait
            ? new Outcome(null, new NextStep.Retry(time.GetUtcNow() + wait, Reasons.NotFoundInCore, "The core is given time to book it.", CountsAsLookup: true))
            : null;

    /// <summary>Of a group's members each asks for what the group's event is about.</summary>
    private async Task<CoreResult<LoanTransactionFacts>> UntoldDisbursementAsync(Question question, CancellationToken cancellationToken)
    {
        var claimed = question.Claimed;
        var asked = await _core.GetDisbursementsAsync(question.Access, claimed.Subject.LoanId ?? 0, cancellationToken);
        return asked is not CoreResult<IReadOnlyList<LoanTransactionFacts>>.Found { Value: var standing } ? asked.Failed<LoanTransactionFacts>()
            : await disbursements.TakeAsync(claimed.TenantId, claimed.MemberOf ?? claimed.EventId, [.. standing.Select(each => each.Id)]) is { } taken
                ? new CoreResult<LoanTransactionFacts>.Found(standing.First(each => each.Id == taken))
            : new CoreResult<LoanTransactionFacts>.NotFound("Each disbursement of the loan that stands has a message of its own, or this one was undone.");
    }
}
