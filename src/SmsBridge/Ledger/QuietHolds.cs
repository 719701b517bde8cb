using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Messages that wait for a time their tenant has set: when it sets another, they are judged anew by that.</summary>
internal sealed class QuietHolds(Database database, RelayBell bell, TimeProvider time)
{
    /// <summary>Call once the new hours are in force: the relay asks for them at once.</summary>
    public async Task QuietHoursChangedAsync(long tenantId)
    {
        var freed = await database.WriteAsync(session => session.Execute(
            Transitions.Freed.Sql, new { tenantId, now = time.GetUtcNow().ToUnixTimeMilliseconds(), reason = Reasons.QuietHours }));
        if (freed > 0)
        {
            bell.Ring();
        }
    }
}
