using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts.OwnEvents;

/// <summary>
/// Makes and removes a tenant's own events: rows of <c>event_setting</c> that say their class and their code in <c>event_type</c>. The code is made with the event, so that its first hook has a
/// name, and every node learns it with the texts.
/// </summary>
internal sealed class OwnEventStore(Database database)
{
    private const string OfTenant = "FROM event_setting WHERE tenant_id = @tenantId AND class IS NOT NULL";

    /// <summary>Off, and without words yet.</summary>
    /// <returns>Why not, in a sentence with the remedy; null: it is there.</returns>
    public Task<string?> CreateAsync(long tenantId, EventKind kind, string by) =>
        database.WriteAsync<string?>(session =>
        {
            var values = new { tenantId, kind.Name, @class = EventClasses.NameOf(kind.Class), by };
            var own = session.Query<string>($"SELECT event {OfTenant}", values);
            if (own.Contains(kind.Name, StringComparer.Ordinal))
            {
                return null; // another node was faster
            }

            if (EventNames.Find(kind.Name, own) is { } like)
            {
                return $"There is {like}, which is spelled alike. Remove that one first, if it is not meant.";
            }

            if (own.Count >= OwnEventRules.MostOfTenant)
            {
                return $"A tenant has at most {OwnEventRules.MostOfTenant} events of its own. Remove one first.";
            }

            var typeId = EventTypeCodes.GetOrAdd(session, kind.Type, tenantId);
            if (typeId == 0)
            {
                return "The tenant has no names of events left, or has not been verified yet. Have it verified first; else switch off in the core's hook what is not needed, and ask the operator.";
            }

            session.Execute(
                """
                INSERT INTO event_setting (tenant_id, event, enabled, changed_at, changed_by, class, type_id) VALUES (@tenantId, @Name, 0, 0, @by, @class, @typeId)
                ON CONFLICT (tenant_id, event) DO UPDATE SET enabled = 0, class = @class, type_id = @typeId
                """, new { values.tenantId, values.Name, values.@class, values.by, typeId });
            DirectoryVersion.OfTexts.Raise(session);
            return null;
        });

    public Task SetClassAsync(long tenantId, EventKind kind, EventClass @class) =>
        database.WriteAsync(session =>
        {
            session.Execute(
                "UPDATE event_setting SET class = @wanted WHERE tenant_id = @tenantId AND event = @Name AND class IS NOT NULL",
                new { tenantId, kind.Name, wanted = EventClasses.NameOf(@class) });
            DirectoryVersion.OfTexts.Raise(session);
            return true;
        });

    /// <summary>With what it is told in; the versions that were published stay, as of every text.</summary>
    /// <returns>False: it is on, or there is none any more.</returns>
    public Task<bool> RemoveAsync(long tenantId, EventKind kind) =>
        database.WriteAsync(session =>
        {
            var values = new { tenantId, kind.Name };
            if (session.Execute($"DELETE {OfTenant} AND event = @Name AND enabled = 0", values) == 0)
            {
                return false;
            }

            session.Execute("DELETE FROM event_text WHERE tenant_id = @tenantId AND event = @Name", values);
            DirectoryVersion.OfTexts.Raise(session);
            return true;
        });
}
