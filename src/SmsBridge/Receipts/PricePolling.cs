using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Prices;
using SmsBridge.Routes;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>
/// Asks providers that say it later what SMS cost: account by account, through the times at which SMS were sent, once soon and once a last time. One call tells of many SMS, and finds by
/// the provider's ids which are ours, so that nothing has to be kept of an SMS until it is asked for.
/// </summary>
internal sealed class PricePolling(
    PriceWalks walks, IEnumerable<IPriceSource> sources, RouteDirectory routes, TenantDirectory tenants, IOptions<PricesOptions> options, TimeProvider time,
    ILogger<PricePolling> logger)
{
    /// <summary>Of one account in one run, one after the other: sending comes first.</summary>
    public const int MostPages = 50;

    private const int AccountsAtOnce = 8;

    /// <summary>So much at least is asked for at once: an account that sends little is asked twice an hour.</summary>
    private static readonly TimeSpan LeastStretch = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan LongestStretch = TimeSpan.FromDays(1);

    /// <summary>Providers' clocks have no fractions of a second.</summary>
    private const long Second = 1_000;

    private readonly PricesOptions _options = options.Value;

    /// <summary>One run over all accounts.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!_options.Ask)
        {
            return;
        }

        var except = _options.NotAsked.Select(tenants.Find).OfType<Tenant>().Select(tenant => tenant.Id).ToHashSet();
        var asked = from source in sources from account in AccountsOf(source, except) select account;
        await Parallel.ForEachAsync(
            asked.ToList(), new ParallelOptions { MaxDegreeOfParallelism = AccountsAtOnce, CancellationToken = cancellationToken },
            async (each, token) => await AskAsync(each, except, token));
    }

    /// <summary>Each once, whoever of the tenants sends with it, by the tokens that they all have for it.</summary>
    private IEnumerable<PricedAccount> AccountsOf(IPriceSource source, HashSet<long> except)
    {
        var asking = tenants.All.Where(tenant => !except.Contains(tenant.Id)).ToList();
        return asking.SelectMany(tenant => KnownOf(tenant, routes.PresentAccountsOf(tenant.Id))).Concat(asking.SelectMany(tenant => KnownOf(tenant, routes.AccountsOf(tenant.Id))))
            .GroupBy(account => account.AccountId, StringComparer.Ordinal)
            .Select(account => new PricedAccount(source, [.. account.DistinctBy(one => one.Token, StringComparer.Ordinal)]));

        IEnumerable<SenderAccount> KnownOf(Tenant tenant, IEnumerable<SenderAccount> accounts) =>
            accounts.Where(account => account.Provider == source.Provider && !routes.IsRefused(tenant.Id, account));
    }

    private async Task AskAsync(PricedAccount account, HashSet<long> except, CancellationToken cancellationToken)
    {
        try
        {
            var pages = MostPages;
            foreach (var (number, after) in new[] { (1, _options.AskAfter), (2, _options.AskAgainAfter) })
            {
                pages = await GoOnAsync(account, number, after, except, pages, cancellationToken);
            }
        }
#pragma warning disable CA1031 // One account's trouble is not the others'; the next run tries again.
        catch (Exception exception) when (!exception.IsStopOf(cancellationToken))
#pragma warning restore CA1031
        {
            logger.PricePollingFailed(exception, account.AccountId);
        }
    }

    /// <summary>From where the last run stopped.</summary>
    /// <returns>Pages that are left to this run; none where the account does not answer.</returns>
    private async Task<int> GoOnAsync(
        PricedAccount account, int number, TimeSpan after, HashSet<long> except, int pages, CancellationToken cancellationToken)
    {
        var due = (time.GetUtcNow() - after).ToUnixTimeMilliseconds() / Second * Second;
        if (await walks.FindAsync(account.Provider, account.AccountId, number, cancellationToken) is not { } walk)
        {
            await walks.SaveAsync(new PriceWalk(account.Provider, account.AccountId, number, due)); // what it sent long ago is not gone through
            return pages;
        }

        while (pages > 0)
        {
            if (walk.StretchEnd is null && due - walk.DoneTo < (long)LeastStretch.TotalMilliseconds)
            {
                break;
            }

            var end = walk.StretchEnd ?? Math.Min(due, walk.DoneTo + (long)LongestStretch.TotalMilliseconds);
            (walk, pages) = await ReadAsync(account, walk with { StretchEnd = end, ReadTo = walk.ReadTo ?? end }, except, pages, cancellationToken);
            await walks.SaveAsync(walk);
        }

        return pages;
    }

    private async Task<(PriceWalk Walk, int Pages)> ReadAsync(
        PricedAccount account, PriceWalk walk, HashSet<long> except, int pages, CancellationToken cancellationToken)
    {
        string? next = null;
        var (from, to) = (StoredTime.At(walk.DoneTo - Second), StoredTime.At(walk.ReadTo!.Value + Second));
        var readTo = walk.ReadTo.Value;
        while (pages-- > 0)
        {
            switch (await account.ReadAsync(from, to, next, cancellationToken))
            {
                case PriceAnswer.Page page:
                    await walks.TellAsync(account.Provider, account.AccountId, page.Told, except, cancellationToken);
                    readTo = Math.Min(readTo, page.Oldest?.ToUnixTimeMilliseconds() ?? readTo);
                    if (page.Next is null)
                    {
                        return (walk with { DoneTo = walk.StretchEnd!.Value, StretchEnd = null, ReadTo = null }, pages);
                    }

                    next = page.Next;
                    break;
                case PriceAnswer.Unavailable unavailable:
                    logger.PricesNotTold(account.AccountId, unavailable.Detail);
                    return (walk with { ReadTo = readTo }, 0);
            }
        }

        // The next run goes on where this one stopped, and in any case a second further: so many of one second would hold up all others.
        return (walk with { ReadTo = readTo < walk.ReadTo ? readTo : readTo - Second }, 0);
    }
}
