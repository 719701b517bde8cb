using System.CommandLine;
using System.Globalization;
using SmsBridge.Holding;
using SmsBridge.Operators;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge import …</c>: what comes is recorded and told to nobody, while old records are brought into a core.</summary>
internal static class ImportCommands
{
    public static Command Create(VerbHost host) =>
        new("import", "While old records are brought into a tenant's core: what comes is recorded, and nobody is told of it.") { List(host), Pause(host), End(host) };

    private static Command List(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("list", "The tenant's import pauses, newest first.") { tenant }, async (call, cancellationToken) =>
        {
            var found = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(tenant), cancellationToken);
            call.Output.Result(await call.Service<ImportPauseVerbs>().ListAsync(found, cancellationToken), ResultJson.Of.ImportPausesView, view =>
            {
                call.Output.Field("Import pause", view.InForce ? "in force: nobody is told of what comes" : "none now");
                if (view.Pauses.Count > 0)
                {
                    call.Output.Table(["From", "Until", "Set by", "Note"], view.Pauses.Select(pause => new[]
                    {
                        VerbOutput.At(pause.From), pause.Until is { } until ? VerbOutput.At(until) : "it is ended", pause.By, pause.Note,
                    }));
                }
            });
            return ExitCodes.Done;
        });
    }

    private static Command Pause(VerbHost host)
    {
        var (tenant, from, until) = (TenantCommands.Option(), Time("--from", "From when on, at most seven days ago; now when not given."), Time("--until", "Until when; until import end when not given."));
        var note = new Option<string?>("--note") { HelpName = "TEXT", Description = "Why, for whoever looks next." };
        return host.Define(new Command("pause", "From now on, or from a time, what comes is recorded and told to nobody.") { tenant, from, until, note }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            var request = new ImportPauseRequest(call.Parsed.GetValue(from), call.Parsed.GetValue(until), call.Parsed.GetValue(note));
            return TextChangeCommands.Tell(call, identifier, await call.Service<ImportPauseVerbs>().StartAsync(Caller.CommandLine, identifier, request));
        });
    }

    private static Command End(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("end", "Clients are told again of what comes from now on.") { tenant }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await call.Service<ImportPauseVerbs>().EndAsync(Caller.CommandLine, identifier));
        });
    }

    /// <summary>A moment; without an offset it is UTC.</summary>
    internal static Option<DateTimeOffset?> Time(string name, string description) =>
        new(name)
        {
            HelpName = "TIME", Description = description,
            CustomParser = result =>
            {
                if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                {
                    return time;
                }

                result.AddError($"{name} must be a time such as 2026-11-21T08:00:00Z.");
                return null;
            },
        };
}
