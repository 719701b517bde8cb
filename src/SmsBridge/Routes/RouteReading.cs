using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Routes;

/// <summary>What a request asks for, read against what the tenant has. Pure; every refusal names the field and what it must be.</summary>
internal sealed partial class RouteReading(IReadOnlyCollection<string> providers, RoutePlan known)
{
    public const int MostAccounts = 8;
    public const int MostRoutes = 20;
    private const int LongestField = 100;
    private const int MostConditions = 50;
    private const int LongestPrefix = 16;

    public List<RouteAccount> Accounts { get; } = [];

    public List<Route> Routes { get; } = [];

    public RouteRules Rules { get; private set; } = RouteRules.None;

    /// <inheritdoc cref="RoutePlan.AccountOf"/>
    public SenderAccount? AccountOf(Route route, SenderAccount? registered) =>
        route.SendsWith(route.Account == Route.Registered ? registered : Accounts.Find(account => account.Name == route.Account)?.Account);

    /// <returns>What is wrong; null: nothing, and the properties have it.</returns>
    public FieldProblem? Read(RoutesRequest request)
    {
        var (accounts, routes) = (request.Accounts ?? [], request.Routes ?? []);
        if (accounts.Count > MostAccounts || routes.Count > MostRoutes)
        {
            return accounts.Count > MostAccounts ? new("accounts", $"At most {MostAccounts} further accounts.") : new("routes", $"At most {MostRoutes} routes.");
        }

        for (var index = 0; index < accounts.Count; index++)
        {
            if (Read(accounts[index], At("accounts", index)) is { } problem)
            {
                return problem;
            }
        }

        for (var index = 0; index < routes.Count; index++)
        {
            if (Read(routes[index], At("routes", index)) is { } problem)
            {
                return problem;
            }
        }

        Rules = new RouteRules(request.AfterNonDelivery, request.RepeatInDoubt, request.LeaveBelow, request.LeaveLeast ?? RouteRules.DefaultLeast);
        return WholeProblem();
    }

    private FieldProblem? WholeProblem() =>
        Routes.Count > 0 && !Routes[^1].IsForAll ? new("routes", "The last route must be for all SMS: without conditions and share. Else some would have no way out.")
        : RouteShares.Problem(Routes) is { } shares ? shares
        : Accounts.Find(account => Routes.TrueForAll(route => route.Account != account.Name)) is { } unused ? new("accounts", $"No route leads to account {unused.Name}. Add a route for it, or leave the account out.")
        : Rules.LeaveBelow is < 1 or > 99 ? new("leaveBelow", "Must be a whole number from 1 to 99, in percent, or absent.")
        : Rules.LeaveLeast is < 10 or > 10_000 ? new("leaveLeast", "Must be a whole number from 10 to 10000.")
        : null;

    private FieldProblem? Read(RouteAccountRequest? asked, string at)
    {
        if (asked is null)
        {
            return new(at, "Must be an account.");
        }

        if (NameProblem(asked.Name, $"{at}.name") is { } problem)
        {
            return problem;
        }

        if (asked.Name == Route.Registered || Accounts.Exists(account => account.Name == asked.Name))
        {
            return new($"{at}.name", asked.Name == Route.Registered ? "registered is the account of the tenant's registration; change that one by its settings." : $"There are two accounts {asked.Name}.");
        }

        var provider = asked.Provider?.Trim().ToLowerInvariant() ?? "";
        if (!providers.Contains(provider, StringComparer.OrdinalIgnoreCase))
        {
            return new($"{at}.provider", $"This bridge knows: {string.Join(", ", providers.Order(StringComparer.Ordinal))}.");
        }

        if ((TextProblem(asked.AccountId, $"{at}.accountId") ?? TextProblem(asked.Sender, $"{at}.sender")) is { } bad)
        {
            return bad;
        }

        var accountId = asked.AccountId!.Trim();
        var stored = known.Accounts.GetValueOrDefault(asked.Name!) is { } one && one.Provider == provider && one.AccountId == accountId ? one : null;
        if (asked.Token is null && stored?.Account is null)
        {
            return new($"{at}.token", stored is null ? "Missing: a new account needs its token." : $"The stored token of account {asked.Name} can not be decrypted; give it again.");
        }

        if (((asked.Token is null ? null : TextProblem(asked.Token, $"{at}.token")) ?? SharedKeyProblem(asked.SharedKey, $"{at}.sharedKey")) is { } secret)
        {
            return secret;
        }

        var fresh = new SenderAccount(provider, accountId, asked.Token?.Trim() ?? stored!.Account!.Token, asked.Sender!.Trim())
        {
            SharedKey = asked.SharedKey is null ? stored?.Account?.SharedKey : asked.SharedKey.Trim() is { Length: > 0 } key ? key : null,
        };
        var isSame = stored?.Account == fresh;
        Accounts.Add(isSame ? stored! : new RouteAccount(asked.Name!, provider, accountId, fresh.Sender, fresh, default));
        return null;
    }

    private FieldProblem? Read(RouteRequest? asked, string at)
    {
        if (asked is null)
        {
            return new(at, "Must be a route.");
        }

        if (NameProblem(asked.Name, $"{at}.name") is { } problem)
        {
            return problem;
        }

        if (Routes.Exists(route => route.Name == asked.Name))
        {
            return new($"{at}.name", $"There are two routes {asked.Name}.");
        }

        if (asked.Account != Route.Registered && !Accounts.Exists(account => account.Name == asked.Account))
        {
            return new($"{at}.account", $"There is no account {asked.Account}. There are: {string.Join(", ", Accounts.Select(account => account.Name).Prepend(Route.Registered))}.");
        }

        if (((asked.Sender is null ? null : TextProblem(asked.Sender, $"{at}.sender")) ?? ConditionProblem(asked, at)) is { } bad)
        {
            return bad;
        }

        Routes.Add(new Route(asked.Name!, asked.Account!, asked.Sender?.Trim())
        {
            Countries = [.. (asked.Countries ?? []).Select(country => country.Trim().ToUpperInvariant()).Distinct(StringComparer.Ordinal)],
            Prefixes = [.. (asked.Prefixes ?? []).Select(prefix => prefix.Trim()).Distinct(StringComparer.Ordinal)],
            Events = [.. (asked.Events ?? []).Select(name => EventOf(name)!).Distinct(StringComparer.Ordinal)],
            Classes = [.. (asked.Classes ?? []).Select(name => EventClasses.Find(name)!.Value).Distinct()],
            Share = asked.Share,
            MaxPrice = Price.ReadText(asked.MaxPrice?.Trim()),
        });
        return null;
    }

    private static FieldProblem? ConditionProblem(RouteRequest asked, string at) =>
        new[] { asked.Countries, asked.Prefixes, asked.Events, asked.Classes }.Any(list => list?.Count > MostConditions) ? new(at, $"At most {MostConditions} of each condition.")
        : asked.Countries?.Any(country => !IsCountry(country)) == true ? new($"{at}.countries", $"{asked.Countries.First(country => !IsCountry(country))} is no ISO 3166-1 country code such as KE.")
        : asked.Prefixes?.Any(prefix => !IsPrefix(prefix)) == true ? new($"{at}.prefixes", "A prefix is the beginning of a number with its country code, digits after a plus: +25470.")
        : asked.Events?.Any(name => EventOf(name) is null) == true ? new($"{at}.events", $"{asked.Events.First(name => EventOf(name) is null)} is no event that has a text; such are LOAN_REPAYMENT, CLIENT_CREATE and SMS_SEND.")
        : asked.Classes?.Any(name => EventClasses.Find(name) is null) == true ? new($"{at}.classes", $"There are the classes {EventClasses.Names}.")
        : asked.Share is < 1 or > 99 ? new($"{at}.share", "Must be a whole number from 1 to 99, in percent. A route for all that fit has no share.")
        : asked.MaxPrice is not null && Price.ReadText(asked.MaxPrice.Trim()) is null ? new($"{at}.maxPrice", "Must be the price of one part: a currency's three letters and an amount, such as USD 0.02.")
        : null;

    private static FieldProblem? NameProblem(string? name, string field) =>
        name is not null && Name().IsMatch(name) ? null : new(field, "Must be lower case letters, digits and -, at most 30 characters, a letter first.");

    private static FieldProblem? TextProblem(string? value, string field) =>
        string.IsNullOrWhiteSpace(value) ? new(field, "Missing, or empty.")
        : value.Length > LongestField ? new(field, $"At most {LongestField} characters.")
        : value.Any(char.IsControl) ? new(field, "Must not hold control characters.")
        : null;

    private static FieldProblem? SharedKeyProblem(string? value, string field) =>
        value is null ? null
        : value.Length > LongestField ? new(field, $"At most {LongestField} characters.")
        : value.Trim().AsSpan().ContainsAnyExceptInRange('!', '~') ? new(field, "Must hold visible ASCII characters only.")
        : null;

    private static bool IsCountry(string? country) => country is not null && NumberParser.IsKnownRegion(country.Trim());

    private static bool IsPrefix(string? prefix) =>
        prefix?.Trim() is { Length: >= 2 and <= LongestPrefix } text && text[0] == '+' && text[1] != '0' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    /// <summary>As it is stored; null: there is none.</summary>
    private static string? EventOf(string? name) =>
        name is null ? null
        : EventCatalogue.Find(name.Trim())?.Code
        ?? (name.Trim().Replace(' ', '_').Equals(Route.CodeOf(EventType.SmsSend), StringComparison.OrdinalIgnoreCase) ? Route.CodeOf(EventType.SmsSend) : null);

    private static string At(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,29}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();
}
