using System.Collections.Frozen;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Prices;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Routes;

/// <summary>
/// All tenants' routes and further accounts in memory, secrets opened, because every SMS and every report asks. An immutable snapshot, replaced as a whole
/// after each change, so readers take no lock.
/// </summary>
internal sealed class RouteDirectory(RouteStore store, TenantDirectory tenants, PriceTable prices)
    : MemoryDirectory<RouteDirectory.Snapshot>(new Snapshot(0, FrozenDictionary<long, RoutePlan>.Empty)), IAccountUsers
{
    /// <summary>Of what is known now.</summary>
    public long Version => Kept.Version;

    /// <summary>Of every tenant that has set any.</summary>
    public IEnumerable<RoutePlan> All => Kept.Plans.Values;

    public IReadOnlyList<string> UsersOf(string provider, string accountId) =>
        [.. tenants.All.Where(tenant => PresentAccountsOf(tenant.Id).Any(account => account.Provider == provider && account.AccountId.Equals(accountId, StringComparison.OrdinalIgnoreCase)))
            .Select(tenant => tenant.Identifier)];

    /// <summary>Whether there is such a tenant, or still was one a moment ago.</summary>
    public bool Knows(long tenantId) => tenants.Find(tenantId) is not null;

    /// <summary>A tenant's routes; null: it has none, and everything goes by its registered account.</summary>
    public RoutePlan? RoutesOf(long tenantId) => PlanOf(tenantId) is { HasRoutes: true } plan ? plan : null;

    /// <summary>Whether a tenant has routes or rules, or has had some.</summary>
    public bool HasSet(long tenantId) => Kept.Plans.ContainsKey(tenantId);

    /// <summary>Also of a tenant that has set nothing, or only rules.</summary>
    public RoutePlan PlanOf(long tenantId) =>
        Kept.Plans.GetValueOrDefault(tenantId)
        ?? new RoutePlan(tenantId, [], FrozenDictionary<string, RouteAccount>.Empty, RouteRules.None, FrozenDictionary<string, RouteHold>.Empty);

    /// <inheritdoc cref="RoutePlan.For"/>
    public IReadOnlyList<Route> For(RoutePlan plan, long messageId, Msisdn number, EventType type, EventClass? ofClass = null) =>
        plan.For(messageId, number, type, route => IsCheapEnough(plan, route, number), ofClass);

    /// <summary>Whether any tenant wants an SMS that was not delivered to go on by its next route.</summary>
    public bool AnyAfterNonDelivery => Kept.Plans.Values.Any(plan => plan.Rules.AfterNonDelivery);

    /// <summary>Whether an SMS could go by it now.</summary>
    public bool IsUsable(RoutePlan plan, Route route) =>
        tenants.Find(plan.TenantId) is { } tenant && plan.LeftOut(tenant, route) is null && plan.AccountOf(route, tenant.SenderAccount) is not null;

    /// <summary>
    /// The accounts and tokens that a tenant's SMS under way may have been sent with: its registered one first, then its further ones, then former ones,
    /// the latest first. Also of a tenant that is deleted.
    /// </summary>
    public IEnumerable<SenderAccount> AccountsOf(long tenantId) =>
        PresentAccountsOf(tenantId).Concat(tenants.AccountsOf(tenantId).Skip(tenants.Find(tenantId)?.SenderAccount is null ? 0 : 1));

    /// <summary>The registered account first, then further ones: what a tenant sends with now. Any other may be a stranger's by now.</summary>
    public IEnumerable<SenderAccount> PresentAccountsOf(long tenantId)
    {
        var present = tenants.Find(tenantId)?.SenderAccount;
        if (present is not null)
        {
            yield return present;
        }

        if (Kept.Plans.TryGetValue(tenantId, out var plan))
        {
            foreach (var further in plan.Accounts.Values.OrderBy(account => account.Name, StringComparer.Ordinal).Select(account => account.Account).OfType<SenderAccount>())
            {
                yield return further;
            }

            // The same accounts with other senders, which routes gave them: who replies to one of those replies to the tenant.
            foreach (var route in plan.Routes.Where(route => route.Sender is not null))
            {
                if (plan.AccountOf(route, present) is { } account)
                {
                    yield return account;
                }
            }
        }
    }

    /// <inheritdoc cref="AccountsOf(long)"/>
    /// <param name="tenant">The core's name for it; none of one that is deleted.</param>
    public IEnumerable<SenderAccount> AccountsOf(string tenant) => tenants.Find(tenant) is { } known ? AccountsOf(known.Id) : [];

    /// <summary>The same and those of the registrations that the name had before: to its clients it is the same institution, and they answer what they got, also of one that is deleted.</summary>
    public IEnumerable<SenderAccount> AccountsOfName(string tenant) => AccountsOf(tenant).Concat(tenants.EarlierAccountsOf(tenant));

    /// <summary>The tenants that use an account or have used it, each with the senders it has there, the registered one first.</summary>
    public IEnumerable<(Tenant Tenant, IReadOnlyList<string> Senders)> UsersOf(string provider, string accountId, string token) =>
        from tenant in tenants.All
        let senders = AccountsOfName(tenant.Identifier).Where(account => account.Provider == provider && account.AccountId == accountId && account.Token == token).Select(account => account.Sender).ToList()
        where senders.Count > 0
        select (tenant, (IReadOnlyList<string>)[.. senders.Where(sender => sender.Length > 0).DefaultIfEmpty(tenant.Settings.Sender).Distinct(StringComparer.Ordinal)]); // a former account's is not known any more

    /// <summary>The accounts of a tenant, each with the latest token it has for it: another tenant may name the same account with a wrong one.</summary>
    public IEnumerable<SenderAccount> InUseBy(Tenant tenant) => AccountsOfName(tenant.Identifier).DistinctBy(static account => (account.Provider, account.AccountId));

    /// <summary>An account by its latest token; null when it is not known any more.</summary>
    /// <param name="accountId">Null: whatever the tenant registered with.</param>
    public SenderAccount? AccountOf(long tenantId, string? provider, string? accountId) =>
        AccountsOf(tenantId).FirstOrDefault(account => accountId is null || (account.AccountId == accountId && account.Provider == provider));

    /// <summary>The same, also of one that another node has added or taken away, of which this one has not heard yet.</summary>
    public async ValueTask<SenderAccount?> AccountOfAsync(long tenantId, string? provider, string? accountId, CancellationToken cancellationToken)
    {
        if (AccountOf(tenantId, provider, accountId) is { } known)
        {
            return known;
        }

        await RefreshAccountsAsync(cancellationToken);
        return AccountOf(tenantId, provider, accountId);
    }

    /// <summary>For who misses an account: reads routes, further and former accounts anew if another node has changed any.</summary>
    public async Task RefreshAccountsAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await tenants.RefreshAsync(cancellationToken);
    }

    /// <summary>Whether its provider is known to refuse an account's token as it is now.</summary>
    public bool IsRefused(long tenantId, SenderAccount account)
    {
        if (tenants.Find(tenantId) is not { } tenant)
        {
            return false;
        }

        var plan = PlanOf(tenantId);
        var name = account == tenant.SenderAccount ? Route.Registered : plan.Accounts.Values.FirstOrDefault(further => further.Account == account)?.Name;
        return name is not null && ((name == Route.Registered && tenant.Pause?.Reason == Reasons.ProviderCredentials) || plan.HoldOf(tenant, name)?.Reason == Reasons.ProviderCredentials);
    }

    /// <summary>Whose speed an SMS counts for: the account's and the sender's.</summary>
    public string LaneOf(long tenantId, string? provider, string? accountId, string sender) =>
        tenants.Find(tenantId)?.Settings is { } settings && (accountId is null || (settings.Provider == provider && settings.AccountId == accountId))
            ? sender
            : $"{provider}:{accountId} {sender}";

    /// <summary>By the prices of the settings. What nobody knows the price of may cost anything.</summary>
    private bool IsCheapEnough(RoutePlan plan, Route route, Msisdn number) =>
        plan.AccountOf(route, tenants.Find(plan.TenantId)?.SenderAccount) is { } account && prices.PerPart(account.Provider, account.AccountId, number.Value) is { } price
        && price.Currency == route.MaxPrice!.Value.Currency && price.Micros <= route.MaxPrice.Value.Micros;

    protected override long VersionOf(Snapshot kept) => kept.Version;

    protected override Task<long> StoredVersionAsync(CancellationToken cancellationToken) => store.VersionAsync(cancellationToken);

    protected override async Task<Snapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var rows = await store.LoadAsync(cancellationToken);
        await tenants.RefreshAsync(cancellationToken); // an account that is not among the rows any more is a former one by then: at no moment is it neither
        return Read(rows);
    }

    private Snapshot Read(RouteRows rows)
    {
        var accounts = rows.Accounts.ToLookup(row => row.TenantId, store.Open);
        var routes = rows.Routes.ToLookup(row => row.TenantId, row => row.ToRoute());
        var holds = rows.Holds.ToLookup(row => row.TenantId);
        var rules = rows.Rules.ToDictionary(row => row.TenantId, row => row.ToRules());
        return new Snapshot(rows.Version, rules.Keys.ToFrozenDictionary(
            id => id,
            id => new RoutePlan(
                id, [.. routes[id]], accounts[id].ToFrozenDictionary(account => account.Name, StringComparer.Ordinal), rules[id],
                holds[id].ToFrozenDictionary(row => row.Subject, row => new RouteHold(row.Reason, row.Detail, StoredTime.At(row.HeldAt)), StringComparer.Ordinal))));
    }

    internal sealed record Snapshot(long Version, FrozenDictionary<long, RoutePlan> Plans);
}
