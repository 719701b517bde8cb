using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Telemetry;

namespace SmsBridge.Privacy.Retention;

/// <summary>What a run came to for one tenant: stored and on the audit in one transaction, then measured.</summary>
internal sealed class RetentionEnd(Database database, AuditLog audit, RetentionMeter meter)
{
    public async Task<IReadOnlyDictionary<RetentionKind, long>> NoteAsync(Actor actor, RetainedTenant tenant, DateTimeOffset now, DateTimeOffset? overdue)
    {
        var counts = await database.WriteAsync(session =>
        {
            var removed = RetentionLaneStore.End(session, tenant.Id, now, overdue);
            if (removed.Count > 0)
            {
                audit.Record(session, actor.Did(
                    AuditActions.RetentionRun, tenant.Id == 0 ? "events of no tenant" : $"tenant {tenant.Identifier}", tenant.Id == 0 ? null : tenant.Id, after: RetentionRun.Words(removed)));
            }

            return removed;
        });
        foreach (var (kind, count) in counts)
        {
            meter.Removed(RetentionWords.Name(kind), count);
        }

        return counts;
    }
}
