using System.CommandLine;
using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge schedule report …</c>: reports of a tenant's core at set times.</summary>
internal static class ReportCommands
{
    public static Command Create(VerbHost host) =>
        new("report", "Reports of a tenant's core at set times: a text for each row.")
        {
            List(host), ReportSetCommand.Create(host), Preview(host),
            Verb(host, "run", "Begins a run for today, or from 20:00 on, without quiet hours, for tomorrow; the service does it. Rows that were told that day are not told again.", (verbs, tenant, name, token) => verbs.RunAsync(Caller.CommandLine, tenant, name, token)),
            Verb(host, "stop", "Ends the run that is under way. What became events before is sent.", (verbs, tenant, name, _) => verbs.StopAsync(Caller.CommandLine, tenant, name)),
            Verb(host, "remove", "Takes it off the timetable, and ends its run.", (verbs, tenant, name, _) => verbs.RemoveAsync(Caller.CommandLine, tenant, name)),
        };

    public static Argument<string> Name() => new("NAME") { Description = "As it is called here: small letters, digits, hyphens." };

    private static Command List(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("list", "What is on the timetable, and the newest run of each.") { tenant }, async (call, cancellationToken) =>
        {
            var view = await call.Service<ReportViews>().OfAsync(await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(tenant), cancellationToken), cancellationToken);
            call.Output.Result(view, ResultJson.Of.CoreReportListView, list => Show(call, list));
            return ExitCodes.Done;
        }, judgesBy: ServiceSettings.OfSchedules);
    }

    private static Command Preview(VerbHost host)
    {
        var (tenant, name) = (TenantCommands.Option(), Name());
        return host.Define(new Command("preview", "What a run would tell now, of the first rows, with names and numbers masked. Sends nothing.") { tenant, name }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            var outcome = await call.Service<ReportVerbs>().PreviewAsync(Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(name), cancellationToken);
            if (outcome is not ReportPreviewed previewed)
            {
                return TextChangeCommands.Tell(call, identifier, outcome);
            }

            call.Output.Hint(previewed.Words);
            call.Output.Result(previewed.View, ResultJson.Of.CoreReportPreviewView, view =>
                call.Output.Table(["Row", "Loan", "Client", "What the client would read"], view.Examples.Select(one => new[]
                {
                    Number(one.Row), Number(one.LoanId), Number(one.ClientId), one.Body ?? $"nothing: {one.Problem}",
                })));
            return ExitCodes.Done;
        }, judgesBy: ServiceSettings.OfSchedules);
    }

    private static Command Verb(VerbHost host, string verb, string words, Func<ReportVerbs, string, string, CancellationToken, Task<Outcome>> act)
    {
        var (tenant, name) = (TenantCommands.Option(), Name());
        return host.Define(new Command(verb, words) { tenant, name }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await act(call.Service<ReportVerbs>(), identifier, call.Parsed.GetRequiredValue(name), cancellationToken));
        }, judgesBy: ServiceSettings.OfSchedules);
    }

    private static void Show(VerbCall call, CoreReportListView view)
    {
        call.Output.Field("Timetable", view.Timetable ? null : SchedulesOptions.OffWordsOfReports);
        if (view.Reports.Count == 0)
        {
            call.Output.Line("No report is on the timetable.");
            return;
        }

        call.Output.Table(["Name", "Report", "Run", "Told", "Newest run", "Rows", "Made events", "Told before", "Repeats", "Left out", "Why"], view.Reports.Select(report =>
        {
            var run = report.Runs is [var newest, ..] ? newest : null;
            return new[]
            {
                report.Name, report.Report, report.WhenWords, report.Text ?? report.Tells,
                run is null ? "none yet" : $"{run.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} {run.State}", Number(run?.Listed), Number(run?.Entered), Number(run?.Known), Number(run?.Repeated),
                Number(run?.Unread), run?.Problem,
            };
        }));
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
