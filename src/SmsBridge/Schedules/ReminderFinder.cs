using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Ledger;

namespace SmsBridge.Schedules;

/// <summary>What one loan's schedule came to.</summary>
/// <param name="Plan">Null: it could not be asked for.</param>
/// <param name="IsGone">The core does not show the loan any more.</param>
/// <param name="New">Of the plan, what nobody has told yet.</param>
internal sealed record LoanLook(long LoanId, long? ClientId, ReminderPlan? Plan, string? Problem, bool IsGone, IReadOnlyList<Reminder> New)
{
    public int Known => (Plan?.Now.Count ?? 0) - New.Count;
}

/// <summary>Asks for loans' schedules, a few at once, and leaves out what came by an external event or was found before.</summary>
internal sealed class ReminderFinder(CoreClient core, EventsByKey events, IOptions<SchedulesOptions> options)
{
    internal const int AtOnce = 4;

    /// <returns>In the order of the loans.</returns>
    public async Task<LoanLook[]> LookAsync(long tenantId, CoreAccess access, Wanted wanted, DateOnly today, IReadOnlyList<long> loans, CancellationToken cancellationToken)
    {
        var looks = new LoanLook[loans.Count];
        await Parallel.ForAsync(0, loans.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            looks[index] = Of(loans[index], await core.GetScheduleAsync(access, loans[index], token), wanted, today));

        var found = looks.SelectMany(look => (look.Plan?.Now ?? []).Select(reminder => (look.LoanId, Reminder: reminder))).ToList();
        var known = await events.AcceptedAsync(tenantId, found.ConvertAll(each => InstalmentKey.Of(each.Reminder.Type, each.LoanId, each.Reminder.Day)), cancellationToken);
        var fresh = found.Where((_, place) => !known.Contains(place)).ToLookup(each => each.LoanId, each => each.Reminder);
        return [.. looks.Select(look => look with { New = [.. fresh[look.LoanId]] })];
    }

    private LoanLook Of(long loanId, CoreResult<ScheduleFacts> answer, Wanted wanted, DateOnly today) =>
        answer switch
        {
            CoreResult<ScheduleFacts>.Found { Value: var facts } => new LoanLook(loanId, facts.Loan.ClientId, ReminderDays.Of(facts, wanted, today, options.Value.Reread), null, IsGone: false, []),
            CoreResult<ScheduleFacts>.NotFound notFound => new LoanLook(loanId, null, null, notFound.Detail, IsGone: true, []),
            CoreResult<ScheduleFacts>.Failure failure => new LoanLook(loanId, null, null, failure.Detail, IsGone: false, []),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
