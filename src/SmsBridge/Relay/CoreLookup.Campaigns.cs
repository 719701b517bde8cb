using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

internal sealed partial class CoreLookup
{
    /// <summary>
    /// Whether the core has a triggered text on its record: it sends them before the act is committed, and also when it is taken back then (message-gateway.md 7). A long
    /// transaction is waited for. Where the core can not say, the text goes out: it was told to us.
    /// </summary>
    /// <returns>Null: it may go out.</returns>
    public async Task<NextStep?> ConfirmSmsAsync(CoreAccess access, ClaimedMessage.TextGiven claimed, long internalId, CancellationToken cancellationToken)
    {
        var isLate = age.Of(claimed) >= _options.NotFoundPatience;
        if (circuits.Enter(access) is { } wait)
        {
            return isLate ? null : new NextStep.Retry(
                time.GetUtcNow() + retry.WaitForPeer(wait, age.Of(claimed)), Reasons.NotCommitted, "The core did not answer lately and is left alone for a while.");
        }

        var contact = default(CoreContact?);
        try
        {
            var answer = await _core.GetSmsAsync(access, internalId, cancellationToken);
            contact = answer is CoreResult<SmsFacts>.Unavailable trouble ? ContactOf(trouble) : CoreContact.Answered;
            return answer switch
            {
                CoreResult<SmsFacts>.NotFound when isLate => new NextStep.DeadLetter(Reasons.RolledBack, Detail: null),
                CoreResult<SmsFacts>.NotFound or CoreResult<SmsFacts>.Unavailable when !isLate =>
                    new NextStep.Retry(time.GetUtcNow() + Soon(claimed), Reasons.NotCommitted, Detail: null, CountsAsLookup: true),
                _ => null,
            };
        }
        finally
        {
            circuits.Report(access, contact);
        }
    }
}
