using System.CommandLine;
using SmsBridge.Alarms;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge alarms …</c>: who is told what needs attention.</summary>
internal static class AlarmCommands
{
    public static Command Create(VerbHost host) => new("alarms", "Who is told what needs attention. They stand in the settings, under Alarms:Receivers.") { List(host), Test(host) };

    private static Command List(VerbHost host) =>
        host.Define(new Command("list", "Who is told, of what, and whether it arrives. Addresses are not shown."), async (call, cancellationToken) =>
        {
            call.Output.Result(await call.Service<AlarmVerbs>().ListAsync(cancellationToken), ResultJson.Of.AlarmReceiversView, view =>
                call.Output.Table(["Name", "By", "Tenants", "Urgent only", "After", "Last told", "Not reached since", "Why"], view.Receivers.Select(receiver => new[]
                {
                    receiver.Name, receiver.Kind, receiver.Tenants.Count == 0 ? "all" : string.Join(", ", receiver.Tenants), receiver.UrgentOnly ? "yes" : "no",
                    receiver.AfterSeconds == 0 ? "at once" : TimeSpan.FromSeconds(receiver.AfterSeconds).ToString("c", System.Globalization.CultureInfo.InvariantCulture),
                    receiver.LastToldAt is { } told ? DoctorWords.At(told) : "never", receiver.FailingSince is { } failing ? DoctorWords.At(failing) : null, receiver.Error,
                })));
            return ExitCodes.Done;
        }, judgesBy: ServiceSettings.OfAlarms);

    private static Command Test(VerbHost host)
    {
        var name = new Argument<string?>("NAME") { Description = "Of one receiver; without it all are told.", Arity = ArgumentArity.ZeroOrOne };
        return host.Define(new Command("test", "Tells a receiver, or all, that this is a test.") { name }, async (call, cancellationToken) =>
        {
            switch (await call.Service<AlarmVerbs>().TestAsync(Caller.CommandLine, call.Parsed.GetValue(name), cancellationToken))
            {
                case Outcome.Done done:
                    call.Output.Result(new AlarmTestView(done.Words), ResultJson.Of.AlarmTestView, view => call.Output.Line(view.Words));
                    return ExitCodes.Done;
                case Outcome.NotFound missing:
                    return call.Output.Refuse(missing.Words);
                case Outcome.Refused refused:
                    return call.Output.Refuse(refused.Words, refused is Outcome.NotNow ? ExitCodes.TryAgain : ExitCodes.Failed);
                default:
                    throw new InvalidOperationException("The command line may do everything.");
            }
        }, judgesBy: ServiceSettings.OfAlarms);
    }
}
