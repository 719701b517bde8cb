using System.Collections.Concurrent;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;
using SmsBridge.TenantTexts;
using SmsBridge.Texts;

namespace SmsBridge.Holding;

/// <summary>
/// Holds what goes far beyond what is usual for a tenant and hour, before the core is asked about it. Each event counts in the hour it came about, so that a backlog of ours is no surge.
/// </summary>
internal sealed class SurgeGate(TextDirectory texts, HoldDirectory holds, HoldStore store, MessageExpiry expiry, TimeProvider time, ILogger<SurgeGate> logger)
{
    /// <summary>After a release: the bulk that was meant to go out may take longer than its hour.</summary>
    public static readonly TimeSpan OpenAfterRelease = TimeSpan.FromHours(1);

    private const int MostHours = 1_000;

    /// <summary>Less than the longest wait of a message (see <c>LeaseRelease</c>).</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(1);

    private static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(long TenantId, long StartsAt), HourCount> _counts = new();

    /// <summary>What it let pass once is not judged anew after each wait (quiet hours, a core that is down): else a cancel would give up more than was held.</summary>
    /// <returns>Null: it may go on.</returns>
    public async ValueTask<NextStep?> WhyNotAsync(ClaimedMessage.ToLookUp claimed, TenantHolding holding)
    {
        if (claimed.Reason is not (null or Reasons.HeldAsSurge))
        {
            return null;
        }

        var (startsAt, text) = (SurgeHour.StartOf(claimed.QueuedAt), texts.InForce(claimed.TenantId, claimed.TypeId));
        if (text is null)
        {
            return null; // switched off since: the relay says so
        }

        var count = claimed.IsNew && holding.Rule is not null ? CountOf(claimed.TenantId, startsAt) : null;
        var isOver = count is not null && await count.CountAsync(holding.Rule!);
        if (holding.Hours.GetValueOrDefault(startsAt) is { } hour && Decides(hour, claimed, holding.Rule, isOver))
        {
            return Decided(claimed, text, hour);
        }

        if (!isOver || time.GetUtcNow().ToUnixTimeMilliseconds() - holding.ReleasedAt < OpenAfterRelease.TotalMilliseconds)
        {
            return null;
        }

        return await OpenAsync(claimed, holding.Rule!, count!.Usual, text) is { } opened ? Decided(claimed, text, opened) : null;
    }

    /// <summary>
    /// Whether it is its hour's. What is held stays so; what is new is held by the rule of now, which may be off, or let more pass, since the hour was first held.
    /// </summary>
    private static bool Decides(SurgeHour hour, ClaimedMessage.ToLookUp claimed, SurgeRule? rule, bool isOver) =>
        hour.State switch
        {
            SurgeState.Cancelled => hour.IsCancelledFor(claimed.ReceivedAt),
            SurgeState.Held => claimed.Reason is not null || hour.IsCancelledFor(claimed.ReceivedAt) || (rule is not null && (isOver || rule.Allows(hour.Usual) <= hour.Allowed)),
            _ => true,
        };

    private async Task<SurgeHour?> OpenAsync(ClaimedMessage.ToLookUp claimed, SurgeRule rule, long usual, TextInForce text)
    {
        var startsAt = SurgeHour.StartOf(claimed.QueuedAt);
        if (await store.OpenAsync(claimed.TenantId, startsAt, usual, rule.Allows(usual), PartsOf(text)))
        {
            logger.SurgeHeld(claimed.TenantId, StoredTime.At(startsAt), rule.Allows(usual), usual);
        }

        await holds.RefreshAsync(CancellationToken.None); // of many at once, the others find it read already
        return holds.Of(claimed.TenantId)?.Hours.GetValueOrDefault(startsAt);
    }

    private NextStep? Decided(ClaimedMessage.ToLookUp claimed, TextInForce text, SurgeHour hour) =>
        hour.State switch
        {
            SurgeState.Held when !hour.IsCancelledFor(claimed.ReceivedAt) => new NextStep.Hold(DueAt(claimed, text), hour.StartsAt, hour.Words),
            SurgeState.Held or SurgeState.Cancelling or SurgeState.Cancelled => new NextStep.DeadLetter(Reasons.Cancelled, SurgeMoves.Note(hour)),
            _ => null,
        };

    /// <summary>When it would be too late for it, it is closed as that; until then it is looked at now and then, should anything have gone past it.</summary>
    private DateTimeOffset DueAt(ClaimedMessage.ToLookUp claimed, TextInForce text)
    {
        var now = time.GetUtcNow();
        var end = expiry.Of(text.Kind.Type) is { } longest ? StoredTime.At(claimed.QueuedAt) + longest + TimeSpan.FromSeconds(1) : DateTimeOffset.MaxValue;
        return end < now + LookAgain ? Later(end, now + ShortestWait) : now + LookAgain;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static int PartsOf(TextInForce text) => SegmentCount.Of(text.Template.Render(SampleModels.Usual(text.Format, text.Template.Own))).Segments;

    private HourCount CountOf(long tenantId, long startsAt)
    {
        if (_counts.TryGetValue((tenantId, startsAt), out var known))
        {
            return known;
        }

        if (_counts.Count >= MostHours)
        {
            var past = SurgeHour.StartOf(time.GetUtcNow().ToUnixTimeMilliseconds()) - SurgeHour.Length;
            foreach (var old in _counts.Keys.Where(key => key.StartsAt < past))
            {
                _counts.TryRemove(old, out _); // what it had not told is forgotten: less than an eighth of the floor
            }
        }

        return _counts.GetOrAdd((tenantId, startsAt), key => new HourCount(more => store.AddAsync(key.TenantId, key.StartsAt, more), () => store.UsualAsync(key.TenantId, key.StartsAt)));
    }
}
