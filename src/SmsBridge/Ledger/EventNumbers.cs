using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// The least number the next event may get. The file may be an older backup put back, and nothing on this machine can be trusted to know. What is sure: no
/// number was given here faster than <see cref="MostPerMillisecond"/>, so whatever was given since the file last knew the time is below this. Partners know a
/// payment by its number, and the provider's receipts name it.
/// </summary>
internal sealed class EventNumbers : IAtOpening
{
    /// <summary>Some ten times what the fastest disk takes.</summary>
    private const long MostPerMillisecond = 100;

    private long _least;

    /// <summary>0: any will do, one above is on disk.</summary>
    public long Least => Volatile.Read(ref _least);

    /// <summary>An event of this number is committed.</summary>
    public void Stored(long id)
    {
        if (Least is not 0 and var least && id >= least)
        {
            Volatile.Write(ref _least, 0);
        }
    }

    /// <inheritdoc/>
    public void Begin(WriteSession session, NodeStart start)
    {
        using var lastEvent = session.Prepare("SELECT received_at FROM event ORDER BY id DESC LIMIT 1");
        using var lastId = session.Prepare("SELECT MAX(id) FROM event");
        var known = Math.Max(start.LastSeenAt ?? 0, lastEvent.Scalar() ?? 0);
        var least = known > 0 && lastId.Scalar() is { } last ? last + 1 + (Math.Abs(start.At - known) * MostPerMillisecond) : 0; // 0: a new installation
        _least = least > 0 && session.Dialect.RaiseIds(session, "event", least) ? 0 : least;
    }
}
