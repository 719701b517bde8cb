using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Restores;

/// <summary>Which SMS may have gone out already, between a backup and its return, and whether their tenant sends at all.</summary>
internal sealed class RestoreGate(RestoreDirectory restores, EventWays ways, ITenantClock clock)
{
    /// <summary>A broker's event has the core's own time, in UTC: only the clocks may differ.</summary>
    private static readonly TimeSpan OfClocks = TimeSpan.FromMinutes(5);

    /// <summary>An entry of a core's audit trail may have the time of the core's zone.</summary>
    private static readonly TimeSpan OfZones = TimeSpan.FromHours(14);

    /// <summary>From 20:00 on a run by hand is for the next day.</summary>
    private static readonly TimeSpan Evening = TimeSpan.FromHours(4);

    private static readonly TimeSpan Longest = TimeSpan.FromHours(36);

    /// <inheritdoc cref="RestoreDirectory.Mark"/>
    public RestoreMark? Mark => restores.Mark;

    /// <inheritdoc cref="RestoreDirectory.IsClosed"/>
    public bool IsClosed(long tenantId) => restores.IsClosed(tenantId);

    /// <inheritdoc cref="RestoreDirectory.IsMatched"/>
    public bool IsMatched(long tenantId) => restores.IsMatched(tenantId);

    /// <summary>It was waiting, or came about, before the backup was put back. Not what a person has sent anew since.</summary>
    public ValueTask<bool> MayHaveGoneAsync(ClaimedMessage claimed, RestoreMark mark) =>
        MayHaveGoneAsync(claimed.TenantId, new QueuedEvent(claimed.EventId, claimed.QueuedAt, claimed.ReceivedAt, claimed.IsResent), mark);

    private async ValueTask<bool> MayHaveGoneAsync(long tenantId, QueuedEvent queued, RestoreMark mark)
    {
        var since = TimeSpan.FromMilliseconds(queued.QueuedAt - mark.RestoredMs);
        return since < TimeSpan.Zero || (since < Longest && !queued.IsResent && await IsFoundAgainAsync(tenantId, queued, mark, since));
    }

    /// <summary>What nobody posted, but a broker brings or the bridge itself finds, may be of before although it is dated later.</summary>
    private async ValueTask<bool> IsFoundAgainAsync(long tenantId, QueuedEvent queued, RestoreMark mark, TimeSpan since) =>
        await ways.OfAsync(queued.EventId) switch
        {
            Dialect.External => since < OfClocks,
            Dialect.Audit => since < OfZones,
            Dialect.Copy or Dialect.Member => await ways.OriginOfAsync(queued.EventId) is { } origin && await MayHaveGoneAsync(tenantId, origin, mark), // what it copies, or is a part of, is told again, and so would it be
            Dialect.Schedule or Dialect.Report => await IsOfThatDayAsync(tenantId, queued.ReceivedAt, mark),
            _ => false,
        };

    /// <summary>Reminders and reports are of a day: those of the day of the restore may have gone out before it, those of the next can not.</summary>
    private async ValueTask<bool> IsOfThatDayAsync(long tenantId, long receivedAt, RestoreMark mark)
    {
        var zone = await clock.ZoneOfAsync(tenantId, CancellationToken.None) ?? TimeZoneInfo.Utc;
        return ZoneDay.Of(StoredTime.At(receivedAt), zone) <= ZoneDay.Of(mark.RestoredAt + Evening, zone);
    }
}
