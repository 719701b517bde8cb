using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>Clients' replies that ask for no more SMS, or for SMS again; of any provider.</summary>
internal sealed class OptOutIntake(
    TenantDirectory tenants, RouteDirectory routes, OptOuts optOuts, IOptions<NumberOptions> numbers, TimeProvider time, ILogger<OptOutIntake> logger)
{
    private const int LongestSender = 100; // what a tenant may register

    /// <summary>
    /// The accounts of a tenant, to check the reply's signature: the registered one first, then its further ones, then those of SMS under way, also of registrations before.
    /// </summary>
    public IReadOnlyList<SenderAccount> AccountsOf(string tenantId) => [.. routes.AccountsOfName(tenantId)];

    /// <summary>A reply that came to a tenant's own address. By which of its accounts, the number written to tells; else it is the first: a reply to a name comes to whatever number the provider has for it.</summary>
    /// <param name="accounts">One at least, of one provider: those that may have brought it, proved, in the order of <see cref="AccountsOf"/>.</param>
    /// <returns>False: its number can not be read.</returns>
    public async Task<bool> TakeAsync(string tenantId, IReadOnlyList<SenderAccount> accounts, IncomingReply reply)
    {
        if (NumberOf(tenantId, reply.From) is not { } number)
        {
            return false;
        }

        var account = accounts.FirstOrDefault(account => SenderForm.IsSame(account.Sender, reply.To)) ?? accounts[0];
        await AcceptAsync(
            tenantId, (account.Provider, account.AccountId), IncomingReply.IsKeepable(reply.To, LongestSender) ? reply.To : account.Sender, number,
            reply.Id is { } id ? $"{account.Provider}:{id}" : NewId(account.Provider), stop: reply.Wish == OptOutWish.Stop);
        return true;
    }

    /// <summary>For a reply that its provider has no name for: each that comes is one. One that comes again asks again for the same.</summary>
    public string NewId(string provider) => $"{provider}-{Guid.CreateVersion7(time.GetUtcNow()):n}";

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

    /// <summary>As the provider writes it; without country code as a client's number is read that the tenant's core has so.</summary>
    private Msisdn? NumberOf(string tenantId, string from) =>
        Msisdn.IsE164(from) ? Msisdn.FromE164(from)
        : NumberParser.TryParse(from, tenants.Find(tenantId)?.DefaultRegion ?? numbers.Value.DefaultRegion, out var number, out _)
            || NumberParser.TryParse(IncomingReply.Whole(from), region: null, out number, out _) ? number
        : null;

    /// <summary>Nobody has proved a tenant on trust: what clients told the registrations before it is not its to lift.</summary>
    private static long LiftsFrom(Tenant? tenant) => tenant?.TrustedUntil is null ? 0 : tenant.CreatedAt.ToUnixTimeMilliseconds();
}
