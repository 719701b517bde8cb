using System.Globalization;
using SmsBridge.Core;
using SmsBridge.Core.Reports;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.TenantTexts;

namespace SmsBridge.Schedules.Reports;

/// <summary>
/// One run of a report: its rows become events, so many in one commit with the counts of the run. After a restart it begins anew, as the report may answer otherwise by then: what was
/// entered is known by its key.
/// </summary>
internal sealed class ReportTurn(ReportProbe probe, EventsByKey events, ScheduleStore runs, RelayBell bell, TextDirectory texts, TimeProvider time)
{
    /// <summary>In one commit, which hooks wait for.</summary>
    private const int Chunk = 100;

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
        for (var place = 0; place < report.Rows.Count; place += Chunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (now, first) = (Now, place);
            var rows = report.Rows.Skip(place).Take(Chunk).Select((row, index) => (Number: first + index + 1, Row: ReportRows.Of(schedule, report, row, begun.Day, now, texts.FormatDate))).ToList();
            var (made, left) = (rows.Select(each => each.Row.Event).OfType<NewEvent>().ToList(), rows.FindAll(each => each.Row.Problem is not null));
            var fresh = await FreshAsync(schedule.TenantId, made, cancellationToken);
            var again = Math.Min(before, made.Count - fresh.Count);
            var saved = await runs.EnterAsync(
                run with
                {
                    Listed = run.Listed + rows.Count, Asked = run.Asked + made.Count, Known = run.Known + made.Count - fresh.Count - again, Unread = run.Unread + left.Count,
                    Problem = run.Problem ?? (left.Count == 0 ? null : KeptWords.Detail(string.Create(CultureInfo.InvariantCulture, $"Rows were left out; the first is row {left[0].Number}: {left[0].Row.Problem}."))),
                },
                [], fresh);
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

        return await SavedAsync(run with { State = RunState.Done, EndedAt = Now });
    }

    /// <summary>Without those that were told of by another way, or today already, and each once.</summary>
    private async Task<List<NewEvent>> FreshAsync(long tenantId, List<NewEvent> made, CancellationToken cancellationToken)
    {
        var known = await events.AcceptedAsync(tenantId, made.ConvertAll(one => one.Digest!), cancellationToken);
        return [.. made.Where((_, place) => !known.Contains(place)).DistinctBy(one => Convert.ToHexString(one.Digest!), StringComparer.Ordinal)];
    }

    private async Task<ScheduleRun?> SavedAsync(ScheduleRun run) => await runs.SaveAsync(run) ? run : null;
}
