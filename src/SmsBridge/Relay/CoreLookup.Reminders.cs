using SmsBridge.Core;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>Instalments that fall due, or were not paid.</summary>
internal sealed partial class CoreLookup
{
    /// <summary>
    /// Asked for at the moment of sending, whenever the core told of it: an instalment that was paid or moved meanwhile is not reminded of. Not asked again, as
    /// nothing of it is still to be booked.
    /// </summary>
    private async Task<Outcome> ForInstalmentAsync(Question question, CancellationToken cancellationToken)
    {
        var subject = question.Claimed.Subject;
        if (EventDay.Of(subject.SubResourceId) is not { } day)
        {
            return new Outcome(null, new Ledger.NextStep.DeadLetter(Reasons.NotCertain, "It is not on the record which instalment it was."));
        }

        if (question.Kind.IsAhead && await age.IsOverAsync(question.Claimed, day, cancellationToken))
        {
            return new Outcome(null, new Ledger.NextStep.DeadLetter(Reasons.TooLate, "The day it was due is past."));
        }

        var instalment = await _core.GetInstalmentAsync(question.Access, subject.LoanId ?? 0, day, cancellationToken);
        return instalment is not CoreResult<InstalmentFacts>.Found { Value: var facts } ? Explain(question.Claimed, instalment)
            : (EventConditions.OfLoan(question.Kind, facts.Loan, question.Rules) ?? EventConditions.OfInstalment(facts)) is { } objection ? new Outcome(null, objection)
            : await WithOwnerAsync(
                question, (facts.Loan.ClientId, facts.Loan.GroupId),
                client => new CoreFacts(client) { Loan = facts.Loan, Money = new MoneyFacts(facts.Outstanding!.Value, facts.Loan.Currency!, facts.DueDate, Receipt: null) }, cancellationToken);
    }
}
