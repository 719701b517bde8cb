using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Schedules;

/// <summary>
/// One minute of a run: as many questions as the core is asked in a minute, then it is somebody else's turn. What was found and how far it is are on disk after each few loans, so
/// that it goes on there after a restart, whoever goes on; what was entered just before a crash is known by its key, and not entered twice.
/// </summary>
internal sealed class ReminderTurn(
    LoanWalk walk, ReminderFinder finder, ScheduleStore store, RelayBell bell, IOptions<SchedulesOptions> options, TimeProvider time)
{
    /// <summary>Schedules that are asked for before it is written down how far it is.</summary>
    private const int Chunk = 20;

    /// <summary>Tries after which a loan that can not be asked about is passed over, where others of its chunk can, or there are none.</summary>
    private const int MostMisses = 3;

    /// <returns>The run as it is now; null: somebody stopped it.</returns>
    public async Task<ScheduleRun?> RunAsync(Tenant tenant, MayGoOn may, CancellationToken cancellationToken)
    {
        var (access, run) = (may.Access, may.Run);
        for (var left = options.Value.CallsPerMinute; left > 0 && run.State == RunState.UnderWay && run.TryAt <= Now;)
        {
            left--;
            var next = await walk.NextAsync(access, run.Place, run.LastId, cancellationToken);
            if (next.Step is not { } step)
            {
                run = next.Back is { } back ? run with { Place = back } : run.Missed(next.Failure!, Now);
                if (!await store.SaveAsync(run))
                {
                    return null;
                }

                continue;
            }

            if (await TakeAsync(tenant, may, run, step, left, cancellationToken) is not { } after)
            {
                return null;
            }

            left -= (int)(after.Asked - run.Asked);
            run = after;
        }

        return run;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The loans of a page, as far as there are questions left. Those whose schedule was asked for lately, and has nothing for today, cost none.</summary>
    /// <returns>Null: somebody stopped it.</returns>
    private async Task<ScheduleRun?> TakeAsync(Tenant tenant, MayGoOn may, ScheduleRun run, LoanStep step, int left, CancellationToken cancellationToken)
    {
        var later = await store.LaterAsync(tenant.Id, step.Loans, EventDay.Number(may.Today), cancellationToken);
        var due = step.Loans.Where(loan => !later.Contains(loan)).ToList();
        foreach (var chunk in due.Take(left).Chunk(Chunk))
        {
            var looks = await finder.LookAsync(tenant.Id, may.Access, may.Wanted, may.Today, chunk, cancellationToken);
            if (WhyNot(run, looks) is { } problem)
            {
                run = run.Missed(problem, Now);
                return await store.SaveAsync(run) ? run : null; // no more of this minute: it waits
            }

            var done = step.Loans.Count(loan => loan > run.LastId && loan <= chunk[^1]);
            var entered = await store.EnterAsync(
                run with
                {
                    // The place stays, so that the page is read again: what is done with is told by its number.
                    LastId = chunk[^1], Listed = run.Listed + done, Asked = run.Asked + chunk.Length, Known = run.Known + looks.Sum(look => look.Known),
                    Unread = run.Unread + looks.Count(look => look.Plan is null), Misses = 0, Problem = null,
                },
                looks, EventsOf(tenant, looks));
            if (entered is null)
            {
                return null;
            }

            if (entered.Entered > run.Entered)
            {
                bell.Ring(); // after the commit, never before
            }

            run = entered;
        }

        if (due.Count > left)
        {
            return run;
        }

        run = run with { Listed = run.Listed + step.Loans.Count(loan => loan > run.LastId), Place = step.Place, LastId = step.LastId, Misses = 0, Problem = null };
        run = step.IsEnd ? run with { State = RunState.Done, EndedAt = Now } : run;
        return await store.SaveAsync(run) ? run : null;
    }

    /// <summary>Why the chunk does not count; null: it does. One loan that the core can not show must not hold up all behind it.</summary>
    private static string? WhyNot(ScheduleRun run, LoanLook[] looks)
    {
        var failed = looks.Where(look => look is { Plan: null, IsGone: false }).ToList();
        return failed.Count == 0 || (run.Misses >= MostMisses && (failed.Count < looks.Length || looks.Length == 1)) ? null : failed[0].Problem;
    }

    private List<NewEvent> EventsOf(Tenant tenant, LoanLook[] looks)
    {
        var now = Now;
        return [.. looks.SelectMany(look => look.New.Select(reminder => new NewEvent
        {
            TenantId = tenant.Id, Type = reminder.Type, Verdict = Verdict.Accepted, ReceivedAt = now, Dialect = Dialect.Schedule, ClientId = look.ClientId, LoanId = look.LoanId,
            SubResourceId = EventDay.Number(reminder.Day), Digest = InstalmentKey.Of(reminder.Type, look.LoanId, reminder.Day), Source = "schedule",
            Detail = string.Create(CultureInfo.InvariantCulture, $"Schedule of loan {look.LoanId}, the instalment of {reminder.Day:yyyy-MM-dd}."),
        }))];
    }
}
