using SmsBridge.Doctor;
using SmsBridge.Insight.EventLog;

namespace SmsBridge.CommandLine;

/// <summary>Reports of <c>verify</c> and <c>connect</c> in words, for any width and without colour.</summary>
internal static class Reports
{
    public static void Tell(VerbOutput output, DoctorView report)
    {
        output.Line($"Tenant {report.TenantId} is {report.State}.");
        output.Line();
        Tell(output, report.Checks);
        if (report.CoreCalls is { } calls)
        {
            output.Line();
            output.Line($"Payload URL for the hook, the same for every version: {calls.PayloadUrl}");
            foreach (var version in calls.ByVersion)
            {
                output.Line($"  {version.Versions}: events to {version.Events}, registration to {version.Registration}");
            }
        }

        TellNext(output, report.Next);
    }

    public static void Tell(VerbOutput output, EventsView report)
    {
        Tell(output, report.Checks);
        TellNext(output, report.Next);
    }

    public static void Tell(VerbOutput output, ConnectView report)
    {
        Tell(output, report.Steps);
        if (report.LastEvents.Count > 0)
        {
            output.Line();
            output.Line("What arrived last:");
            foreach (var it in report.LastEvents)
            {
                output.Line($"  {TrafficDoctor.Describe(it)}{Because(it)}");
            }
        }

        TellNext(output, report.Next);
    }

    private static void Tell(VerbOutput output, IReadOnlyList<CheckView> checks)
    {
        foreach (var check in checks)
        {
            output.Line($"{Mark(check.Outcome)} {check.Name}: {check.Words}");
        }
    }

    private static void TellNext(VerbOutput output, IReadOnlyList<string> next)
    {
        output.Line();
        output.Line(next.Count == 0 ? "Nothing to do." : "What to do next:");
        for (var index = 0; index < next.Count; index++)
        {
            output.Line($"  {index + 1}. {next[index]}");
        }
    }

    private static string Because(EventView it) => it.Explanation is null ? "" : $": {it.Explanation}";

    private static string Mark(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "[ok]  ",
        CheckOutcome.Warning => "[note]",
        CheckOutcome.Unknown => "[ ?? ]",
        _ => "[FAIL]",
    };
}
