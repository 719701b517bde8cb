using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Core.Audits;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Gaps;

/// <summary>What the comparison of a kind came to.</summary>
/// <param name="Read">Entries, also those of other kinds, failed ones, and those that are older than asked for.</param>
/// <param name="Compared">Of these, those that were compared with what came in.</param>
/// <param name="Fresh">So young that their hooks may be on the way.</param>
/// <param name="NotComparable">Entries that name nothing by which they could be told from another.</param>
/// <param name="Failure">Of the core; null: it answered.</param>
/// <param name="Problem">Why not all of it could be compared, in words; null: all was.</param>
/// <param name="IsPaused">Its time was up; the next run of the timetable goes on from there.</param>
internal sealed record KindCompared(int Read, int Compared, int Fresh, int NotComparable, CoreResult<AuditPage>? Failure, string? Problem, bool IsPaused = false)
{
    public static KindCompared Failed(string problem) => new(0, 0, 0, 0, null, problem) { IsLasting = true };

    /// <summary>What is said would be the same the next time: waiting does not end it.</summary>
    public bool IsLasting { get; init; }

    /// <summary>What is older was asked for and not compared, as the record does not have it any more; null: nothing was.</summary>
    public DateTimeOffset? Floor { get; init; }
}

/// <summary>
/// One kind of event of a tenant: its entries, from the newest down to where the last comparison ended, against what is on the record. Sets of a page, and a write only
/// where something is missing.
/// </summary>
internal sealed class GapComparison(
    CoreAuditsClient core, EventsByKey events, RecordFloor record, GapJudge judge, GapStore store, IOptions<GapsOptions> options, TimeProvider time)
{
    private readonly GapsOptions _options = options.Value;
    private readonly OpenWalks _open = new();

    /// <param name="cursor">Null: it was never compared.</param>
    /// <param name="from">Everything since then anew; null: what is new.</param>
    public async Task<KindCompared> RunAsync(
        Tenant tenant, CoreAccess access, EventKind kind, GapCursor? cursor, DateTimeOffset? from, TimeShare share, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<OffTime> off = [.. (await store.OffAsync(tenant.Id, cancellationToken))[kind.Name]];
        var bound = from is { } asked ? new WalkBound(0, asked, _options.MostEntries)
            : cursor is { SettledTo: > 0 } ? new WalkBound(cursor.SettledTo, Since: null, _options.MostEntries)
            : new WalkBound(0, First(tenant, kind, off, cursor is null ? now : StoredTime.At(cursor.SeenAt)), _options.MostEntries);
        var open = from is null && share.IsBounded ? _open.Take(tenant.Id, kind.Name, cursor) : null;
        bound = open?.Bound ?? bound;
        var (began, walk) = (open?.Began ?? now, open?.Walk ?? new AuditWalk(core, kind.Type, bound));
        var floor = await record.WholeFromAsync(tenant.Id); // what is older was removed by its age, and would be taken for missing
        var look = new JudgedBy(now, Later(bound.Since, floor), off, cursor, _options.Settling, IsAnew: from is not null, await store.PausesAsync(tenant.Id, cancellationToken));
        var came = await WalkAsync(walk, tenant, access, kind, look, share, cancellationToken);
        if (bound.SettledTo > 0 && walk.Newest > 0 && walk.Newest < bound.SettledTo)
        {
            // Its numbers went back: a backup of the core was put back. Once more, by time.
            bound = new WalkBound(0, StoredTime.At(cursor!.SeenAt) - _options.FirstLookBack, _options.MostEntries);
            (cursor, look, walk) = (null, look with { Since = Later(bound.Since, floor), Cursor = null }, new AuditWalk(core, kind.Type, bound));
            came = await WalkAsync(walk, tenant, access, kind, look, share, cancellationToken);
        }

        if (from is null && (walk.IsComplete || walk.IsCut) && Moved(cursor, kind, walk.Newest, began) is { } moved)
        {
            await store.MoveAsync(tenant.Id, moved);
        }

        if (walk.IsPaused)
        {
            _open.Keep(tenant.Id, kind.Name, new OpenWalk(walk, bound, cursor, began));
            return new KindCompared(
                walk.Read, came.Compared, came.Fresh, came.NotComparable, null,
                FormattableString.Invariant($"The core answers so slowly that no more than {walk.Read} entries of {kind.Name} could be read yet; the next comparison goes on from there."), IsPaused: true);
        }

        var problem = walk.Problem ?? (walk.Unreadable == 0 ? null : FormattableString.Invariant($"{walk.Unreadable} entries of {kind.Name} could not be read, and were passed over."));
        return new KindCompared(walk.Read, came.Compared, came.Fresh, came.NotComparable, walk.Failure, problem)
        {
            Floor = from < floor ? floor : null, IsLasting = walk.Failure is null && (walk.IsCut || (walk.Problem is null && walk.Unreadable > 0)),
        };
    }

    private async Task<(int Compared, int Fresh, int NotComparable)> WalkAsync(
        AuditWalk walk, Tenant tenant, CoreAccess access, EventKind kind, JudgedBy by, TimeShare share, CancellationToken cancellationToken)
    {
        var (compared, fresh, notComparable) = (0, 0, 0);
        await foreach (var page in walk.PagesAsync(access, share, cancellationToken))
        {
            var of = page.Where(entry => GapJudge.IsOf(entry, kind) && entry.Standing != AuditStanding.Failed && (entry.At is null || entry.At >= by.Since)).ToList();
            var ripe = of.FindAll(by.IsRipe);
            compared += ripe.Count;
            fresh += of.Count - ripe.Count;
            notComparable += await CompareAsync(tenant, kind, ripe, by, cancellationToken);
        }

        return (compared, fresh, notComparable);
    }

    /// <returns>How many of them name nothing by which they could be known.</returns>
    private async Task<int> CompareAsync(Tenant tenant, EventKind kind, List<CoreAudit> ripe, JudgedBy by, CancellationToken cancellationToken)
    {
        if (ripe.Count == 0)
        {
            return 0;
        }

        var acts = ripe.ConvertAll(entry => new AuditAct(entry, AuditIds.Of(entry, kind).Of(kind)));
        var known = await store.OfAsync(tenant.Id, ripe.Select(entry => entry.Id), cancellationToken);
        var accepted = await events.AcceptedAsync(tenant.Id, kind.Type, acts.Where(act => act.Key is not null).Select(act => act.Key!.Value), cancellationToken);
        var left = acts.FindAll(act => act.Key is { } key && !accepted.ContainsKey(key));
        var clients = left.Select(act => act.Ids.ClientId).OfType<long>().Distinct().ToList();
        var notTold = clients.Count == 0 ? new HashSet<long>() : await events.NotToldAsync(
            tenant.Id, kind.Type, clients, left.Min(act => act.Entry.At ?? by.Now) - TimeSpan.FromDays(1), cancellationToken);
        var verdict = judge.Of(kind, acts, new OnRecord(known, accepted, notTold), by);
        await store.SaveAsync(tenant.Id, verdict.Gaps, verdict.Gone, verdict.MadeUp);
        return verdict.NotComparable;
    }

    /// <param name="seenAt">When it was first looked at, and nothing was there; or now.</param>
    private DateTimeOffset First(Tenant tenant, EventKind kind, List<OffTime> off, DateTimeOffset seenAt)
    {
        var first = seenAt - _options.FirstLookBack;
        first = tenant.CreatedAt > first ? tenant.CreatedAt : first;
        return kind.OnByDefault || StoredTime.At(off.Find(each => each.OffFrom == 0)?.OffUntil) is not { } told || told < first ? first : told;
    }

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one is { } at && at > other ? at : other;

    /// <summary>What was seen is settled when it has been seen once more, a while later. Null: it is too soon.</summary>
    private GapCursor? Moved(GapCursor? cursor, EventKind kind, long newest, DateTimeOffset now) =>
        cursor is null ? new GapCursor { Event = kind.Name, SeenTo = newest, SeenAt = now.ToUnixTimeMilliseconds() }
        : now - StoredTime.At(cursor.SeenAt) < _options.Settling ? null
        : new GapCursor { Event = kind.Name, SettledTo = cursor.SeenTo, SeenTo = Math.Max(newest, cursor.SeenTo), SeenAt = now.ToUnixTimeMilliseconds() };
}

/// <summary>By what entries are judged.</summary>
/// <param name="Since">Older ones are nobody's matter.</param>
/// <param name="Off">When the tenant did not tell of the event.</param>
/// <param name="IsAnew">Somebody asked for everything since a time: explanations that can pass are looked at again.</param>
/// <param name="Pauses">In which nobody is told of what comes about.</param>
internal sealed record JudgedBy(DateTimeOffset Now, DateTimeOffset Since, IReadOnlyList<OffTime> Off, GapCursor? Cursor, TimeSpan Settling, bool IsAnew, IReadOnlyList<ImportPause> Pauses)
{
    /// <summary>
    /// Old enough for its hook to have come: by its own time, or because it was there when we last looked. Of a core whose times are ahead only the second is true.
    /// </summary>
    public bool IsRipe(CoreAudit entry) =>
        entry.At is not { } at || at <= Now - Settling || (Cursor is { } cursor && entry.Id <= cursor.SeenTo && Now - StoredTime.At(cursor.SeenAt) >= Settling);
}

/// <summary>An entry, and the ids as a hook of the same act brings them.</summary>
internal sealed record AuditAct(CoreAudit Entry, EventIds Ids)
{
    /// <summary>What makes the act the only one of its kind; null: the entry does not say it.</summary>
    public long? Key => Ids.ResourceId;
}

/// <summary>What the bridge knows of a page's entries.</summary>
/// <param name="Known">Gaps from before, by entry.</param>
/// <param name="Accepted">Events, by key.</param>
/// <param name="NotTold">Resources of events that came while nobody was to be told.</param>
internal sealed record OnRecord(IReadOnlyDictionary<long, Gap> Known, IReadOnlyDictionary<long, KnownEvent> Accepted, IReadOnlySet<long> NotTold);
