using SmsBridge.Core;

namespace SmsBridge.Relay;

/// <summary>Whom a row of a report names.</summary>
internal sealed partial class CoreLookup
{
    /// <summary>
    /// Asked for at the moment of sending, whenever the report was run: of a loan that is paid off, of a client that has left, of arrears that were paid nobody is told. Not asked
    /// again, as nothing of it is still to be booked. The number is the one that the core has now.
    /// </summary>
    private async Task<Outcome> ForRowAsync(Question question, CancellationToken cancellationToken)
    {
        if (question.Claimed.Subject.LoanId is not { } loanId)
        {
            return await ForClientOfRowAsync(question, question.Claimed.Subject.ClientId ?? 0, loan: null, cancellationToken);
        }

        var answer = await recent.GetLoanAsync(question.Access, loanId, notBefore: time.GetUtcNow(), cancellationToken);
        return answer is not CoreResult<LoanFacts>.Found { Value: var loan } ? Explain(question.Claimed, answer)
            : EventConditions.OfRow(question.Kind, loan, question.Claimed.Subject.ClientId) is { } objection ? new Outcome(null, objection)
            : await ForClientOfRowAsync(question, loan.ClientId!.Value, loan, cancellationToken);
    }

    private async Task<Outcome> ForClientOfRowAsync(Question question, long clientId, LoanFacts? loan, CancellationToken cancellationToken)
    {
        var answer = await recent.GetClientAsync(question.Access, clientId, notBefore: time.GetUtcNow(), cancellationToken);
        return answer is not CoreResult<ClientFacts>.Found { Value: var client } ? Explain(question.Claimed, answer)
            : EventConditions.OfStatus(question.Kind, client.StatusId, "client") is { } objection ? new Outcome(null, objection)
            : new Outcome(new CoreFacts(client) { Loan = loan }, null);
    }
}
