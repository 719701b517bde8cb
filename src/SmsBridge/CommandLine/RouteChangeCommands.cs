using System.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Routes;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge route account|set|rules|remove</c>: each changes one thing of what the tenant has.</summary>
internal static class RouteChangeCommands
{
    /// <summary>An account and a route of its own with it: an account that no route leads to is refused.</summary>
    public static Command Account(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), new Argument<string>("NAME") { Description = "Your name for the account; a new one gets a route of the same name, before those that are there." });
        var provider = Text("--provider", "NAME", "The provider, as smsbridge provider list names them.");
        var account = Text("--account", "ID", "The account at the provider.");
        var sender = Text("--sender", "SENDER", "A number, or a name that the provider knows.");
        var tokenFile = Text("--token-file", "FILE", "File with the account's token; - reads stdin. Without it you are asked, unless the account is known.");
        var sharedKeyFile = Text("--shared-key-file", "FILE", "File with the secret that the provider signs reports with, where it is not the token.");
        return host.Define(
            new Command("account", "Adds an account, or changes one: checked with its provider first.") { id, name, provider, account, sender, tokenFile, sharedKeyFile },
            async (call, cancellationToken) =>
            {
                var wanted = call.Parsed.GetRequiredValue(name);
                await call.Service<RouteDirectory>().ReloadAsync(cancellationToken);
                var tenant = call.Service<SmsBridge.Tenants.TenantDirectory>().Find(call.Parsed.GetRequiredValue(id));
                var known = tenant is not null && call.Service<RouteDirectory>().PlanOf(tenant.Id).Accounts.ContainsKey(wanted);
                var tokenFrom = call.Parsed.GetValue(tokenFile);
                var token = tokenFrom is null && known ? null : await SecretInput.ReadAsync(call.Output.Console, tokenFrom, $"Token of account {wanted}", "--token-file", cancellationToken);
                var sharedKey = call.Parsed.GetValue(sharedKeyFile) is { } from ? await SecretInput.ReadAsync(call.Output.Console, from, "Secret of the reports", "--shared-key-file", cancellationToken) : null;
                return await ChangeAsync(call, id, has => has.WithAccount(wanted, before => before with
                {
                    Name = wanted, Provider = call.Parsed.GetValue(provider) ?? before.Provider, AccountId = call.Parsed.GetValue(account) ?? before.AccountId,
                    Sender = call.Parsed.GetValue(sender) ?? before.Sender, Token = token, SharedKey = sharedKey,
                }), cancellationToken);
            },
            judgesBy: ServiceSettings.OfTenants);
    }

    public static Command Set(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), new Argument<string>("NAME") { Description = "Your name for the route; the record has it." });
        var account = new Option<string>("--account") { HelpName = "NAME", Description = "Where it leads: an account, or registered.", Required = true };
        var sender = Text("--sender", "SENDER", "Another sender than the account's.");
        var (country, prefix, kind, group) = (
            Texts("--country", "CC", "Only numbers of this country; may be given again."), Texts("--prefix", "PREFIX", "Only numbers that begin so, e.g. +25470; may be given again."),
            Texts("--event", "EVENT", "Only this event, e.g. LOAN_REPAYMENT or SMS_SEND; may be given again."), Texts("--class", "CLASS", "Only events of this class, e.g. transactional; may be given again."));
        var share = new Option<int?>("--share") { HelpName = "PERCENT", Description = "Only so many percent of those that fit." };
        var price = Text("--max-price", "PRICE", "Only SMS of which a part is known to cost no more by it, e.g. \"USD 0.02\".");
        var at = new Option<int?>("--at") { HelpName = "NUMBER", Description = "Its place, from 1. Without it a new route comes first, and a known one stays where it is." };
        return host.Define(
            new Command("set", "Adds a route, or replaces the one of that name. What fits none goes by the last, which must be for all.") { id, name, account, sender, country, prefix, kind, group, share, price, at },
            (call, cancellationToken) => ChangeAsync(call, id, has => has.WithRoute(call.Parsed.GetValue(at), new RouteRequest
            {
                Name = call.Parsed.GetRequiredValue(name), Account = call.Parsed.GetRequiredValue(account), Sender = call.Parsed.GetValue(sender),
                Countries = call.Parsed.GetValue(country), Prefixes = call.Parsed.GetValue(prefix), Events = call.Parsed.GetValue(kind), Classes = call.Parsed.GetValue(group),
                Share = call.Parsed.GetValue(share), MaxPrice = call.Parsed.GetValue(price),
            }), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    public static Command Rules(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var after = new Option<bool?>("--after-non-delivery") { HelpName = "true|false", Description = "On to the next route after a certain report that an SMS was not delivered." };
        var repeat = new Option<bool?>("--repeat-in-doubt") { HelpName = "true|false", Description = "Send again what nobody can tell about: the client may get it twice. Needs --confirm." };
        var confirm = new Option<bool>("--confirm") { Description = "You know that clients may get an SMS twice." };
        var below = new Option<int?>("--leave-below") { HelpName = "PERCENT", Description = "Leave a route that delivers less; 0: never." };
        var least = new Option<int?>("--leave-least") { HelpName = "NUMBER", Description = "Judge it by so many SMS or more." };
        return host.Define(
            new Command("rules", "What holds for all routes. What is not given stays.") { id, after, repeat, confirm, below, least },
            (call, cancellationToken) => ChangeAsync(call, id, has => has with
            {
                AfterNonDelivery = call.Parsed.GetValue(after) ?? has.AfterNonDelivery,
                RepeatInDoubt = call.Parsed.GetValue(repeat) ?? has.RepeatInDoubt,
                Confirm = call.Parsed.GetValue(confirm),
                LeaveBelow = call.Parsed.GetValue(below) switch { null => has.LeaveBelow, 0 => null, var percent => percent },
                LeaveLeast = call.Parsed.GetValue(least) ?? has.LeaveLeast,
            }, cancellationToken));
    }

    public static Command Remove(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), new Argument<string?>("NAME") { Description = "A route, or an account with all routes to it. With --all: none.", Arity = ArgumentArity.ZeroOrOne });
        var all = new Option<bool>("--all") { Description = "All routes and further accounts: everything goes by the registered account again." };
        return host.Define(new Command("remove", "Ends a route, or an account. SMS under way keep what they were sent with.") { id, name, all }, async (call, cancellationToken) =>
        {
            var (gone, isAll) = (call.Parsed.GetValue(name), call.Parsed.GetValue(all));
            if ((gone is null) != isAll)
            {
                return call.Output.Refuse("Say which one, or --all.", ExitCodes.Usage);
            }

            return await ChangeAsync(call, id, has => isAll ? has with { Accounts = [], Routes = [] } : has.Without(gone!), cancellationToken);
        });
    }

    private static async Task<int> ChangeAsync(VerbCall call, Argument<string> id, Func<RoutesRequest, RoutesRequest?> change, CancellationToken cancellationToken)
    {
        var identifier = call.Parsed.GetRequiredValue(id);
        await call.Service<RouteDirectory>().ReloadAsync(cancellationToken);
        return RouteCommands.Tell(call, identifier, await call.Service<RouteVerbs>().ChangeAsync(Caller.CommandLine, identifier, change, cancellationToken));
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };

    private static Option<string[]?> Texts(string name, string value, string description) => new(name) { HelpName = value, Description = description, AllowMultipleArgumentsPerToken = true };
}
