using System.CommandLine;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge events …</c>: external events of the cores.</summary>
internal static class EventCommands
{
    public static Command Create(VerbHost host) => new("events", "External events of the cores, by Kafka.") { Examine(host), Enable(host), Parked(host) };

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
        host.Define(new Command("parked", "Messages that could not be read, the latest hundred."), async (call, _) =>
        {
            call.Output.Result(await call.Service<EventsDoctor>().ParkedAsync(), ResultJson.Of.ParkedListView, view => Tell(call.Output, view));
            return ExitCodes.Done;
        });

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
