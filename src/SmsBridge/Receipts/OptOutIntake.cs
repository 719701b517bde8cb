using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>Clients' replies that ask for no more SMS, or for SMS again; of any provider.</summary>
internal sealed class OptOutIntake(TenantDirectory tenants, RouteDirectory routes, OptOuts optOuts, ILogger<OptOutIntake> logger)
{
    /// <summary>
    /// The accounts of a tenant, to check the reply's signature: the registered one first, then its further ones, then those of SMS under way, also of registrations before.
    /// </summary>
    public IReadOnlyList<SenderAccount> AccountsOf(string tenantId) => [.. routes.AccountsOfName(tenantId)];

    /// <param name="by">Provider and account that brings it, proved.</param>
    /// <param name="replyId">The provider's name for the reply.</param>
    public async Task AcceptAsync(string tenantId, (string Provider, string AccountId) by, string sender, Msisdn number, string replyId, bool stop)
    {
        if (tenants.LatestOf(tenantId) is not { } id)
        {
            return;
        }

        var word = stop ? "STOP" : "START";
        if (!await IsBelievedAsync(id, by, number, stop))
        {
            logger.ReplyOfFormerAccount(tenantId, number, word, by.AccountId);
        }
        else if (await optOuts.TakeReplyAsync(id, sender, number, replyId, stop, LiftsFrom(tenants.Find(id))))
        {
            logger.OptOutTaken(tenantId, number, word);
        }
        else
        {
            logger.ReplyRepeated(tenantId, number, word);
        }
    }

    /// <summary>
    /// An account that the tenant had before may be a stranger's by now, and what it says would hold for all of the tenant's senders. A client may still answer an SMS of it: that is taken as no, of
    /// whom it wrote to, and never as yes. The same holds for the accounts of registrations before this one, and of a tenant that is deleted: its no waits for the next registration of the name.
    /// </summary>
    private async Task<bool> IsBelievedAsync(long tenantId, (string Provider, string AccountId) by, Msisdn number, bool stop) =>
        routes.PresentAccountsOf(tenantId).Any(account => account.Provider == by.Provider && account.AccountId == by.AccountId)
        || (stop && await optOuts.HasWrittenToAsync(tenantId, by.Provider, by.AccountId, number));

    /// <summary>Nobody has proved a tenant on trust: what clients told the registrations before it is not its to lift.</summary>
    private static long LiftsFrom(Tenant? tenant) => tenant?.TrustedUntil is null ? 0 : tenant.CreatedAt.ToUnixTimeMilliseconds();
}
