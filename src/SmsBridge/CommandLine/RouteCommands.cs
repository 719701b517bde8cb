using System.CommandLine;
using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Routes;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge route …</c>: a tenant's ways out.</summary>
internal static class RouteCommands
{
    public static Command Create(VerbHost host) =>
        new("route", "A tenant's ways out: further accounts at providers, and which SMS goes by which. The running service follows within seconds.")
        {
            List(host), RouteChangeCommands.Account(host), RouteChangeCommands.Set(host), RouteChangeCommands.Rules(host), RouteChangeCommands.Remove(host), Off(host), Release(host),
        };

    public static int Tell(VerbCall call, string identifier, Outcome outcome) =>
        ChangedView.Tell(call, identifier, outcome) ?? outcome switch
        {
            Outcome.Asks asks => call.Output.Refuse($"Nothing was changed. {asks.Ends} To do it all the same, add --confirm."),
            Outcome.NotNow notNow => call.Output.Refuse(notNow.Words, ExitCodes.TryAgain),
            Outcome.Refused refused => call.Output.Refuse(refused.Field is null ? refused.Words : $"{refused.Field}: {refused.Words}"),
            _ => call.Output.RefuseUnknown(identifier),
        };

    private static Command List(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(new Command("list", "The accounts, the routes in the order in which they are tried, what a part costs by each, the share delivered of its SMS of the last six hours, and what is left out now. No secret is shown.") { id }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(id);
            if (call.Service<TenantDirectory>().Find(identifier) is not { } tenant)
            {
                return call.Output.RefuseUnknown(identifier);
            }

            await call.Service<RouteDirectory>().ReloadAsync(cancellationToken);
            call.Output.Result(await call.Service<RouteViews>().OfAsync(tenant, cancellationToken), ResultJson.Of.RoutesView, view => Show(call.Output, view));
            return ExitCodes.Done;
        });
    }

    private static Command Off(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), new Argument<string>("NAME") { Description = "Of the route." });
        return host.Define(new Command("off", "Lets nothing go by a route until it is taken up again (release). Refused for the last one that is for all SMS.") { id, name }, async (call, cancellationToken) =>
        {
            await call.Service<RouteDirectory>().ReloadAsync(cancellationToken);
            var identifier = call.Parsed.GetRequiredValue(id);
            return Tell(call, identifier, await call.Service<RouteVerbs>().SwitchOffAsync(Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(name), cancellationToken));
        });
    }

    private static Command Release(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var name = new Argument<string>("NAME") { Description = "Of the account or the route." };
        return host.Define(new Command("release", "Takes an account or a route up again that is left out.") { id, name }, async (call, cancellationToken) =>
        {
            await call.Service<RouteDirectory>().ReloadAsync(cancellationToken);
            var identifier = call.Parsed.GetRequiredValue(id);
            return Tell(call, identifier, await call.Service<RouteVerbs>().ReleaseAsync(Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(name)));
        });
    }

    private static void Show(VerbOutput output, RoutesView view)
    {
        output.Table(["Account", "Provider", "Id", "Sender", "Left out"], view.Accounts.Select(account => new[]
        {
            account.Name, account.Provider, account.AccountId, account.Sender, account.Hold?.Explanation,
        }));
        if (view.Routes.Count == 0)
        {
            output.Line("No routes: everything goes by the registered account.");
            return;
        }

        output.Table(["Route", "Account", "Sender", "Countries", "Prefixes", "Events", "Classes", "Share", "Up to", "A part costs", "Delivered", "Left out"], view.Routes.Select(route => new[]
        {
            route.Name, route.Account, route.Sender, string.Join(' ', route.Countries), string.Join(' ', route.Prefixes), string.Join(' ', route.Events), string.Join(' ', route.Classes),
            route.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share} %") : null, route.MaxPrice, string.Join(", ", route.Prices),
            route.Delivered is { } delivered ? string.Create(CultureInfo.InvariantCulture, $"{delivered.Percent} % of {delivered.Settled}") : null, route.Hold?.Explanation,
        }));
        output.Field("After a non-delivery", view.AfterNonDelivery ? "on to the next route" : "no other route");
        output.Field("In doubt", view.RepeatInDoubt ? "sent again, perhaps twice" : "never sent again by itself");
        output.Field("A route is left", view.LeaveBelow is { } below ? string.Create(CultureInfo.InvariantCulture, $"below {below} % of {view.LeaveLeast} SMS or more") : "never for how it delivers");
    }
}
