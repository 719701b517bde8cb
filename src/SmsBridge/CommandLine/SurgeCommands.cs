using System.CommandLine;
using System.Globalization;
using SmsBridge.Holding;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge surge …</c>: what is held because far more than usual came.</summary>
internal static class SurgeCommands
{
    public static Command Create(VerbHost host) =>
        new("surge", "What is held because far more than usual came at once. Works while the service runs, which sends what is released.")
        {
            List(host),
            Decide(host, "release", "All that is held goes out, oldest first; what is too old by now is given up.", static (verbs, tenant, token) => verbs.ReleaseAsync(Caller.CommandLine, tenant, token)),
            Decide(host, "cancel", "All that is held is given up. It stays on the record, and each can be sent anew.", static (verbs, tenant, token) => verbs.CancelAsync(Caller.CommandLine, tenant, token)),
            Rule(host),
        };

    private static Command List(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("list", "How many are held, in how many parts, which, and since when.") { tenant }, async (call, cancellationToken) =>
        {
            var found = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(tenant), cancellationToken);
            Show(call, await call.Service<SurgeViews>().OfAsync(found, cancellationToken));
            return ExitCodes.Done;
        }, judgesBy: ServiceSettings.OfHolding);
    }

    private static Command Decide(VerbHost host, string name, string description, Func<SurgeVerbs, string, CancellationToken, Task<Outcome>> act)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command(name, description) { tenant }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await act(call.Service<SurgeVerbs>(), identifier, cancellationToken));
        });
    }

    private static Command Rule(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        var rule = new Argument<string>("RULE") { Description = "on or off." };
        rule.AcceptOnlyFromAmong("on", "off");
        var floor = new Option<long?>("--floor") { HelpName = "NUMBER", Description = "So many events with a text in an hour pass in any case; Holding:SurgeFloor when not given." };
        var times = new Option<long?>("--times") { HelpName = "NUMBER", Description = "So many times of what is usual at that hour pass; Holding:SurgeTimes when not given." };
        return host.Define(new Command("rule", "Whether the gate is on for a tenant, and what it lets pass.") { rule, tenant, floor, times }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            var request = new SurgeRuleRequest(call.Parsed.GetRequiredValue(rule) == "on", call.Parsed.GetValue(floor), call.Parsed.GetValue(times));
            return TextChangeCommands.Tell(call, identifier, await call.Service<SurgeVerbs>().RuleAsync(Caller.CommandLine, identifier, request));
        }, judgesBy: ServiceSettings.OfHolding);
    }

    private static void Show(VerbCall call, SurgeView view) =>
        call.Output.Result(view, ResultJson.Of.SurgeView, surge =>
        {
            call.Output.Field("Gate", surge.Enabled ? FormattableString.Invariant($"on: {surge.Floor} in an hour pass, or {surge.Times} times the usual{(surge.OpenWords is { } open ? $"; {open}" : "")}")
                : surge.Held > 0 ? "off: nothing more is held, and what is held waits for a decision" : "off");
            call.Output.Field("Held", $"{surge.Amount.SmsWords}, {surge.Amount.PartsWords}");
            call.Output.Field("Events", surge.Amount.OfCounted + string.Join(", ", surge.Events.Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value}"))));
            if (surge.Sample.Count > 0)
            {
                call.Output.Table(["Message", "Event", "Received", "Client", "Record"], surge.Sample.Select(held => new[]
                {
                    Number(held.EventId), held.Event, VerbOutput.At(held.ReceivedAt), Number(held.ClientId), Number(held.ResourceId),
                }));
            }

            if (surge.Hours.Count > 0)
            {
                call.Output.Table(["Hour", "State", "Events, at least", "Usual", "Allowed", "Decided by"], surge.Hours.Select(hour => new[]
                {
                    VerbOutput.At(hour.From), hour.State, Number(hour.Events), Number(hour.Usual), Number(hour.Allowed), hour.DecidedBy,
                }));
            }
        });

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
