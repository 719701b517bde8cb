using SmsBridge.Ledger;
using SmsBridge.Tenants;

namespace SmsBridge.Relay;

/// <summary>Stops a tenant's relay when one of its messages meets what will hold up all of them.</summary>
internal sealed class TenantHolds(TenantAdmin admin)
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
}
