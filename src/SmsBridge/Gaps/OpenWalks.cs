using System.Collections.Concurrent;

namespace SmsBridge.Gaps;

/// <summary>A walk whose time was up.</summary>
/// <param name="Cursor">As it was when it began: another comparison may have gone through since.</param>
/// <param name="Began">What is settled by it counts from then.</param>
internal sealed record OpenWalk(AuditWalk Walk, WalkBound Bound, GapCursor? Cursor, DateTimeOffset Began);

/// <summary>Walks that go on in the next run. In memory: a restart begins them anew, which costs time and nothing else.</summary>
internal sealed class OpenWalks
{
    private const int MostKept = 50; // each knows the numbers of what it read

    private readonly ConcurrentDictionary<(long TenantId, string Event), OpenWalk> _kept = new();

    /// <returns>Null: there is none, or another comparison went through since.</returns>
    public OpenWalk? Take(long tenantId, string eventName, GapCursor? cursor) => _kept.TryRemove((tenantId, eventName), out var walk) && walk.Cursor == cursor ? walk : null;

    /// <summary>The oldest give way: nobody may come back for them, as when a tenant was deleted or another node has the timetable.</summary>
    public void Keep(long tenantId, string eventName, OpenWalk walk)
    {
        while (_kept.Count >= MostKept && _kept.MinBy(static kept => kept.Value.Began) is var oldest)
        {
            _kept.TryRemove(oldest);
        }

        _kept[(tenantId, eventName)] = walk;
    }
}
