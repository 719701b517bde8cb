using SmsBridge.Ledger;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding;

/// <summary>Reads what is held, for all faces.</summary>
internal sealed class SurgeViews(HoldStore store, HoldDirectory holds, Database database, EventTypeCodes codes)
{
    private const int MostHours = 50;
    private const int MostSampled = 5;

    public async Task<SurgeView> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await holds.RefreshAsync(cancellationToken); // the command line has not read it, and another node may have been faster
        var rule = holds.RuleOf(tenant.Id);
        var hours = await store.HoursAsync(tenant.Id, MostHours, cancellationToken);
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var counts = await HeldMessages.CountAsync(connection, tenant.Id, cancellationToken);
        var sample = await HeldMessages.SampleAsync(connection, tenant.Id, MostSampled, cancellationToken);
        var held = counts.Values.Sum();
        return new SurgeView(
            tenant.Identifier, rule.IsOn, rule.Floor, rule.Times, held, held >= HeldMessages.MostCounted, held * PartsOf(hours),
            counts.OrderByDescending(pair => pair.Value).ToDictionary(pair => codes.TypeOf(pair.Key).ToString(), pair => pair.Value, StringComparer.Ordinal), [.. sample.Select(HeldView.Of)],
            [.. hours.Select(SurgeHourView.Of)]);
    }

    /// <summary>Of one SMS; of several texts the longest.</summary>
    private static long PartsOf(List<SurgeHour> hours) => hours.Where(hour => hour.State is SurgeState.Held || hour.IsMoving).Select(hour => hour.Parts).DefaultIfEmpty(1).Max();
}
