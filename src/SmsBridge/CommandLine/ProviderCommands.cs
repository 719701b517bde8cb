using System.CommandLine;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Reports;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Web;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge provider …</c>: the ways out that this bridge knows.</summary>
internal static class ProviderCommands
{
    public static Command Create(VerbHost host) =>
        new("provider", "SMS providers: which there are, where they report, and one call to try.") { List(host), Address(host), Try(host) };

    private static Command List(VerbHost host) =>
        host.Define(new Command("list", "The names that a registration may give as SMS Provider."), (call, _) =>
        {
            var names = call.Service<SmsGateways>().Providers.Order(StringComparer.Ordinal).ToList();
            call.Output.Result(new ProviderListView(names), ResultJson.Of.ProviderListView, view => view.Providers.ToList().ForEach(call.Output.Line));
            return Task.FromResult(ExitCodes.Done);
        });

    private static Command Address(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var account = FurtherAccount();
        return host.Define(
            new Command("address", "Where the tenant's provider is to report and to bring clients' replies; for providers that are told on their own site. Keep it secret: who knows it is believed.") { id, account },
            async (call, cancellationToken) =>
            {
                var identifier = call.Parsed.GetRequiredValue(id);
                if (call.Service<TenantDirectory>().Find(identifier) is not { } tenant)
                {
                    return call.Output.RefuseUnknown(identifier);
                }

                if (call.Service<IOptions<BridgeOptions>>().Value.PublicBase is not { } ours)
                {
                    return call.Output.Refuse("Bridge:PublicUrl is not set: nobody could reach the bridge under any address.", ExitCodes.Settings);
                }

                await call.Service<RouteDirectory>().ReloadAsync(cancellationToken);
                var provider = ProviderOf(tenant, call.Service<RouteDirectory>().PlanOf(tenant.Id), call.Parsed.GetValue(account));
                if (!call.Service<SmsGateways>().All.OfType<IReportReader>().Any(reader => reader.Provider == provider))
                {
                    return call.Output.Refuse($"{provider} needs no address: it is told with each SMS, or reports nothing.");
                }

                var address = call.Service<ReportAddresses>().Of(ours, provider, identifier).AbsoluteUri;
                call.Output.Result(new ProviderAddressView(identifier, provider, address), ResultJson.Of.ProviderAddressView, view => call.Output.Line(view.Address));
                return ExitCodes.Done;
            },
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Option<string?> FurtherAccount() => new("--account") { HelpName = "NAME", Description = "Of a further account of the tenant, by its name; without it the registered one's." };

    /// <exception cref="RefusedException">It has no such account.</exception>
    public static string ProviderOf(Tenant tenant, RoutePlan plan, string? account) =>
        account is null or SmsBridge.Routes.Route.Registered ? tenant.Settings.Provider
        : plan.Accounts.TryGetValue(account, out var further) ? further.Provider
        : throw new RefusedException($"{tenant.Identifier} has no account {account}. See: {Verbs.Program} route list {tenant.Identifier}");

    private static Command Try(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var account = FurtherAccount();
        var to = new Argument<string>("NUMBER") { Description = "To whom, with country code: +254712345678." };
        var text = new Option<string>("--text") { HelpName = "TEXT", Description = "What it says.", DefaultValueFactory = _ => "Test of SmsBridge: SMS reach this number." };
        var send = new Option<bool>("--send") { Description = "Make the call: an SMS goes out and may cost money. Without it the call is only shown." };
        return host.Define(
            new Command("try", "Shows the call that a described gateway would get for an SMS of this tenant; with --send makes it, and shows answer and verdict. It is no message of the record.")
            {
                id, to, account, text, send,
            },
            (call, cancellationToken) => call.Service<ProviderTryVerb>().RunAsync(
                call.Output, call.Parsed.GetRequiredValue(id), call.Parsed.GetValue(account),
                Msisdn.IsE164(call.Parsed.GetRequiredValue(to))
                    ? Msisdn.FromE164(call.Parsed.GetRequiredValue(to))
                    : throw new RefusedException("Give the number with + and country code, digits only: +254712345678.", ExitCodes.Usage),
                call.Parsed.GetRequiredValue(text), call.Parsed.GetValue(send), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }
}
