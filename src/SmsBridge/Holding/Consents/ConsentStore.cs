using SmsBridge.Ledger;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Holding.Consents;

/// <summary>
/// Sole writer of <c>consent_rule</c>. Each change counts up <c>hold_directory</c>, by which every node sees it. With the first consent of a class comes a row that says that there are any: without one
/// nobody looks.
/// </summary>
internal sealed class ConsentStore(Database database) : IOutlivesTenant
{
    /// <summary>Of all tenants.</summary>
    public const string AllSql = $"SELECT tenant_id AS TenantId, class AS Class, mode AS Mode FROM consent_rule WHERE tenant_id {HoldStore.Living}";

    /// <param name="modes">Null: by the settings.</param>
    /// <param name="alongside">Writes what belongs to it, in the same transaction.</param>
    public Task SetAsync(long tenantId, IReadOnlyDictionary<EventClass, ConsentMode?> modes, Action<WriteSession> alongside) =>
        database.WriteAsync(session =>
        {
            foreach (var (kind, mode) in modes)
            {
                session.Execute("""
                    INSERT INTO consent_rule (tenant_id, class, mode) VALUES (@tenantId, @name, @mode)
                    ON CONFLICT (tenant_id, class) DO UPDATE SET mode = excluded.mode
                    """, new { tenantId, name = EventClasses.NameOf(kind), mode = mode is { } set ? ConsentModes.NameOf(set) : null });
            }

            DirectoryVersion.OfHolds.Raise(session);
            alongside(session);
        });

    /// <param name="alongside">As in <see cref="SetAsync"/>; with what was said last, null: nothing.</param>
    /// <returns>False: just that was said last, in the same words.</returns>
    public Task<bool> RecordAsync(long tenantId, ConsentRow row, Action<WriteSession, bool?> alongside) =>
        database.WriteAsync(session =>
        {
            var last = ConsentRecords.LastOf(session, tenantId, row.Number, row.Class);
            if (last is not null && last.IsGiven == row.IsGiven && last.Note == row.Note)
            {
                return false;
            }

            Add(session, tenantId, row);
            alongside(session, last?.IsGiven);
            return true;
        });

    /// <summary>A part of a list. It never gives again what somebody took back: a list may be older than that.</summary>
    public Task<ImportCount> ImportAsync(long tenantId, IReadOnlyCollection<ConsentRow> rows) =>
        database.WriteAsync(session =>
        {
            var count = new ImportCount(0, 0, 0, 0);
            foreach (var row in rows)
            {
                var last = ConsentRecords.LastOf(session, tenantId, row.Number, row.Class);
                if (last is { IsGiven: false } && row.IsGiven)
                {
                    count = count with { StayWithdrawn = count.StayWithdrawn + 1 };
                }
                else if (last is not null && last.IsGiven == row.IsGiven)
                {
                    count = count with { Known = count.Known + 1 };
                }
                else
                {
                    Add(session, tenantId, row);
                    count = row.IsGiven ? count with { Given = count.Given + 1 } : count with { Withdrawn = count.Withdrawn + 1 };
                }
            }

            return count;
        });

    /// <summary>Rules too: who comes back under the name must not write to who never agreed.</summary>
    /// <inheritdoc/>
    public void TakeOver(WriteSession session, long tenantId)
    {
        ConsentRecords.TakeOver(session, tenantId);
        if (session.Execute($"""
            INSERT INTO consent_rule (tenant_id, class, mode) SELECT @tenantId, class, mode FROM consent_rule WHERE tenant_id {ConsentRecords.Former} ORDER BY tenant_id DESC
            ON CONFLICT (tenant_id, class) DO NOTHING
            """, new { tenantId }) > 0)
        {
            session.Execute($"DELETE FROM consent_rule WHERE tenant_id {ConsentRecords.Former}", new { tenantId });
            DirectoryVersion.OfHolds.Raise(session);
        }
    }

    private static void Add(WriteSession session, long tenantId, ConsentRow row)
    {
        ConsentRecords.Add(session, tenantId, row);
        if (session.Execute("INSERT INTO consent_rule (tenant_id, class) VALUES (@tenantId, @Class) ON CONFLICT DO NOTHING", new { tenantId, row.Class }) > 0)
        {
            DirectoryVersion.OfHolds.Raise(session);
        }
    }
}

/// <summary>What a list came to.</summary>
/// <param name="Known">They were so already.</param>
/// <param name="StayWithdrawn">The list has them as given, and somebody took it back before.</param>
internal readonly record struct ImportCount(int Given, int Withdrawn, int Known, int StayWithdrawn)
{
    public static ImportCount operator +(ImportCount one, ImportCount other) =>
        new(one.Given + other.Given, one.Withdrawn + other.Withdrawn, one.Known + other.Known, one.StayWithdrawn + other.StayWithdrawn);
}
