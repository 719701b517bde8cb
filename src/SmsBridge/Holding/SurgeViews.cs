using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding;

/// <summary>Reads what is held, for all faces.</summary>
internal sealed class SurgeViews(HoldStore store, HoldDirectory holds, ReleaseOutlook outlook, Database database, EventTypeCodes codes, TimeProvider time)
{
    private const int MostHours = 50;
    private const int MostSampled = 5;

    public async Task<SurgeView> OfAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await holds.RefreshAsync(cancellationToken); // the command line has not read it, and another node may have been faster
        var (rule, holding, installation) = (holds.RuleOf(tenant.Id), holds.Of(tenant.Id), holds.RuleBy(new SurgeRuleRow()));
        var hours = await store.HoursAsync(tenant.Id, MostHours, cancellationToken);
        var (counts, sample) = await HeldAsync(tenant, cancellationToken);
        var held = new HeldAmount(counts.Values.Sum(), PartsOf(hours));
        return new SurgeView(
            tenant.Identifier, rule.IsOn, rule.Floor, rule.Times, held.Sms, held.IsMore, held.Parts,
            counts.OrderByDescending(pair => pair.Value).ToDictionary(pair => codes.TypeOf(pair.Key).ToString(), pair => pair.Value, StringComparer.Ordinal), [.. sample.Select(HeldView.Of)],
            [.. hours.Select(SurgeHourView.Of)])
        {
            Amount = held, OpenUntil = holding?.OpenUntil(time.GetUtcNow()), OpenWords = holding?.OpenWords(time.GetUtcNow()), Own = rule.Own,
            InstallationFloor = installation.Floor, InstallationTimes = installation.Times,
            AfterRelease = held.Sms == 0 ? "" : await outlook.WordsAsync(
                tenant, [.. counts.Keys.Select(codes.TypeOf)], hours.FindAll(hour => hour.State == SurgeState.Held), cancellationToken),
        };
    }

    private async Task<(IReadOnlyDictionary<long, long> Counts, List<HeldMessage> Sample)> HeldAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return (await HeldMessages.CountAsync(connection, tenant.Id, Reasons.HeldAsSurge, cancellationToken), await HeldMessages.SampleAsync(connection, tenant.Id, Reasons.HeldAsSurge, MostSampled, cancellationToken));
    }

    /// <summary>Of one SMS; of several texts the longest.</summary>
    private static long PartsOf(List<SurgeHour> hours) => hours.Where(hour => hour.State is SurgeState.Held || hour.IsMoving).Select(hour => hour.Parts).DefaultIfEmpty(1).Max();
}
