using SmsBridge.Gateways;
using SmsBridge.Ledger;

namespace SmsBridge.Relay;

/// <summary>What follows an attempt that the provider did not take: for the message, its route, its account and its tenant.</summary>
internal sealed class AttemptSteps(RetryPolicy retry, RouteHolds holds, ProviderTrouble trouble, RouteFailover failover, TimeProvider time)
{
    public async Task<NextStep> DecideAsync(ClaimedMessage claimed, Preparation.Ready ready, int number, SendResult result)
    {
        var next = retry.Decide(claimed.Tries + 1, number, result, time.GetUtcNow());
        var tenantWaits = await holds.HoldAsync(ready, next);
        await trouble.HeedAsync(ready, result);
        return failover.Decide(ready.Route, number, result, next, tenantWaits, time.GetUtcNow()) with { Answer = result.Answer };
    }

    /// <summary>Its provider was called, whatever it said.</summary>
    public void Called(Preparation.Ready ready) => trouble.Called(ready);

    /// <summary>One was taken, so the set-up serves.</summary>
    public void Taken(Preparation.Ready ready) => trouble.Taken(ready);
}
