using System.CommandLine;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge events …</c>: external events of the cores.</summary>
internal static class EventCommands
{
    public static Command Create(VerbHost host) => new("events", "External events of the cores, by Kafka or AMQP.") { Examine(host), Enable(host), Parked(host) };

    private static Command Examine(VerbHost host) =>
        host.Define(
            new Command("doctor", "Checks the brokers, what waits there, and which events a core does not publish that a text waits for; changes nothing. Exit code 3 when something is wrong."),
            async (call, cancellationToken) =>
            {
                var found = await call.Service<EventsDoctor>().ExamineAsync(cancellationToken);
                call.Output.Result(found, ResultJson.Of.EventsView, view => Reports.Tell(call.Output, view));
                return found.Checks.Any(check => check.IsTrouble) ? ExitCodes.CheckFailed : ExitCodes.Done;
            },
            judgesBy: EventSections);

    private static Command Enable(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(
            new Command("enable", "Switches on, in the tenant's core, the external events that its texts wait for.") { id },
            async (call, cancellationToken) =>
            {
                var identifier = call.Parsed.GetRequiredValue(id);
                return TextChangeCommands.Tell(call, identifier, await call.Service<EventsEnabling>().EnableAsync(Caller.CommandLine, identifier, cancellationToken));
            },
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Command Parked(VerbHost host) =>
        host.Define(new Command("parked", "Messages that were set aside, the latest hundred: not readable, or of a tenant that is not registered here.") { Drop(host), Again(host) }, async (call, _) =>
        {
            call.Output.Result(await call.Service<EventsDoctor>().ParkedAsync(), ResultJson.Of.ParkedListView, view => Tell(call.Output, view));
            return ExitCodes.Done;
        });

    private static Command Drop(VerbHost host)
    {
        var tenant = new Option<string?>("--tenant") { HelpName = "NAME", Description = "Only messages that name this tenant, registered or not." };
        var all = new Option<bool>("--all") { Description = "All of them." };
        var command = new Command("drop", "Drops messages that were set aside, with their bytes: nobody is told of what they tell.") { tenant, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(tenant) is not null))
            {
                result.AddError("Say which: --tenant NAME, or --all.");
            }
        });
        return host.Define(command, async (call, _) => Tell(call, await call.Service<ParkedVerbs>().DropAsync(Actor.CommandLine, call.Parsed.GetValue(tenant))));
    }

    private static Command Again(VerbHost host) =>
        host.Define(
            new Command("again", "Takes messages that were set aside once more, when their tenant is registered, say, or a newer bridge can read them."),
            async (call, cancellationToken) => Tell(call, await call.Service<ParkedVerbs>().AgainAsync(Actor.CommandLine, cancellationToken)), judgesBy: ServiceSettings.OfTenants);

    private static int Tell(VerbCall call, Outcome outcome) => ChangedView.Tell(call, identifier: "", outcome) ?? ExitCodes.Failed;

    private static readonly string[] EventSections = ["ExternalEvents", "Schedules"];

    private static void Tell(VerbOutput output, ParkedListView list)
    {
        if (list.Messages.Count == 0)
        {
            output.Line("All that came could be read.");
            return;
        }

        output.Table(["Parked", "Broker", "Place", "Tenant", "Problem"], list.Messages.Select(row => new[] { VerbOutput.At(row.ParkedAt), row.Broker, row.Place, row.Tenant, row.Problem }));
    }
}
