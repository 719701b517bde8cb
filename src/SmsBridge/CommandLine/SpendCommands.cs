using System.CommandLine;
using System.Globalization;
using SmsBridge.Holding.Spending;
using SmsBridge.Operators;
using SmsBridge.Prices;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge spend …</c>: what a tenant's SMS may cost in a month.</summary>
internal static class SpendCommands
{
    public static Command Create(VerbHost host) =>
        new("spend", "What a tenant's SMS may cost in a month, and what they cost so far. Works while the service runs, which sends what is released.")
        {
            Show(host),
            Set(host),
            Act(host, "off", "There is no cap any more, and what it held goes on.",
                static (verbs, tenant, token) => verbs.CapAsync(Caller.CommandLine, tenant, new SpendCapRequest(Enabled: false), token)),
            Act(host, "release", "All that the cap holds goes out in spite of it; what is too old by now is given up.", static (verbs, tenant, token) => verbs.ReleaseAsync(Caller.CommandLine, tenant, token)),
            Act(host, "cancel", "All that the cap holds is given up. It stays on the record, and each can be sent anew.", static (verbs, tenant, token) => verbs.CancelAsync(Caller.CommandLine, tenant, token)),
        };

    private static Command Show(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("show", "What is spent of the cap, what it will be by the end of the month, and what waits.") { tenant }, async (call, cancellationToken) =>
        {
            var found = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(tenant), cancellationToken);
            call.Output.Result(await call.Service<SpendViews>().OfAsync(found, cancellationToken), ResultJson.Of.SpendView, view => Tell(call.Output, view));
            return ExitCodes.Done;
        });
    }

    private static Command Set(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        var amount = new Option<string>("--amount") { HelpName = "AMOUNT", Description = "What a month's SMS may cost, such as 500.00.", Required = true };
        var currency = new Option<string>("--currency") { HelpName = "CODE", Description = "Its three letters, such as USD. What costs in another one does not count.", Required = true };
        var promotional = new Option<int?>("--promotional") { HelpName = "PERCENT", Description = "Of the cap, at which promotional texts stop; 80 when not given." };
        var service = new Option<int?>("--service") { HelpName = "PERCENT", Description = "Of the cap, at which service and collection texts stop; 95 when not given." };
        var zone = new Option<string?>("--zone") { HelpName = "ZONE", Description = "By whose clock its months begin, such as Africa/Nairobi; the tenant's, where it has told one, when not given." };
        return host.Define(new Command("set", "Sets the cap. What an earlier one held is judged anew.") { tenant, amount, currency, promotional, service, zone }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            await TextCommands.TenantOfAsync(call, identifier, cancellationToken); // reads its quiet hours: their clock
            var request = new SpendCapRequest(
                Enabled: true, call.Parsed.GetRequiredValue(amount), call.Parsed.GetRequiredValue(currency), call.Parsed.GetValue(promotional), call.Parsed.GetValue(service), call.Parsed.GetValue(zone));
            return TextChangeCommands.Tell(call, identifier, await call.Service<SpendVerbs>().CapAsync(Caller.CommandLine, identifier, request, cancellationToken));
        });
    }

    private static Command Act(VerbHost host, string name, string description, Func<SpendVerbs, string, CancellationToken, Task<Outcome>> act)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command(name, description) { tenant }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await act(call.Service<SpendVerbs>(), identifier, cancellationToken));
        });
    }

    private static void Tell(VerbOutput output, SpendView view)
    {
        if (!view.Enabled)
        {
            output.Field("Cap", "none");
            return;
        }

        output.Field("Cap", FormattableString.Invariant(
            $"{view.Currency} {view.Amount} a month, by the clock of {view.Zone}; promotional texts stop at {view.PromotionalShare} %, service and collection at {view.ServiceShare} %, those about money at {SpendCap.Whole} %"));
        output.Field("Spent", $"{view.Currency} {view.Spent} in {view.Month}, of which {view.Estimated} estimated{(view.Counting ? "; what was sent before the cap was set is being counted yet" : "")}");
        output.Field("Does not count", NotCounted(view));
        output.Field("Forecast", view.Forecast is null ? "not before a day of the month is over" : $"{view.Currency} {view.Forecast} by the end of the month{(view.ReachedAt is { } at ? $"; the cap is reached {VerbOutput.At(at)}" : "")}");
        output.Field("Stopped", view.Stopped.Count == 0 ? "nothing" : $"{string.Join(", ", view.Stopped)} texts");
        output.Field("Held", FormattableString.Invariant($"{(view.HeldMore ? "more than " : "")}{view.Held} SMS"));
        if (view.Events.Count > 0)
        {
            output.Table(["Event", "SMS", "Spent", "Per SMS", "Forecast", "Held"], view.Events.Select(each => new[] { each.Event, Number(each.Sms), each.Spent, each.PerSms, each.Forecast, Number(each.Held) }));
        }
    }

    private static string? NotCounted(SpendView view)
    {
        var parts = view.OtherCurrencies.Select(other => $"{other.Key} {other.Value}").ToList();
        if (view.UnpricedSms > 0)
        {
            parts.Add($"{Number(view.UnpricedSms)} SMS without a price");
        }

        return parts.Count == 0 ? null : string.Join(", ", parts);
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
