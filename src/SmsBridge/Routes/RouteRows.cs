using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Routes;

/// <summary>A row of <c>route_account</c>, secrets sealed.</summary>
internal sealed record RouteAccountRow
{
    public long TenantId { get; init; }

    public string Identifier { get; init; } = "";

    public string Name { get; init; } = "";

    public string Provider { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string ProviderToken { get; init; } = "";

    public string? SharedKey { get; init; }

    public string Sender { get; init; } = "";

    public long UpdatedAt { get; init; }

    /// <summary>Sealed for the tenant as the registered account's are: a former account's secrets move without being opened.</summary>
    public static RouteAccountRow Seal(Tenant tenant, RouteAccount account, SecretBox secrets, long now) => new()
    {
        TenantId = tenant.Id,
        Identifier = tenant.Identifier,
        Name = account.Name,
        Provider = account.Provider,
        AccountId = account.AccountId,
        ProviderToken = secrets.Seal(account.Account!.Token, TenantRow.Purpose(tenant.Identifier, TenantRow.TokenUse)),
        SharedKey = account.Account.SharedKey is { } key ? secrets.Seal(key, TenantRow.Purpose(tenant.Identifier, TenantRow.SharedKeyUse)) : null,
        Sender = account.Sender,
        UpdatedAt = now,
    };

    public RouteAccount Open(SecretBox secrets) => new(
        Name, Provider, AccountId, Sender,
        secrets.Open(ProviderToken, TenantRow.Purpose(Identifier, TenantRow.TokenUse)) is { } token
            ? new SenderAccount(Provider, AccountId, token, Sender) { SharedKey = secrets.Open(SharedKey, TenantRow.Purpose(Identifier, TenantRow.SharedKeyUse)) }
            : null,
        StoredTime.At(UpdatedAt));
}

/// <summary>A row of <c>route</c>.</summary>
internal sealed record RouteRow
{
    public long TenantId { get; init; }

    public long Position { get; init; }

    public string Name { get; init; } = "";

    public string Account { get; init; } = "";

    public string? Sender { get; init; }

    public string? Countries { get; init; }

    public string? Prefixes { get; init; }

    public string? Events { get; init; }

    public string? Classes { get; init; }

    public long? Share { get; init; }

    /// <summary>Millionths.</summary>
    public long? MaxPrice { get; init; }

    public string? MaxPriceCurrency { get; init; }

    public static RouteRow Of(long tenantId, int position, Route route) => new()
    {
        TenantId = tenantId, Position = position, Name = route.Name, Account = route.Account, Sender = route.Sender, Countries = Joined(route.Countries),
        Prefixes = Joined(route.Prefixes), Events = Joined(route.Events), Classes = Joined([.. route.Classes.Select(EventClasses.NameOf)]), Share = route.Share,
        MaxPrice = route.MaxPrice?.Micros, MaxPriceCurrency = route.MaxPrice?.Currency,
    };

    public Route ToRoute() => new(Name, Account, Sender)
    {
        Countries = Split(Countries), Prefixes = Split(Prefixes), Events = Split(Events),
        Classes = [.. Split(Classes).Select(name => EventClasses.Find(name)).OfType<EventClass>()],
        Share = (int?)Share,
        MaxPrice = MaxPrice is { } micros && MaxPriceCurrency is { } currency ? Price.Of(micros, currency) : null,
    };

    private static string? Joined(IReadOnlyList<string> values) => values.Count == 0 ? null : string.Join(' ', values);

    private static string[] Split(string? values) => values?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}

/// <summary>A row of <c>route_rule</c>.</summary>
internal sealed record RouteRuleRow
{
    public long TenantId { get; init; }

    public long AfterNonDelivery { get; init; }

    public long RepeatInDoubt { get; init; }

    public long? LeaveBelow { get; init; }

    public long LeaveLeast { get; init; }

    public RouteRules ToRules() => new(AfterNonDelivery != 0, RepeatInDoubt != 0, (int?)LeaveBelow, (int)LeaveLeast);
}

/// <summary>A row of <c>route_hold</c>.</summary>
internal sealed record RouteHoldRow
{
    public long TenantId { get; init; }

    public string Subject { get; init; } = "";

    public string Reason { get; init; } = "";

    public string? Detail { get; init; }

    public long HeldAt { get; init; }
}

/// <summary>Everything of all tenants at one moment.</summary>
internal sealed record RouteRows(
    long Version, IReadOnlyList<RouteAccountRow> Accounts, IReadOnlyList<RouteRow> Routes, IReadOnlyList<RouteRuleRow> Rules, IReadOnlyList<RouteHoldRow> Holds);
