using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Relay;

/// <summary>Stops a tenant's relay when one of its messages meets what will hold up all of them.</summary>
internal sealed class TenantHolds(TenantAdmin admin, TenantDirectory tenants, TimeProvider time)
{
    /// <summary>Call before the step is recorded: once the message is due again its tenant must be paused, or it would be tried at once.</summary>
    /// <param name="seen">The tenant with the settings that failed; if they were mended meanwhile, nothing is paused.</param>
    public async Task HoldAsync(Tenant? seen, NextStep next)
    {
        if (next is NextStep.AwaitTenant wait && seen is not null)
        {
            await admin.HoldAsync(seen, wait.Reason, wait.Detail);
        }
    }

    /// <summary>The step of a message that the tenant may not send now.</summary>
    public async Task<NextStep> WhyNotAsync(long tenantId)
    {
        await tenants.RefreshAsync(CancellationToken.None); // the command line may have been faster than our picture of the tenants
        return tenants.Find(tenantId) switch
        {
            null => new NextStep.DeadLetter(Reasons.TenantDeleted, Detail: null),
            { Pause: { } pause } => new NextStep.AwaitTenant(pause.Reason, pause.Detail),
            _ => new NextStep.Retry(time.GetUtcNow(), Reasons.PausedByOperator, Detail: null), // it was, and goes on already: so does this
        };
    }
}
