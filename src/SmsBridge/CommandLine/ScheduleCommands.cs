using System.CommandLine;
using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge schedule …</c>: reminders from the schedules of a tenant's loans.</summary>
internal static class ScheduleCommands
{
    public static Command Create(VerbHost host) =>
        new("schedule", "What is told because it is time, for cores that send no external events: reminders from the schedules of a tenant's loans, and reports of its core. Works while the service runs, which does it.")
        {
            List(host), Set(host), Preview(host), Run(host), Stop(host), ReportCommands.Create(host),
        };

    private static Command List(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("list", "What is set, and the runs.") { tenant }, async (call, cancellationToken) =>
        {
            var view = await call.Service<ScheduleViews>().OfAsync(await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(tenant), cancellationToken), cancellationToken);
            call.Output.Result(view, ResultJson.Of.ScheduleView, list => Show(call, list));
            return ExitCodes.Done;
        }, judgesBy: ServiceSettings.OfSchedules);
    }

    private static Command Set(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        var due = new Option<int?>("--due") { HelpName = "DAYS", Description = "Tell of an instalment from so many days ahead up to its day, once; 0 to 30, 0: on its day; -1: not." };
        var overdue = new Option<int?>("--overdue") { HelpName = "DAYS", Description = "Tell of one that was not paid so many days after its day, or up to three later, once; 1 to 60; -1: not." };
        var begins = new Option<string?>("--begins") { HelpName = "HH:mm", Description = "When the loans are gone through, by the tenant's clock; 02:00 when never given." };
        var zone = new Option<string?>("--zone") { HelpName = "ZONE", Description = "The tenant's clock, such as Africa/Nairobi." };
        var (on, off) = (new Option<bool>("--on") { Description = "Go through the loans every day." }, new Option<bool>("--off") { Description = "Do not, and keep what is set." });
        var command = new Command("set", "Which instalments clients are reminded of, and when the loans are gone through. What is not given stays as it is.") { tenant, due, overdue, begins, zone, on, off };
        command.Validators.Add(result =>
        {
            if (result.GetValue(on) && result.GetValue(off))
            {
                result.AddError("Give --on or --off, not both.");
            }
        });
        return host.Define(command, async (call, cancellationToken) =>
        {
            var request = new ScheduleRequest
            {
                Enabled = call.Parsed.GetValue(on) ? true : call.Parsed.GetValue(off) ? false : null, Begins = call.Parsed.GetValue(begins), TimeZone = call.Parsed.GetValue(zone),
                DueDays = call.Parsed.GetValue(due), OverdueDays = call.Parsed.GetValue(overdue),
            };
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await call.Service<ScheduleVerbs>().SetAsync(Caller.CommandLine, identifier, request, cancellationToken));
        }, judgesBy: ServiceSettings.OfSchedules);
    }

    private static Command Preview(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("preview", "What a run would tell today, as far as clients have a number and did not opt out; names and numbers masked. Sends nothing.") { tenant }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            var outcome = await call.Service<ScheduleVerbs>().PreviewAsync(Caller.CommandLine, identifier, cancellationToken);
            if (outcome is not SchedulePreviewed previewed)
            {
                return TextChangeCommands.Tell(call, identifier, outcome);
            }

            call.Output.Hint(previewed.Words);
            call.Output.Result(previewed.View, ResultJson.Of.SchedulePreviewView, view =>
                call.Output.Table(["Event", "Loan", "Due on", "What the client would read"], view.Reminders.Select(one => new[]
                {
                    one.Event, Number(one.LoanId), one.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), one.Body ?? $"nothing: {one.Reason} {one.Detail}",
                })));
            return ExitCodes.Done;
        });
    }

    private static Command Run(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("run", "Begins a run for today, or from 20:00 on, without quiet hours, for tomorrow; the service goes through the loans.") { tenant }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await call.Service<ScheduleVerbs>().RunAsync(Caller.CommandLine, identifier, cancellationToken));
        }, judgesBy: ServiceSettings.OfSchedules);
    }

    private static Command Stop(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("stop", "Ends the run that is under way. What became events before is sent.") { tenant }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await call.Service<ScheduleVerbs>().StopAsync(Caller.CommandLine, identifier));
        });
    }

    private static void Show(VerbCall call, ScheduleView view)
    {
        call.Output.Field("Loans are gone through", view is { Enabled: true, Begins: { } begins } ? $"every day from {begins} ({view.TimeZone})" : "no");
        call.Output.Field("Timetable", view.Timetable ? null : SchedulesOptions.OffWords);
        call.Output.Field("Falls due", view.DueWords);
        call.Output.Field("Not paid", view.OverdueWords);
        call.Output.Field("Quiet hours", view.QuietHours ?? "none: the loans are gone through by day");
        if (view.Runs.Count == 0)
        {
            call.Output.Line("There was no run yet.");
            return;
        }

        call.Output.Table(["Run", "For", "State", "Begun", "Ended", "Loans", "Asked", "Made events", "Found before", "Not read", "Why"], view.Runs.Select(run => new[]
        {
            Number(run.Id), run.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), run.State, VerbOutput.At(run.StartedAt), run.EndedAt is { } ended ? VerbOutput.At(ended) : null,
            Number(run.Listed), Number(run.Asked), Number(run.Entered), Number(run.Known), Number(run.Unread), run.Problem,
        }));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
