using SmsBridge.Core;
using SmsBridge.Core.DataTables;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts;
using SmsBridge.Texts.Envelopes;

namespace SmsBridge.Relay;

/// <summary>Whom a tenant's own event is about, by its hook. What is told of it the core is not asked: nobody could say where.</summary>
internal sealed partial class CoreLookup
{
    /// <summary>The client that the command's result names; else whose the loan or the savings account is that it names, or who is to be told of its group. Intake has looked into its request.</summary>
    private async Task<Outcome> ForEnvelopeAsync(Question question, CancellationToken cancellationToken)
    {
        var (subject, envelope) = (question.Claimed.Subject, Envelope.Read(question.Claimed.Body));
        var rows = RowsOf(envelope);
        if (subject.ClientId is { } clientId)
        {
            return await WithClientAsync(question, clientId, client => new CoreFacts(client) { Hook = rows }, cancellationToken);
        }

        if (subject.LoanId is { } loanId)
        {
            var loan = await recent.GetLoanAsync(question.Access, loanId, question.ResentAt ?? DateTimeOffset.MinValue, cancellationToken);
            return loan is not CoreResult<LoanFacts>.Found { Value: var facts } ? Explain(question.Claimed, loan)
                : EventConditions.OfLoan(question.Kind, facts, question.Rules) is { } objection ? new Outcome(null, objection)
                : await WithOwnerAsync(question, (facts.ClientId, facts.GroupId), client => new CoreFacts(client) { Loan = facts, Hook = rows }, cancellationToken);
        }

        if (subject.SavingsId is { } savingsId)
        {
            var account = await _core.GetAccountAsync(question.Access, CoreClient.PathOf(question.Kind.Account), savingsId, cancellationToken);
            return account is not CoreResult<AccountFacts>.Found { Value: var facts } ? Explain(question.Claimed, account, isOfKind: true)
                : EventConditions.OfAccount(question.Kind, facts, question.Rules) is { } objection ? new Outcome(null, objection)
                : await WithOwnerAsync(question, (facts.ClientId, facts.GroupId), client => new CoreFacts(client) { Account = facts, Hook = rows }, cancellationToken);
        }

        return envelope.IdOf("response.groupId") is not { } group
                ? new Outcome(null, new NextStep.DeadLetter(Reasons.NoClient, $"The hook names no client, and no loan, savings account or group either.{Space(envelope.WhyNone)}"))
            : !question.Rules.TellsGroups ? new Outcome(null, new NextStep.DeadLetter(Reasons.NoClient, "The hook names a group, and nobody of a group is told of it (rules groupRole and groupTo)."))
            : await WithOwnerAsync(question, (null, group), client => new CoreFacts(client) { Hook = rows }, cancellationToken);
    }

    /// <summary>As rows of two tables, which is how texts name what is not an event's own.</summary>
    private static Dictionary<string, TableRow> RowsOf(Envelope envelope) =>
        new[] { EnvelopeNames.Request, EnvelopeNames.Response }.ToDictionary(
            static name => name,
            name => new TableRow(
                envelope.Values.Where(value => value.Key.StartsWith(name + OwnVariable.Dot, StringComparison.Ordinal))
                    .ToDictionary(value => value.Key[(name.Length + 1)..], static value => new TableCell(value.Value), StringComparer.Ordinal),
                envelope.WhyNone),
            StringComparer.Ordinal);

    private static string Space(string? sentence) => sentence is null ? "" : $" {sentence}";
}
