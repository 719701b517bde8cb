using SmsBridge.Messages;
using SmsBridge.Outbox;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>Clients' replies that ask for no more SMS, or for SMS again; of any provider.</summary>
internal sealed class OptOutIntake(TenantDirectory tenants, OptOuts optOuts, ILogger<OptOutIntake> logger)
{
    /// <summary>The accounts of a tenant, to check the reply's signature: the present one first, then those of SMS under way.</summary>
    public IReadOnlyList<SenderAccount> AccountsOf(string tenantId) => tenants.Find(tenantId) is { } tenant ? [.. tenants.AccountsOf(tenant.Id)] : [];

    public async Task AcceptAsync(string tenantId, string sender, Msisdn number, bool stop)
    {
        if (tenants.Find(tenantId) is not { } tenant)
        {
            return;
        }

        if (stop)
        {
            await optOuts.RecordAsync(tenant.Id, sender, number, "inbound");
        }
        else
        {
            await optOuts.LiftAsync(tenant.Id, sender, number);
        }

        logger.OptOutTaken(tenantId, number, stop ? "STOP" : "START");
    }
}
