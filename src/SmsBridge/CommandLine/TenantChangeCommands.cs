using System.CommandLine;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant pause|resume|delete|verify</c>.</summary>
internal static class TenantChangeCommands
{
    public static Command Pause(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var reason = new Option<string?>("--reason") { HelpName = "TEXT", Description = "Why, for whoever looks next." };
        return host.Define(new Command("pause", "The tenant's events are accepted and wait, until it is resumed.") { id, reason }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(id);
            var outcome = await call.Service<TenantVerbs>().PauseAsync(Caller.CommandLine, identifier, call.Parsed.GetValue(reason));
            return TellState(call, identifier, outcome, now => outcome is Outcome.Done
                ? $"Tenant {identifier} is paused: its events are accepted and wait. Resume it with: {Verbs.Program} tenant resume {identifier}"
                : $"Tenant {identifier} is paused already, since {VerbOutput.At(now.Pause?.Since)}.");
        });
    }

    public static Command Resume(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(new Command("resume", "What waited goes out, in order of arrival; what is too old by now is given up.") { id }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(id);
            var outcome = await call.Service<TenantVerbs>().ResumeAsync(Caller.CommandLine, identifier);
            return TellState(call, identifier, outcome, _ => outcome is Outcome.Done
                ? $"Tenant {identifier} is resumed: what waited goes out, in order of arrival, and what is too old by now is given up."
                : $"Tenant {identifier} is not paused.");
        });
    }

    public static Command Delete(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var yes = new Option<bool>("--yes") { Description = "Do not ask for the identifier again." };
        return host.Define(
            new Command("delete", "Ends a tenant's keys and secrets; its log stays, what waits is not sent.") { id, yes },
            (call, cancellationToken) => DeleteAsync(call, call.Parsed.GetRequiredValue(id), call.Parsed.GetValue(yes), cancellationToken));
    }

    public static Command Verify(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(
            new Command("verify", "Checks everything between the core, the bridge and the provider, and says what to do; changes nothing. Exit code 3 when something is wrong.") { id },
            async (call, cancellationToken) =>
            {
                var identifier = call.Parsed.GetRequiredValue(id);
                if (await call.Service<TenantExamination>().VerifyAsync(Caller.CommandLine, identifier, cancellationToken) is not Examined { Report: var report })
                {
                    return call.Output.RefuseUnknown(identifier);
                }

                call.Output.Result(report, ResultJson.Of.DoctorView, view => Reports.Tell(call.Output, view));
                return report.Checks.Any(check => check.IsTrouble) ? ExitCodes.CheckFailed : ExitCodes.Done;
            },
            judgesBy: ServiceSettings.OfTenants);
    }

    private static async Task<int> DeleteAsync(VerbCall call, string identifier, bool yes, CancellationToken cancellationToken)
    {
        var output = call.Output;
        if (call.Service<TenantDirectory>().Find(identifier) is null)
        {
            return output.RefuseUnknown(identifier);
        }

        var typed = yes ? identifier : await output.AskAsync(
            $"This ends all keys of tenant {identifier}, and what waits is not sent. Type its identifier to go on (--yes does not ask):", cancellationToken);
        var outcome = await call.Service<TenantVerbs>().DeleteAsync(Caller.CommandLine, identifier, typed);
        if (outcome is Outcome.Refused { Field: not null })
        {
            return output.Refuse("That is not the identifier. Nothing was deleted.");
        }

        output.Result(
            new TenantChangedView(identifier, outcome is Outcome.Done, "deleted", Pause: null), ResultJson.Of.TenantChangedView,
            _ => output.Line($"Tenant {identifier} is deleted: its keys and secrets are gone, its log stays."));
        output.Hint($"The core is told nothing: delete its hook there, or its next event is refused.");
        return ExitCodes.Done;
    }

    private static int TellState(VerbCall call, string identifier, Outcome outcome, Func<Tenant, string> words)
    {
        if (outcome is Outcome.NotFound)
        {
            return call.Output.RefuseUnknown(identifier);
        }

        if (call.Service<TenantDirectory>().Find(identifier) is not { } now)
        {
            return call.Output.Refuse($"Tenant {identifier} has just been deleted.");
        }

        call.Output.Result(
            new TenantChangedView(identifier, outcome is Outcome.Done, now.State, PauseView.Of(now.Pause)), ResultJson.Of.TenantChangedView,
            _ => call.Output.Line(words(now)));
        return ExitCodes.Done;
    }
}
