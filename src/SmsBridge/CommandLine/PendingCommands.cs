using System.CommandLine;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant pending|approve|refuse</c>: what can be typed.</summary>
internal static class PendingCommands
{
    public static Command List(VerbHost host) =>
        host.Define(
            new Command("pending", "Registrations that ask for another provider account and proved no more than a login: they wait for a yes."),
            (call, cancellationToken) => call.Service<PendingVerbs>().ListAsync(call.Output, cancellationToken));

    public static Command Decide(VerbHost host, bool approve)
    {
        var number = new Argument<long>("NUMBER") { Description = "As tenant pending shows it." };
        return host.Define(
            approve
                ? new Command("approve", "The core gets its key when it registers again, with its next event; until then nothing changes.") { number }
                : new Command("refuse", "Takes it off the list. It may come again.") { number },
            (call, _) => call.Service<PendingVerbs>().DecideAsync(call.Output, call.Parsed.GetRequiredValue(number), approve));
    }
}
