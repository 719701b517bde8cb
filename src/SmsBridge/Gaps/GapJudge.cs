using System.Globalization;
using SmsBridge.Core.Audits;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Gaps;

/// <summary>What becomes of a page's entries.</summary>
/// <param name="Gaps">New ones, and those that are another matter now.</param>
/// <param name="Gone">Entries that are no gaps any more.</param>
/// <param name="MadeUp">By entry, the event it had become.</param>
internal sealed record GapVerdict(List<Gap> Gaps, List<long> Gone, Dictionary<long, long> MadeUp, int NotComparable);

/// <summary>Whether an entry of the audit trail should have come in. Pure: knows neither the core nor the store.</summary>
internal sealed class GapJudge(MessageExpiry expiry)
{
    /// <summary>Explanations that a permission, a switch or a setting may have overtaken. What was undone or booked back stays so.</summary>
    private static readonly string[] MayPass = [Reasons.NotFoundInCore, Reasons.SwitchedOff, Reasons.NotCertain, Reasons.TooLate, Reasons.ImportPause];

    /// <summary>The server took the entity for a beginning, and MySQL both names in any case.</summary>
    public static bool IsOf(CoreAudit entry, EventKind kind) => EventType.Matches(entry.Entity, entry.Action, kind.Type);

    public GapVerdict Of(EventKind kind, IEnumerable<AuditAct> acts, OnRecord record, JudgedBy by)
    {
        var verdict = new GapVerdict([], [], [], 0);
        var notComparable = 0;
        foreach (var act in acts)
        {
            var known = record.Known.GetValueOrDefault(act.Entry.Id);
            if (IsUndecided(act.Entry))
            {
                Keep(verdict, known, Make(kind, act, by) with { State = GapState.Undecided, ResourceId = null, LookAt = (by.Now + by.Settling).ToUnixTimeMilliseconds() }, isAnew: false);
            }
            else if (act.Key is not { } key)
            {
                notComparable++;
            }
            else if (record.Accepted.TryGetValue(key, out var came))
            {
                CameIn(verdict, known, act.Entry.Id, came);
            }
            else
            {
                Keep(verdict, known, Judged(act, kind, record, by), by.IsAnew);
            }
        }

        return verdict with { NotComparable = notComparable };
    }

    /// <summary>Why nobody is to be told any more, of an act that is missing.</summary>
    public Gap Aged(EventKind kind, Gap gap, DateTimeOffset now, IReadOnlyList<ImportPause> pauses) =>
        pauses.FirstOrDefault(pause => pause.Covers(gap.MadeAt)) is { } pause ? gap.With(GapState.Explained, Reasons.ImportPause, pause.Words)
        : expiry.IsPast(kind.Type, now - gap.At) ? gap.With(GapState.Explained, Reasons.TooLate) : gap;

    /// <summary>It waits for a checker, or the core says of nothing whether it was carried out, and names nothing that came of this.</summary>
    public static bool IsUndecided(CoreAudit entry) => entry.Standing == AuditStanding.Waiting || (entry.Standing == AuditStanding.Unsaid && entry.ResourceId is null);

    /// <summary>A core's clock may be ahead, by its zone (1.8) or by anything: what it says of a time to come is no older than now, and no younger.</summary>
    public static long TimeOf(DateTimeOffset? told, DateTimeOffset now) => (told is { } at && at < now ? at : now).ToUnixTimeMilliseconds();

    private Gap Judged(AuditAct act, EventKind kind, OnRecord record, JudgedBy by)
    {
        var gap = Make(kind, act, by);
        gap = Same(record.Known.GetValueOrDefault(act.Entry.Id), gap) is { } known ? gap with { MadeAt = known.MadeAt } : gap; // a checker's yes may have come later
        return act.Entry.At is null ? gap.With(GapState.Explained, Reasons.NotCertain, "The entry does not say when it was made.")
            : act.Entry.ResourceId is { } resource && record.NotTold.Contains(resource) ? gap.With(GapState.Explained, Reasons.SwitchedOff, "Its hook came, while the tenant did not tell of this event.")
            : by.Off.FirstOrDefault(off => off.Covers(gap.MadeAt)) is { } off ? gap.With(GapState.Explained, Reasons.SwitchedOff, WordsOf(off))
            : Aged(kind, gap, by.Now, by.Pauses);
    }

    private static string WordsOf(OffTime off) =>
        StoredTime.At(off.OffUntil) is not { } until ? "The tenant did not tell of this event."
        : off.OffFrom == 0 ? string.Create(CultureInfo.InvariantCulture, $"It is from before {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC, when the tenant switched the texts of this event on.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"It is from between {StoredTime.At(off.OffFrom).UtcDateTime:yyyy-MM-dd HH:mm} UTC, when the tenant switched the texts of this event off, and {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC, when the tenant switched the texts of this event on.");

    private static Gap Make(EventKind kind, AuditAct act, JudgedBy by)
    {
        return new Gap
        {
            AuditId = act.Entry.Id, Event = kind.Name, State = GapState.Missing, ResourceId = act.Key, ClientId = act.Ids.ClientId, LoanId = act.Ids.LoanId,
            SavingsId = act.Ids.SavingsId, SubResourceId = act.Ids.SubResourceId, MadeAt = TimeOf(act.Entry.At, by.Now), FoundAt = by.Now.ToUnixTimeMilliseconds(),
            Said = act.Entry.Standing == AuditStanding.Processed,
        };
    }

    private static void CameIn(GapVerdict verdict, Gap? known, long auditId, KnownEvent came)
    {
        if (known is null or { State: GapState.MadeUp })
        {
            return;
        }

        if (came.Dialect == Dialect.Audit)
        {
            verdict.MadeUp[auditId] = came.Id; // by somebody who ended before it was noted
        }
        else
        {
            verdict.Gone.Add(auditId);
        }
    }

    /// <summary>Not what is known already, nor what was found out about the same act since; but with everything anew what may have passed is a question once more.</summary>
    private static void Keep(GapVerdict verdict, Gap? known, Gap found, bool isAnew)
    {
        if (Same(known, found) is not { } same
            || (same.State == GapState.Missing && found.State != GapState.Missing)
            || (isAnew && same.State == GapState.Explained && MayPass.Contains(same.Reason, StringComparer.Ordinal) && (found.Reason, found.Detail) != (same.Reason, same.Detail)))
        {
            verdict.Gaps.Add(known is null ? found : found with { FoundAt = known.FoundAt });
        }
    }

    /// <returns>What is known, if it is of the same act; else null.</returns>
    private static Gap? Same(Gap? known, Gap found) => known is not null && known.Event == found.Event && known.ResourceId == found.ResourceId ? known : null;
}
