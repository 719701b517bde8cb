using System.Data.Common;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>What a tenant's surge gate, or its cap, holds.</summary>
/// <param name="Count">Counted up to ten thousand.</param>
internal sealed record HeldSurge(long TenantId, long Count, AttentionItem Item);

/// <summary>Far more than usual came, and waits for a person: nothing is counted where nothing is held.</summary>
internal static class HeldSurges
{
    private const int MostNamed = 3;

    public static async Task<IReadOnlyList<HeldSurge>> ListAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<HeldRow>(new CommandDefinition($"""
            SELECT held.TenantId, held.Since, held.Hours, held.Events, held.Usual, held.Parts,
                (SELECT MAX(at) FROM audit WHERE tenant_id = held.TenantId AND action = '{AuditActions.SurgeRule}' AND at > held.FromAt AND at <= held.OpenedAt) AS RuleAt
            FROM (
                SELECT tenant_id AS TenantId, starts_at AS FromAt, opened_at AS OpenedAt, events AS Events, usual AS Usual,
                    MIN(opened_at) OVER tenants AS Since, COUNT(*) OVER tenants AS Hours, MAX(parts) OVER tenants AS Parts,
                    ROW_NUMBER() OVER (PARTITION BY tenant_id ORDER BY events DESC, starts_at) AS Place
                FROM surge_hour WHERE state = 1 WINDOW tenants AS (PARTITION BY tenant_id)
            ) AS held
            WHERE held.Place = 1
            """, cancellationToken: cancellationToken));
        var held = new List<HeldSurge>();
        foreach (var row in rows)
        {
            if (tenants.FirstOrDefault(tenant => tenant.Id == row.TenantId) is not { } tenant)
            {
                continue;
            }

            var count = (await HeldMessages.CountAsync(connection, tenant.Id, Reasons.HeldAsSurge, cancellationToken)).Values.Sum();
            var sample = await HeldMessages.SampleAsync(connection, tenant.Id, Reasons.HeldAsSurge, MostNamed, cancellationToken);
            if (count > 0)
            {
                var amount = new HeldAmount(count, row.Parts);
                held.Add(new HeldSurge(tenant.Id, amount.Sms, Item(tenant, row, amount, sample)));
            }
        }

        return held;
    }

    /// <summary>Somebody may forget to end it, and clients hear of nothing.</summary>
    public static async Task<IEnumerable<AttentionItem>> PausesAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, DateTimeOffset at, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(long TenantId, long From, long? Until)>(new CommandDefinition(
            "SELECT tenant_id, from_at, until_at FROM import_pause WHERE from_at <= @now AND (until_at IS NULL OR until_at > @now)",
            new { now = at.ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken))
        let tenant = tenants.FirstOrDefault(tenant => tenant.Id == it.TenantId)
        where tenant is not null
        select new AttentionItem(
            "import_pause", IsUrgent: false, tenant.Identifier,
            $"{tenant.Identifier} is in an import pause: what its core tells is recorded, and nobody is told of it"
            + (it.Until is { } until ? FormattableString.Invariant($" until {StoredTime.At(until):yyyy-MM-dd HH:mm} UTC.") : " until somebody ends it."),
            "End it when the import is done: Holding on the tenant's page, or import end.", StoredTime.At(it.From));

    private static AttentionItem Item(Tenant tenant, HeldRow row, HeldAmount amount, List<HeldMessage> sample) => new(
        "surge_held", IsUrgent: true, tenant.Identifier,
        $"{tenant.Identifier} has {amount.SmsWords} held, {amount.PartsWords}: "
        + FormattableString.Invariant($"at least {EventsOf(row, amount)} events with a text came in an hour in which up to {row.Usual} are usual{Counted(row)}{Fullest(row)}. The first held: {string.Join(", ", sample.Select(Named))}."),
        "Release them if they are meant to go out, else cancel them: Holding on the tenant's page, or surge release, surge cancel. If old records are being brought in, begin an import pause too.", StoredTime.At(row.Since));

    /// <summary>It is written in steps, and may be behind what is held.</summary>
    private static long EventsOf(HeldRow row, HeldAmount amount) => row.Hours > 1 ? row.Events : Math.Max(row.Events, amount.Sms);

    private static string Named(HeldMessage held) =>
        FormattableString.Invariant($"{held.Event} (message {held.EventId}{(held.ClientId is { } client ? FormattableString.Invariant($", client {client}") : "")})");

    /// <summary>What came before the gate was switched on was not counted.</summary>
    private static string Counted(HeldRow row) =>
        row.RuleAt is { } at ? FormattableString.Invariant($", as far as they were counted: the gate was set at {StoredTime.At(at):HH:mm} UTC") : "";

    private static string Fullest(HeldRow row) => row.Hours > 1 ? FormattableString.Invariant($" (the fullest of {row.Hours} hours)") : "";

    /// <summary>Of the hour in which most came, but for what is said of all.</summary>
    private sealed record HeldRow
    {
        public long TenantId { get; init; }

        /// <summary>When the first of them was held.</summary>
        public long Since { get; init; }

        /// <summary>In which something is held.</summary>
        public long Hours { get; init; }

        public long Events { get; init; }

        public long Usual { get; init; }

        /// <summary>Of one SMS; of several texts the longest.</summary>
        public long Parts { get; init; }

        /// <summary>When its gate was set, where that was in the hour; null: before.</summary>
        public long? RuleAt { get; init; }
    }
}
