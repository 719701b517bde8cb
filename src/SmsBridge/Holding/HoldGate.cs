using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Holding;

/// <summary>
/// What keeps an event from being told, whatever the core says of it: an import pause, a surge. Asked before everything else. Of a tenant that has neither an SMS costs one look into a table.
/// </summary>
internal sealed class HoldGate(HoldDirectory holds, SurgeGate surges)
{
    /// <returns>Null: it may go on. What a person sends anew always may.</returns>
    public ValueTask<NextStep?> WhyNotAsync(ClaimedMessage.ToLookUp claimed) =>
        holds.Of(claimed.TenantId) is not { } holding || claimed.IsResent ? default
        : holding.PauseAt(claimed.QueuedAt) is { } pause ? new ValueTask<NextStep?>(new NextStep.DeadLetter(Reasons.ImportPause, pause.Words))
        : surges.WhyNotAsync(claimed, holding);
}
