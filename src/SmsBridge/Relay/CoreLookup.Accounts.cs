using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>Savings, deposit and share accounts, and transfers between accounts.</summary>
internal sealed partial class CoreLookup
{
    /// <param name="money">What moved on it; null: nothing did.</param>
    private async Task<Outcome> ForAccountAsync(Question question, MoneyFacts? money, CancellationToken cancellationToken)
    {
        if (question.Kind is { LookUp: LookUp.Account, Key: EventKey.Body } && Unsettled(question.Claimed) is { } early)
        {
            return early; // until then its balance is that of before
        }

        var account = await _core.GetAccountAsync(question.Access, CoreClient.PathOf(question.Kind.Account), question.Claimed.Subject.SavingsId ?? 0, cancellationToken);
        return account is not CoreResult<AccountFacts>.Found { Value: var facts } ? Explain(question.Claimed, account, isOfKind: true)
            : EventConditions.OfAccount(question.Kind, facts, question.Rules) is { } objection ? Against(question.Claimed, objection)
            : await WithOwnerAsync(question, (facts.ClientId, facts.GroupId), client => new CoreFacts(client) { Account = facts, Money = money }, cancellationToken);
    }

    /// <summary>The transaction first: an account asked for before the core has committed it would not have it in its balance.</summary>
    private async Task<Outcome> ForAccountTransactionAsync(Question question, CancellationToken cancellationToken)
    {
        var subject = question.Claimed.Subject;
        var transaction = await _core.GetAccountTransactionAsync(
            question.Access, CoreClient.PathOf(question.Kind.Account), subject.SavingsId ?? 0, subject.ResourceId ?? 0, cancellationToken);
        return transaction is not CoreResult<SavingsTransactionFacts>.Found { Value: var facts } ? Explain(question.Claimed, transaction, isOfKind: true)
            : EventConditions.OfTransaction(question.Kind, facts) is { } objection ? Against(question.Claimed, objection)
            : await ForAccountAsync(question, MoneyFacts.Of(facts), cancellationToken);
    }

    private async Task<Outcome> ForTransferAsync(Question question, CancellationToken cancellationToken)
    {
        var transfer = await _core.GetTransferAsync(question.Access, question.Claimed.Subject.ResourceId ?? 0, cancellationToken);
        return transfer is not CoreResult<TransferFacts>.Found { Value: var facts } ? Explain(question.Claimed, transfer, isOfKind: true)
            : EventConditions.OfReversal(question.Kind, facts.Reversed) is { } objection ? Against(question.Claimed, objection)
            : facts.FromClientId is not { } payer ? new Outcome(null, new NextStep.DeadLetter(Reasons.NoClient, "The money came from no client's account."))
            : await WithClientAsync(question, payer, client => new CoreFacts(client) { Transfer = facts, Money = MoneyFacts.Of(facts) }, cancellationToken);
    }
}
