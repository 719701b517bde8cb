using SmsBridge.Gateways;

namespace SmsBridge.Ledger;

/// <summary>Takes what a provider reports about a message, whichever way it came: a callback, a poll, or the answer to a call of ours.</summary>
internal interface IReceiptIntake
{
    /// <summary>Stores the receipt's effect; done means on disk.</summary>
    Task<ReceiptOutcome> AcceptAsync(Receipt receipt);

    /// <summary>The provider has answered that it took a message, which went by a route: a report of non-delivery may have been faster, and have left open how it goes on.</summary>
    Task AnsweredAsync(long tenantId, long messageId);
}
