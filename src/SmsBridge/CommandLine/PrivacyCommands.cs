using System.CommandLine;
using System.Text;
using System.Text.Json;
using SmsBridge.Operators;
using SmsBridge.Privacy;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge privacy …</c>: what is held of one client.</summary>
internal static class PrivacyCommands
{
    public static Command Create(VerbHost host) =>
        new("privacy", "What is held of one client: all of it as a file, or erased. Works while the service runs.") { Export(host), Erase(host), Vacuum(host) };

    private static Command Export(VerbHost host)
    {
        var (tenant, client) = (TenantCommands.Option("Whose client."), Client());
        var to = new Option<string?>("--to") { HelpName = "FILE", Description = "Into a new file that only this user can read, instead of to the screen." };
        return host.Define(new Command("export", "Everything held of a client, as JSON; numbers and texts are whole. On the audit.") { tenant, client, to }, async (call, cancellationToken) =>
        {
            var (identifier, path) = (call.Parsed.GetRequiredValue(tenant), call.Parsed.GetValue(to));
            if (path is not null && Path.Exists(path))
            {
                return call.Output.Refuse($"{path} exists already. Nothing was exported.");
            }

            var outcome = await call.Service<ExportVerbs>().ExportAsync(Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(client), cancellationToken);
            if (outcome is not ClientExported exported)
            {
                return TextChangeCommands.Tell(call, identifier, outcome);
            }

            var json = JsonSerializer.Serialize(exported.Export, ResultJson.Of.ClientExport);
            if (path is null)
            {
                await call.Output.Console.Out.WriteLineAsync(json); // whether --json is given or not: it has no other form, and escapes what would steer a terminal
                return ExitCodes.Done;
            }

            PrivateFile.Create(path);
            await File.WriteAllTextAsync(path, json + "\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
            call.Output.Hint($"{exported.Words} Written to {path}: names and whole numbers are in it.");
            return ExitCodes.Done;
        });
    }

    private static Command Erase(VerbHost host)
    {
        var (tenant, client) = (TenantCommands.Option("Whose client."), Client());
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Required = true, Description = "Why; on the audit. Do not name the client in it." };
        var yes = new Option<bool>("--yes") { Description = "Do it. Without it, it is only said what would be done." };
        return host.Define(new Command("erase", "Takes a client's numbers, texts, notes and raw hooks out for good. What waits to be sent is cancelled first.") { tenant, client, reason, yes }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            var outcome = await call.Service<ErasureVerbs>().EraseAsync(
                Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(client), call.Parsed.GetRequiredValue(reason), call.Parsed.GetValue(yes), cancellationToken);
            if (outcome is not ErasureOutcome { View: var done })
            {
                return TextChangeCommands.Tell(call, identifier, outcome);
            }

            call.Output.Result(done, ResultJson.Of.ErasureView, view => view.Sentences().ToList().ForEach(call.Output.Line));
            if (!done.Done)
            {
                call.Output.Hint("To do it: the same with --yes.");
            }

            return done.Done && done.UnderWay + done.NoticesLeft > 0 ? ExitCodes.TryAgain : ExitCodes.Done;
        });
    }

    private static Command Vacuum(VerbHost host) =>
        host.Define(
            new Command("vacuum", "Writes the database file anew, so that nothing is left in it of what was deleted or replaced. Hooks wait meanwhile: best at a quiet hour, or while the service is stopped."),
            async (call, _) =>
            {
                var outcome = await call.Service<ErasureVerbs>().RewriteAsync(Caller.CommandLine);
                var words = outcome switch { Outcome.Done done => done.Words, Outcome.Refused refused => refused.Words, _ => "" };
                call.Output.Result(new VacuumView(outcome is Outcome.Done, words), ResultJson.Of.VacuumView, view => call.Output.Line(view.Words));
                return ExitCodes.Done;
            });

    private static Option<long> Client() => new("--client") { HelpName = "NUMBER", Description = "The client's number in the core.", Required = true };
}
