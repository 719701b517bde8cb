using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Schedules;

/// <summary>
/// What a few loans came to, in one transaction: their reminders as events, what is known of the loans, and how far the run is. Nothing of it where somebody ended the run, so that after a stop nothing
/// more becomes an event. The result is the run as it is then; null: it was ended.
/// </summary>
internal sealed class SaveTurn(ScheduleRun run, IReadOnlyList<LoanLook> looks, EventParts reminders, int count) : TaskOperation<ScheduleRun?>(completesTogether: false)
{
    private const string Progress =
        """
        UPDATE schedule_run SET state = @state, ended_at = @EndedAt, place = @Place, last_id = @LastId, listed = @Listed, asked = @Asked, entered = @Entered, known = @Known,
            unread = @Unread, misses = @Misses, try_at = @TryAt, problem = @Problem
        WHERE id = @Id AND ended_at IS NULL
        """;

    private const string Look =
        """
        INSERT INTO reminder_loan (tenant_id, loan_id, look_on) VALUES (@tenantId, @loanId, @lookOn)
        ON CONFLICT (tenant_id, loan_id) DO UPDATE SET look_on = excluded.look_on
        """;

    /// <summary>Reads whether it was ended.</summary>
    internal override bool Decides => true;

    internal override void Execute(WriteSession session)
    {
        if (!session.Scalar<bool>("SELECT EXISTS (SELECT 1 FROM schedule_run WHERE id = @Id AND ended_at IS NULL)", new { run.Id }))
        {
            reminders.Execute(session, []);
            Result = null;
            return;
        }

        reminders.Execute(session, Enumerable.Range(0, count));
        foreach (var look in looks.Where(look => look.Plan is not null))
        {
            session.Execute(Look, new { tenantId = run.TenantId, loanId = look.LoanId, lookOn = EventDay.Number(look.Plan!.LookOn) });
        }

        var after = run with { Entered = run.Entered + reminders.CountAccepted, Known = run.Known + count - reminders.CountAccepted }; // what came by another way meanwhile is a repeat
        session.Execute(Progress, new
        {
            after.Id, state = (int)after.State, after.EndedAt, after.Place, after.LastId, after.Listed, after.Asked, after.Entered, after.Known, after.Unread, after.Misses, after.TryAt, after.Problem,
        });
        Result = after;
    }

    internal override void Complete()
    {
        reminders.Complete();
        base.Complete();
    }
}
