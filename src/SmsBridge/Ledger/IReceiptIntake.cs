using SmsBridge.Gateways;

namespace SmsBridge.Ledger;

/// <summary>Takes what a provider reports about a message, whichever way it came: a callback, a poll, or the answer to a call of ours.</summary>
internal interface IReceiptIntake
{
    /// <summary>Stores the receipt's effect; done means on disk.</summary>
    Task<ReceiptOutcome> AcceptAsync(Receipt receipt);
}
