using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Tenants;
using SmsBridge.Texts.Campaigns;

namespace SmsBridge.Intake.Campaigns;

/// <summary>
/// Texts that a core waits for and that never came: it has them at 150 before it calls, calls once, and asks about the first 200 that wait. Those of a lost call would stand before all others for
/// ever, so that it heard of no text any more. After <see cref="CampaignOptions.UnknownAfter"/> they are reported as failed, which they are.
/// </summary>
internal sealed class UnknownTexts(
    DeliveryStatusStore standings, IOptions<CampaignOptions> options, TimeProvider time, ILogger<UnknownTexts> logger)
{
    private readonly ConcurrentDictionary<long, Dictionary<long, Asked>> _asked = new();

    /// <summary>
    /// Which of these never came. Not what a call may still bring, nor what may have been another gateway's (no text before it is ours), nor what may be on a record that was lost with a database
    /// (the text before it is older than the backup's return).
    /// </summary>
    /// <param name="unknown">Asked about in one call; not on the record.</param>
    public async Task<IReadOnlyCollection<long>> NeverCameAsync(Tenant tenant, IReadOnlyCollection<long> unknown, CancellationToken cancellationToken)
    {
        if (unknown.Count == 0 || Ripe(tenant.Id, unknown) is not { Count: > 0 } ripe)
        {
            return [];
        }

        var never = await standings.AfterOursAsync(tenant.Id, ripe, cancellationToken);
        if (FirstTold(tenant.Id, never) is { Count: > 0 } told)
        {
            logger.TextsNeverCame(tenant.Identifier, told.Count, told.Min(), told.Max(), options.Value.UnknownAfter);
        }

        return never;
    }

    private List<long> Ripe(long tenantId, IReadOnlyCollection<long> unknown)
    {
        var (asked, now) = (_asked.GetOrAdd(tenantId, _ => []), time.GetUtcNow());
        lock (asked)
        {
            foreach (var id in unknown)
            {
                asked.TryAdd(id, new Asked(now, IsTold: false));
            }

            if (asked.Count > options.Value.MaxEntries)
            {
                var kept = unknown.ToHashSet(); // a core asks about the same ones until it hears of them
                foreach (var id in asked.Keys.Where(id => !kept.Contains(id)).ToList())
                {
                    asked.Remove(id);
                }
            }

            return [.. unknown.Where(id => now - asked[id].First >= options.Value.UnknownAfter)];
        }
    }

    private List<long> FirstTold(long tenantId, IReadOnlyCollection<long> never)
    {
        var asked = _asked[tenantId];
        lock (asked)
        {
            var told = never.Where(id => asked.TryGetValue(id, out var one) && !one.IsTold).ToList();
            told.ForEach(id => asked[id] = asked[id] with { IsTold = true });
            return told;
        }
    }

    private readonly record struct Asked(DateTimeOffset First, bool IsTold);
}
