using SmsBridge.Messages;
using SmsBridge.Outbox;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>Clients' replies that ask for no more SMS, or for SMS again; of any provider.</summary>
internal sealed class OptOutIntake(TenantDirectory tenants, OptOuts optOuts, ILogger<OptOutIntake> logger)
{
    /// <summary>The account of a tenant, to check the reply's signature.</summary>
    public SenderAccount? AccountOf(string tenantId) => tenants.Find(tenantId)?.SenderAccount;

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
