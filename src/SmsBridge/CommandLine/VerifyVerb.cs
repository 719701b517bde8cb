using System.CommandLine;
using SmsBridge.Insight.RecordChecks;

namespace SmsBridge.CommandLine;

/// <param name="Sound">All of it holds.</param>
internal sealed record VerifyView(bool Sound, IReadOnlyList<RecordFinding> Checks);

/// <summary><c>smsbridge verify</c>: of the live database, or of one that was put back.</summary>
internal static class VerifyVerb
{
    public static Command Create(VerbHost host) => host.Define(
        new Command("verify", "Checks whether the record is whole: the file, and that every event and every SMS is accounted for. Reads all of it; the service may run. Exit code 3: something is not as it should be."),
        async (call, cancellationToken) =>
        {
            var checks = await Task.Run(() => call.Service<RecordCheck>().Run(cancellationToken).ToList(), cancellationToken);
            var view = new VerifyView(checks.TrueForAll(check => check.Exceptions == 0), checks);
            call.Output.Result(view, ResultJson.Of.VerifyView, told => Tell(call.Output, told));
            return view.Sound ? ExitCodes.Done : ExitCodes.CheckFailed;
        });

    private static void Tell(VerbOutput output, VerifyView view)
    {
        foreach (var check in view.Checks)
        {
            output.Line(check.Exceptions == 0 ? $"[ok]   {check.Holds}" : $"[FAIL] {check.Holds} Not so: {check.Exceptions}, the first is {check.First}.");
        }

        output.Line(view.Sound ? "The record is whole." : "The record is not whole. Keep a copy of the database as it is, and report what stands above.");
    }
}
