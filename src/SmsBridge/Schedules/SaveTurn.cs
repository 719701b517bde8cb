using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Schedules;

/// <summary>
/// What a few loans came to, in one transaction: their reminders as events, what is known of the loans, and how far the run is. Nothing of it where somebody ended the run, so that after a stop nothing
/// more becomes an event. The result is the run as it is then; null: it was ended.
/// </summary>
internal sealed class SaveTurn(ScheduleRun run, IReadOnlyList<LoanLook> looks, EventParts reminders, int count) : TaskOperation<ScheduleRun?>(completesTogether: false)
{
    /// <summary>Reads whether it was ended.</summary>
    internal override bool Decides => true;

    internal override void Execute(WriteSession session)
    {
        if (!ScheduleStore.IsUnderWay(session, run))
        {
            reminders.Execute(session, []);
            Result = null;
            return;
        }

        reminders.Execute(session, Enumerable.Range(0, count));
        ScheduleStore.Remember(session, run.TenantId, looks);
        var after = run with { Entered = run.Entered + reminders.CountAccepted, Known = run.Known + count - reminders.CountAccepted }; // what came by another way meanwhile is a repeat
        ScheduleStore.Save(session, after);
        Result = after;
    }

    internal override void Complete()
    {
        reminders.Complete();
        base.Complete();
    }
}
