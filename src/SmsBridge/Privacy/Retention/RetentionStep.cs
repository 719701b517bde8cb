using SmsBridge.Insight.Search;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices;
using SmsBridge.Store;

namespace SmsBridge.Privacy.Retention;

/// <summary>What a batch came to.</summary>
/// <param name="Seen">Fewer than asked for: the lane is at its end.</param>
/// <param name="Done">Taken out.</param>
/// <param name="Last">The last that was looked at.</param>
internal readonly record struct StepResult(int Seen, int Done, long Last);

/// <summary>
/// A batch of one lane, in one transaction: looks again at what each event has come to, takes out what is settled, notes what is not, and moves on. So a run that is cut off anywhere has done whole
/// batches, and the next goes on behind them.
/// </summary>
internal sealed class RetentionStep(RetentionReach reach, DateTimeOffset now)
{
    /// <summary>Nothing new was said of an event for so long: partners, counts and the search have read it.</summary>
    internal static readonly TimeSpan Rested = TimeSpan.FromDays(1);

    /// <param name="isOfLeft">Those that earlier runs left; else those behind the lane's place.</param>
    /// <param name="after">Of those that were left.</param>
    public StepResult Execute(WriteSession session, bool isOfLeft, long after, int most)
    {
        var from = isOfLeft ? after : RetentionLaneStore.PlaceOf(session, reach);
        var found = RetentionLaneStore.Next(session, reach, isOfLeft, from, most);
        if (found.Count == 0)
        {
            return new StepResult(0, 0, from);
        }

        var settled = Settled(session, found);
        var done = settled.Count == 0 ? 0 : TakeOut(session, settled);
        var left = found.Select(row => row.Id).Except(settled).ToList();
        if (!isOfLeft)
        {
            RetentionLaneStore.Move(session, reach, found[^1].Id);
            if (left.Count > 0)
            {
                RetentionLaneStore.Leave(session, reach, left);
            }
        }

        if (settled.Count > 0 && (isOfLeft || IsRemoved))
        {
            RetentionLaneStore.Settle(session, reach, SqlDialect.List(settled), fromAll: IsRemoved);
        }

        if (done > 0)
        {
            RetentionLaneStore.Count(session, reach, done);
        }

        return new StepResult(found.Count, done, found[^1].Id);
    }

    /// <summary>Whole events go, which no other lane has to look at any more.</summary>
    private bool IsRemoved => reach.Lane.Kind == RetentionKind.Records;

    private List<long> Settled(WriteSession session, List<RetentionCandidate> found)
    {
        var settled = found.Where(row => row.IsSettled(reach.Before, now - Rested)).Select(row => row.Id).ToList();
        if (settled.Count == 0 || reach.Lane.Kind is RetentionKind.Hooks or RetentionKind.Texts)
        {
            return settled;
        }

        var kept = NoticeRetentionStore.Owed(session, SqlDialect.List(settled));
        if (IsRemoved && reach.Lane.Source == RetentionSource.Messages && session.Dialect.GivesIdsAgain && StatusChanges.NewestEvent(session) is { } newest)
        {
            kept.Add(newest);
        }

        return kept.Count == 0 ? settled : settled.FindAll(id => !kept.Contains(id));
    }

    /// <returns>How many there were: of notices notifications, of the others events.</returns>
    private int TakeOut(WriteSession session, List<long> settled)
    {
        session.OverwriteFreed(true); // so that the file does not keep what the database does not
        try
        {
            switch (reach.Lane.Kind)
            {
                case RetentionKind.Hooks:
                    EventRetention.DropRaw(session, settled);
                    return settled.Count;
                case RetentionKind.Texts:
                    TakeOutTexts(session, settled);
                    return settled.Count;
                case RetentionKind.Notices:
                    return NoticeRetentionStore.Remove(session, SqlDialect.List(settled));
                default:
                    Remove(session, settled);
                    return settled.Count;
            }
        }
        finally
        {
            session.OverwriteFreed(false);
        }
    }

    private void TakeOutTexts(WriteSession session, List<long> settled)
    {
        Forget(session, settled);
        EventRetention.TakeOut(session, settled, now);
    }

    private void Remove(WriteSession session, List<long> settled)
    {
        var ids = SqlDialect.List(settled);
        Forget(session, settled);
        NoticeRetentionStore.Remove(session, ids);
        RollUpRetention.Forget(session, ids);
        if (reach.Lane.Source == RetentionSource.Aside)
        {
            EventRetention.RemoveAside(session, settled); // its payment stays: a repeat of it is told by nothing else
            return;
        }

        NoticeRetentionStore.RemovePayments(session, ids);
        EventRetention.Remove(session, settled, now);
    }

    /// <summary>Notes, and by what people search.</summary>
    private void Forget(WriteSession session, List<long> settled)
    {
        var ids = SqlDialect.List(settled);
        NoteStore.EraseAll(session, ids);
        if (reach.Lane.Source == RetentionSource.Messages)
        {
            KnownClientErasure.EraseOld(session, reach.TenantId, ids, reach.Cut);
        }
    }
}
