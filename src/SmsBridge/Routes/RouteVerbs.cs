using SmsBridge.Gateways;
using SmsBridge.Operators;
using SmsBridge.Prices;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>
/// What people and a tenant's API key do with its routes: scope, checks and audit are here, so that pages, API and command line need only say what came of it.
/// </summary>
internal sealed class RouteVerbs(
    TenantAccess tenants, RouteStore store, RouteDirectory routes, AccountProofs proofs, PriceTable prices, RelayBell bell, AuditLog audit)
{
    private const string DoubtEnds =
        "A provider that can not be asked afterwards may have sent an SMS whose answer was lost: with repeatInDoubt it is sent again, and the client may get it twice.";

    private const string Meanwhile = "Nothing was changed: the routes were changed by somebody else meanwhile. Look at them, then try again.";

    private const string OnTrust =
        "The tenant is taken on trust: its core has not answered yet, so nobody has proved whose it is. Accounts and routes can be set once it has; nothing was asked or changed.";

    /// <summary>Replaces all accounts, routes and rules of a tenant. New accounts, and senders that routes give them, are put to the proof first.</summary>
    public Task<Outcome> SetAsync(Caller caller, string identifier, RoutesRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(caller, identifier, _ => request, cancellationToken);

    /// <summary>The same, from what the tenant has.</summary>
    /// <param name="change">What it has, as a request without secrets, to what it is to have. Null: what it is to change is not there.</param>
    public Task<Outcome> ChangeAsync(Caller caller, string identifier, Func<RoutesRequest, RoutesRequest?> change, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (caller.TenantId is not null && tenant.TrustedUntil is not null)
            {
                return new Outcome.Refused(OnTrust, "routes");
            }

            await routes.RefreshAsync(cancellationToken);
            var (seen, known) = (routes.Version, routes.PlanOf(tenant.Id));
            if (change(RouteViews.AsRequest(known)) is not { } request)
            {
                return new Outcome.Refused($"Nothing was changed: {tenant.Identifier} has no such route or account.");
            }

            var reading = new RouteReading(proofs.Providers, known);
            if (reading.Read(request) is { } problem)
            {
                return new Outcome.Refused(problem.Detail, problem.Field);
            }

            if (reading.Routes.Count > 0 && !RoutePlan.LeadsAll(reading.Routes.Where(route => !known.IsOff(route.Name))))
            {
                return new Outcome.Refused("Nothing was changed: with this, every route for all SMS would be one that is switched off, and some SMS would have no way out.", "routes");
            }

            if (UnknownPrice(reading, tenant) is { } unpriced)
            {
                return unpriced;
            }

            if (reading.Rules.RepeatInDoubt && !known.Rules.RepeatInDoubt && !request.Confirm)
            {
                return new Outcome.Asks(DoubtEnds);
            }

            if ((await ProveAsync(caller, tenant, reading, cancellationToken) ?? await ProveSendersAsync(caller, tenant, known, reading, cancellationToken)) is { } refused)
            {
                return refused;
            }

            if (!await store.ReplaceAsync(tenant, reading.Accounts, reading.Routes, reading.Rules, seen))
            {
                await routes.ReloadAsync(CancellationToken.None);
                return new Outcome.NotNow(Meanwhile);
            }

            await routes.ReloadAsync(CancellationToken.None);
            bell.Ring();
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Routes, before: RouteViews.WordsOf(known), after: WordsOf(known, reading)));
            return new Outcome.Done(reading.Routes.Count == 0
                ? $"{tenant.Identifier} has no routes: everything goes by its registered account."
                : $"{tenant.Identifier} sends by {string.Join(", ", reading.Routes.Select(route => route.Name))}, in that order.");
        }, ownToo: true);

    /// <summary>Lets nothing go by a route until somebody takes it up again. Never the last that any SMS may go by.</summary>
    public Task<Outcome> SwitchOffAsync(Caller caller, string identifier, string name, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            await routes.RefreshAsync(cancellationToken);
            var (seen, known) = (routes.Version, routes.PlanOf(tenant.Id));
            if (known.Find(name) is null || known.IsOff(name))
            {
                return known.IsOff(name) ? new Outcome.Unchanged($"Route {name} is switched off already.") : new Outcome.Refused($"Nothing was changed: {tenant.Identifier} has no route {name}.");
            }

            if (!RoutePlan.LeadsAll(known.Routes.Where(route => route.Name != name && !known.IsOff(route.Name))))
            {
                return new Outcome.Refused($"Nothing was changed: without {name} some SMS would have no way out. Switch on, or add, another route for all SMS first.");
            }

            if (!await store.SwitchOffAsync(tenant.Id, RoutePlan.RouteSubject(name), seen))
            {
                await routes.ReloadAsync(CancellationToken.None);
                return new Outcome.NotNow(Meanwhile);
            }

            await routes.ReloadAsync(CancellationToken.None);
            bell.Ring(); // what waits for this route goes by another one
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Routes, after: $"route {name} switched off"));
            return new Outcome.Done($"Route {name} is switched off: nothing goes by it until it is taken up again.");
        }, ownToo: true);

    /// <summary>Takes an account or a route up again that is left out. What a person switched off is switched on only where no account of that name was meant.</summary>
    /// <param name="name">Of the account or the route.</param>
    public Task<Outcome> ReleaseAsync(Caller caller, string identifier, string name) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            var released = await store.ReleaseAsync(tenant.Id, RoutePlan.AccountSubject(name));
            if (!released || !routes.PlanOf(tenant.Id).IsOff(name))
            {
                released |= await store.ReleaseAsync(tenant.Id, RoutePlan.RouteSubject(name));
            }

            if (!released)
            {
                return new Outcome.Unchanged($"Neither an account nor a route {name} of {tenant.Identifier} is left out.");
            }

            await routes.ReloadAsync(CancellationToken.None);
            bell.Ring();
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Routes, after: $"{name} taken up again"));
            return new Outcome.Done($"{name} is taken up again.");
        }, ownToo: true);

    /// <summary>A route whose price nobody knows would never be used.</summary>
    private Outcome.Refused? UnknownPrice(RouteReading reading, Tenant tenant)
    {
        var index = reading.Routes.FindIndex(route =>
            route.MaxPrice is { } most && reading.AccountOf(route, tenant.SenderAccount) is { } account && !prices.Knows(account.Provider, account.AccountId, most.Currency));
        return index < 0 ? null : new Outcome.Refused(
            $"The settings have no price in {reading.Routes[index].MaxPrice!.Value.Currency} for the provider of route {reading.Routes[index].Name}, so nothing would ever go by it: add one to Prices:PerPart first.",
            FormattableString.Invariant($"routes[{index}].maxPrice"));
    }

    /// <summary>Nobody's account is stored on trust: who names one must hold it, or SMS would wait for a token that opens nothing.</summary>
    private async Task<Outcome?> ProveAsync(Caller caller, Tenant tenant, RouteReading reading, CancellationToken cancellationToken)
    {
        for (var index = 0; index < reading.Accounts.Count; index++)
        {
            if (reading.Accounts[index] is not { Account: { } account, UpdatedAt: var at } || at != default)
            {
                continue; // as it was
            }

            var place = FormattableString.Invariant($"accounts[{index}]");
            if (await VerifyAsync(caller, tenant, account, $"account {reading.Accounts[index].Name}", field => $"{place}.{field}", cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    /// <summary>A route's own sender is an account like any other: the provider has to know it, and it has to fit into its call.</summary>
    private async Task<Outcome?> ProveSendersAsync(Caller caller, Tenant tenant, RoutePlan known, RouteReading reading, CancellationToken cancellationToken)
    {
        var proved = known.Routes.Select(route => known.AccountOf(route, tenant.SenderAccount)).Concat(reading.Accounts.Select(account => account.Account)).Append(tenant.SenderAccount).ToHashSet();
        for (var index = 0; index < reading.Routes.Count; index++)
        {
            var route = reading.Routes[index];
            if (reading.AccountOf(route, tenant.SenderAccount) is not { } account || !proved.Add(account))
            {
                continue;
            }

            var place = FormattableString.Invariant($"routes[{index}]");
            if (await VerifyAsync(caller, tenant, account, $"the sender of route {route.Name}", field => $"{place}.{(field == "sender" ? field : "account")}", cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    /// <param name="what">Which account it is, in words.</param>
    /// <param name="placeOf">Where a field of it stands in what was sent.</param>
    /// <returns>Null: it is good.</returns>
    private async Task<Outcome?> VerifyAsync(
        Caller caller, Tenant tenant, SenderAccount account, string what, Func<string, string> placeOf, CancellationToken cancellationToken) =>
        await proofs.VerifyAsync(caller, tenant, account, cancellationToken) switch
        {
            AccountCheck.Refused refused => new Outcome.Refused(refused.Detail, placeOf(FieldOf(refused.Field))),
            AccountCheck.Unavailable unavailable => new Outcome.NotNow($"Nothing was changed, because {what} could not be checked. {unavailable.Detail}"),
            _ => null,
        };

    private static string FieldOf(string registration) => registration switch
    {
        "smsProviderAccountId" => "accountId",
        "smsProviderToken" => "token",
        _ => "sender",
    };

    private static string WordsOf(RoutePlan known, RouteReading reading) =>
        RouteViews.WordsOf(reading.Accounts, reading.Routes, reading.Rules)
        + string.Concat(reading.Accounts.Where(account => known.Accounts.TryGetValue(account.Name, out var before) && before.Account?.Token != account.Account?.Token)
            .Select(account => $", new token of {account.Name}"));
}
