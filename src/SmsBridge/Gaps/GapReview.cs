using SmsBridge.Core;
using SmsBridge.Core.Audits;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;

namespace SmsBridge.Gaps;

/// <summary>Looks again at what was found before: what came in since, what is too late by now, what a checker has decided, what the core does not have any more.</summary>
internal sealed class GapReview(CoreAuditsClient core, EventsByKey events, GapJudge judge, GapStore store, GapConfirmation confirmation, TextDirectory texts, TimeProvider time)
{
    /// <summary>So many at a time: a set, and a write.</summary>
    public const int Batch = 200;

    /// <summary>Looked up between two looks at the clock.</summary>
    private const int AskedTogether = 40;

    /// <summary>Undecided entries that one run asks for.</summary>
    private const int MostUndecided = 200;

    /// <summary>A command that nobody decided by then is left: a crash of the core leaves one for ever.</summary>
    private static readonly TimeSpan LongestUndecided = TimeSpan.FromDays(14);

    /// <summary>Without the core: what came in, what is off, what is too late.</summary>
    public async Task SettleAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var last = 0L;
        for (List<Gap> batch; (batch = await store.MissingAsync(tenant.Id, last, Batch, cancellationToken)).Count > 0; last = batch[^1].AuditId)
        {
            await SettleAsync(tenant, batch, cancellationToken);
        }

        await ReviveAsync(tenant, cancellationToken);
    }

    /// <summary>Which of these are missing still; the others are stored as what they are now.</summary>
    public async Task<List<Gap>> SettleAsync(Tenant tenant, IReadOnlyList<Gap> batch, CancellationToken cancellationToken)
    {
        var (now, pauses) = (time.GetUtcNow(), await store.PausesAsync(tenant.Id, cancellationToken));
        var (changed, gone, madeUp, missing) = (new List<Gap>(), new List<long>(), new Dictionary<long, long>(), new List<Gap>());
        foreach (var ofKind in batch.GroupBy(gap => gap.Kind))
        {
            var accepted = ofKind.Key is { } kind
                ? await events.AcceptedAsync(tenant.Id, kind.Type, ofKind.Select(gap => gap.ResourceId).OfType<long>(), cancellationToken)
                : new Dictionary<long, KnownEvent>();
            foreach (var gap in ofKind)
            {
                if (gap.ResourceId is { } key && accepted.TryGetValue(key, out var came))
                {
                    _ = came.Dialect == Dialect.Audit ? madeUp.TryAdd(gap.AuditId, came.Id) : Add(gone, gap.AuditId);
                    continue;
                }

                var aged = ofKind.Key is not { } told || !texts.IsOn(tenant.Id, told.Type) ? gap.With(GapState.Explained, Reasons.SwitchedOff) : judge.Aged(told, gap, now, pauses);
                (aged == gap ? missing : changed).Add(aged);
            }
        }

        await store.SaveAsync(tenant.Id, changed, gone, madeUp);
        return missing;
    }

    /// <summary>An act of a time in which its event was told, that was explained because it was switched off afterwards: by now it may be on again.</summary>
    private async Task ReviveAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var batch = await store.SwitchedOffAsync(tenant.Id, 0, Batch, cancellationToken);
        if (batch.Count == 0)
        {
            return;
        }

        var (now, off, pauses) = (time.GetUtcNow(), await store.OffAsync(tenant.Id, cancellationToken), await store.PausesAsync(tenant.Id, cancellationToken));
        for (; batch.Count > 0; batch = await store.SwitchedOffAsync(tenant.Id, batch[^1].AuditId, Batch, cancellationToken))
        {
            var back = from gap in batch
                       let kind = gap.Kind
                       where kind is not null && texts.IsOn(tenant.Id, kind.Type) && !off[gap.Event].Any(each => each.Covers(gap.MadeAt))
                       select judge.Aged(kind, gap.With(GapState.Missing), now, pauses);
            await store.SaveAsync(tenant.Id, [.. back], []);
        }
    }

    /// <summary>Asks the core about missing acts it was not asked about yet.</summary>
    public async Task ConfirmAsync(Tenant tenant, CoreAccess access, int most, TimeShare share, CancellationToken cancellationToken)
    {
        var (last, left) = (0L, most);
        for (List<Gap> batch; left > 0 && !share.IsOver && (batch = await store.MissingAsync(tenant.Id, last, Batch, cancellationToken)).Count > 0; last = batch[^1].AuditId)
        {
            var unasked = batch.Where(gap => !gap.Confirmed).Take(left).ToList();
            left -= unasked.Count;
            await ConfirmAsync(tenant, access, unasked, share, cancellationToken);
        }
    }

    /// <returns>What the core says of each, stored; without those for which the time was up.</returns>
    public async Task<IReadOnlyList<Gap>> ConfirmAsync(Tenant tenant, CoreAccess access, IReadOnlyList<Gap> gaps, TimeShare share, CancellationToken cancellationToken)
    {
        var all = new List<Gap>(gaps.Count);
        foreach (var some in gaps.Chunk(AskedTogether))
        {
            if (all.Count > 0 && share.IsOver)
            {
                break;
            }

            var asked = await confirmation.AskAsync(tenant.Id, access, some, cancellationToken);
            await store.SaveAsync(tenant.Id, [.. asked.Where((gap, index) => gap != some[index])], []);
            all.AddRange(asked);
        }

        return all;
    }

    /// <summary>Asks for the entries that were not decided: a checker's yes comes days later, and leaves the entry where it was.</summary>
    public async Task AskAgainAsync(Tenant tenant, CoreAccess access, TimeShare share, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (changed, gone, pauses) = (new List<Gap>(), new List<long>(), await store.PausesAsync(tenant.Id, cancellationToken));
        foreach (var gap in await store.DueAsync(tenant.Id, now, MostUndecided, cancellationToken))
        {
            var answer = await core.FindAsync(access, gap.AuditId, cancellationToken);
            if (answer is CoreResult<CoreAudit>.Forbidden or CoreResult<CoreAudit>.CredentialsRefused or CoreResult<CoreAudit>.Unavailable { NoConnection: true })
            {
                break; // the next one would be answered the same
            }

            if (Decided(gap, (answer as CoreResult<CoreAudit>.Found)?.Value, answer is CoreResult<CoreAudit>.NotFound, now, pauses) is { } decided)
            {
                changed.Add(decided);
            }
            else
            {
                gone.Add(gap.AuditId);
            }

            if (share.IsOver)
            {
                break; // the others are due the next time
            }
        }

        await store.SaveAsync(tenant.Id, changed, gone);
    }

    /// <returns>Null: it came to nothing.</returns>
    private Gap? Decided(Gap gap, CoreAudit? entry, bool isGone, DateTimeOffset now, IReadOnlyList<ImportPause> pauses)
    {
        if (isGone || entry?.Standing == AuditStanding.Failed || gap.Kind is not { } kind || now - StoredTime.At(gap.FoundAt) > LongestUndecided)
        {
            return null;
        }

        if (entry is null || GapJudge.IsUndecided(entry))
        {
            return confirmation.Undecided(gap);
        }

        var ids = AuditIds.Of(entry, kind).Of(kind);
        return ids.ResourceId is null ? null : judge.Aged(kind, gap.With(GapState.Missing) with
        {
            ResourceId = ids.ResourceId, ClientId = ids.ClientId, LoanId = ids.LoanId, SavingsId = ids.SavingsId, SubResourceId = ids.SubResourceId,
            MadeAt = entry.CheckedAt is { } at ? GapJudge.TimeOf(at, now) : gap.MadeAt, Said = entry.Standing == AuditStanding.Processed, Confirmed = false,
        }, now, pauses);
    }

    private static bool Add(List<long> list, long auditId)
    {
        list.Add(auditId);
        return true;
    }
}
