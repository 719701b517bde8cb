using System.CommandLine;
using Microsoft.Extensions.Options;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Receipts;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant opt-in</c>: a client who opted out wants SMS again, and no START of theirs arrives.</summary>
internal static class OptInCommand
{
    public static Command Create(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var number = new Argument<string>("NUMBER") { Description = "The client's, with its country code or as the tenant's region writes it." };
        var reason = new Option<string>("--reason") { HelpName = "TEXT", Required = true, Description = "How the client asked for it; on the audit." };
        return host.Define(new Command("opt-in", "Lifts a client's opt-out, when the client asked for SMS again.") { id, number, reason }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(id);
            var outcome = await call.Service<OptOutVerbs>().LiftAsync(
                Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(number), call.Parsed.GetRequiredValue(reason), call.Service<IOptions<NumberOptions>>().Value.DefaultRegion);
            return ChangedView.Tell(call, identifier, outcome)
                ?? (outcome is Outcome.Refused refused ? call.Output.Refuse($"{refused.Field}: {refused.Words}") : call.Output.RefuseUnknown(identifier));
        });
    }
}
