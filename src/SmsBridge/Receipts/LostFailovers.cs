using SmsBridge.Ledger;
using SmsBridge.Routes;
using SmsBridge.Store;

namespace SmsBridge.Receipts;

/// <summary>
/// Goes on with SMS whose report of non-delivery was faster than the answer to their call, where the process ended between that answer and the step by the next route: no report comes again. Of nothing else: what was settled then stays so, whatever rule or route there is by now.
/// As often as anybody likes, on any node: whether a message still stands where it did is decided in the transaction that takes it on.
/// </summary>
internal sealed class LostFailovers(RouteDirectory routes, RouteHistories histories, ReceiptIntake receipts, TimeProvider time, ILogger<LostFailovers> logger)
{
    /// <summary>How long after the report. Later nobody expects it any more.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(1);

    /// <summary>One run over all tenants that want it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var plan in routes.All.Where(static plan => plan is { HasRoutes: true, Rules.AfterNonDelivery: true }).ToList())
        {
            try
            {
                foreach (var messageId in await histories.OvertakenSinceAsync(plan.TenantId, (time.GetUtcNow() - Window).ToUnixTimeMilliseconds(), cancellationToken))
                {
                    await receipts.AnsweredAsync(plan.TenantId, messageId);
                }
            }
#pragma warning disable CA1031 // One tenant's trouble is not the others'; the next run tries again.
            catch (Exception exception) when (!exception.IsStopOf(cancellationToken))
#pragma warning restore CA1031
            {
                logger.FailoverNotLookedFor(exception, plan.TenantId);
            }
        }
    }
}
