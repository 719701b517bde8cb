using System.Data.Common;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Prices;
using SmsBridge.Tenants;

namespace SmsBridge.Insight.Statistics;

/// <summary>Tenants of whose cap much is spent, or all: nothing is read where there is no cap.</summary>
internal static class SpendCaps
{
    public static async Task<IReadOnlyList<HeldSurge>> ListAsync(DbConnection connection, IReadOnlyList<Tenant> tenants, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var caps = await connection.QueryAsync<SpendCap>(new CommandDefinition("""
            SELECT tenant_id AS TenantId, is_on AS IsOn, micros AS Micros, currency AS Currency, promotional AS Promotional, service AS Service, time_zone AS TimeZone
            FROM spend_cap WHERE is_on = 1
            """, cancellationToken: cancellationToken));
        var near = new List<HeldSurge>();
        foreach (var cap in caps)
        {
            if (tenants.FirstOrDefault(tenant => tenant.Id == cap.TenantId) is not { } tenant)
            {
                continue;
            }

            try
            {
                await AddAsync(tenant, cap);
            }
            catch (ArithmeticException exception) // no other tenant's alarms may hang on one's numbers
            {
                near.Add(new HeldSurge(tenant.Id, 0, Failed(tenant, exception)));
            }
        }

        return near;

        async Task AddAsync(Tenant tenant, SpendCap cap)
        {
            var month = SpendMonth.Of(now, cap.Zone);
            var sums = await SpendCounts.SumsAsync(connection, tenant.Id, month.Number, cancellationToken);
            var spent = PriceSums.Of(sums.Where(sum => sum.Currency == cap.Currency), sum => sum.Micros);
            var held = (await HeldMessages.CountAsync(connection, tenant.Id, Reasons.SpendCap, cancellationToken)).Values.Sum();
            if (held > 0 || cap.IsNear(spent))
            {
                near.Add(new HeldSurge(tenant.Id, held, Item(tenant, cap, month, spent, held, now)));
            }
        }
    }

    /// <summary>Of the same kind, so that nobody is told that it is over.</summary>
    private static AttentionItem Failed(Tenant tenant, ArithmeticException exception) => new(
        "spend_cap", IsUrgent: true, tenant.Identifier, $"How much of its spend cap {tenant.Identifier} has spent can not be reckoned ({exception.GetType().Name}).",
        "Set the cap anew, or take it away: Holding on the tenant's page, or spend set, spend off. Then tell whoever looks after the bridge.", Since: null);

    /// <summary>It is urgent when SMS wait, or when those about money would.</summary>
    private static AttentionItem Item(Tenant tenant, SpendCap cap, SpendMonth month, long spent, long held, DateTimeOffset now) => new(
        "spend_cap", IsUrgent: held > 0 || spent >= cap.Micros, tenant.Identifier,
        FormattableString.Invariant($"{tenant.Identifier} has spent {Price.Of(spent, cap.Currency)} of its cap of {cap.Amount} in {month.Name} ({spent * 100m / cap.Micros:0} %).")
        + (cap.StoppedAt(spent) is { Count: > 0 } stopped ? $" Stopped: {string.Join(", ", stopped)} texts." : "")
        + (held > 0 ? FormattableString.Invariant($" Held: {(held >= HeldMessages.MostCounted ? "more than " : "")}{held} SMS.") : "")
        + (SpendForecast.Of(month, spent, cap.Micros, now) is { } forecast ? $" At the pace so far it is {Price.Of(forecast.Micros, cap.Currency)} by the end of the month." : ""),
        "Raise the cap, or release or cancel what is held: Holding on the tenant's page, or spend set, spend release, spend cancel. In the new month what is held goes out by itself, unless it is too old by then.",
        Since: null);
}
