using SmsBridge.Core;
using SmsBridge.Core.Reports;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Schedules.Reports;

/// <summary>
/// One run of a report: its rows become events, so many in one commit with the counts of the run. After a restart it begins anew, as the report may answer otherwise by then: what was
/// entered is known by its key.
/// </summary>
internal sealed class ReportTurn(ReportProbe probe, ReportFinder finder, ScheduleStore runs, RelayBell bell, TimeProvider time)
{
    /// <returns>The run as it is now; null: somebody stopped it.</returns>
    public async Task<ScheduleRun?> RunAsync(CoreAccess access, ReportSchedule schedule, ScheduleRun run, CancellationToken cancellationToken)
    {
        var answer = await probe.AskAsync(access, schedule, run.Day, cancellationToken);
        return answer.Report is { } report
            ? await EnterAsync(schedule, report, run with { Place = schedule.RowKey, Listed = 0, Asked = 0, Known = 0, Unread = 0, Misses = 0, Problem = null }, cancellationToken)
            : await SavedAsync(answer.IsOther
                ? run with { State = RunState.GivenUp, EndedAt = Now, Problem = KeptWords.Detail($"Nobody was told. {answer.Problem}") }
                : run.Missed(answer.Problem!, Now));
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task<ScheduleRun?> EnterAsync(ReportSchedule schedule, CoreReport report, ScheduleRun begun, CancellationToken cancellationToken)
    {
        var (run, before) = (begun, begun.Entered); // by this run, before a restart: they are found to be known now
        await foreach (var looks in finder.LookAsync(schedule, report, begun.Day, cancellationToken))
        {
            var known = looks.Count(look => look.Fate == RowFate.Known);
            var again = Math.Min(before, known);
            var left = looks.Where(look => look.Fate == RowFate.LeftOut).ToList();
            var saved = await runs.EnterAsync(
                run with
                {
                    Listed = run.Listed + looks.Count, Asked = run.Asked + looks.Count - left.Count, Known = run.Known + known - again, Unread = run.Unread + left.Count,
                    Problem = run.Problem ?? (left is [var first, ..] ? ReportWords.OfLeftOut(first) : null),
                },
                [], [.. looks.Where(look => look.Fate == RowFate.New).Select(look => look.Row.Event!.Value)]);
            if (saved is null)
            {
                return null;
            }

            if (saved.Entered > run.Entered)
            {
                bell.Ring(); // after the commit, never before
            }

            (run, before) = (saved, before - again);
        }

        var problem = string.Join(' ', new[] { run.Problem, ReportWords.OfRepeats(schedule, run.Repeated) }.OfType<string>());
        return await SavedAsync(run with { State = RunState.Done, EndedAt = Now, Problem = problem.Length == 0 ? null : KeptWords.Detail(problem) });
    }

    private async Task<ScheduleRun?> SavedAsync(ScheduleRun run) => await runs.SaveAsync(run) ? run : null;
}
