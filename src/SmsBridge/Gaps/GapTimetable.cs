using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Gaps;

/// <summary>Compares the tenants that are due, a few at a time, and makes up what is missing where that is the tenant's rule.</summary>
internal sealed class GapTimetable(
    TenantDirectory tenants, GapFinder finder, GapMakeUp makeUp, GapStore store, IOptions<GapsOptions> options, TimeProvider time, ILogger<GapTimetable> logger)
{
    private const int AtOnce = 4;

    /// <summary>How long one tenant may take for each part of a run, however slowly its core answers: the others wait for its place.</summary>
    private static readonly TimeSpan TenantShare = TimeSpan.FromMinutes(2);

    /// <summary>A user that may not read audits gets no right by being asked.</summary>
    private static readonly TimeSpan WaitForPermission = TimeSpan.FromHours(6);

    private readonly GapsOptions _options = options.Value;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!_options.Enabled)
        {
            return;
        }

        var standings = await store.StandingsAsync(cancellationToken);
        await Parallel.ForEachAsync(
            tenants.All.Where(tenant => IsDue(tenant, standings.GetValueOrDefault(tenant.Id))).ToList(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (tenant, token) => await RunAsync(tenant, standings.GetValueOrDefault(tenant.Id), token));
    }

    /// <summary>Why a tenant is not compared by itself, in words; null: it is.</summary>
    public static string? WhyLeftAlone(Tenant tenant) =>
        tenant.Pause is not null ? "nothing is compared by itself while the tenant is paused"
        : tenant.VerifiedAt is null ? "nothing is compared by itself until the tenant is verified"
        : null;

    /// <summary>Not of one that is paused or nobody has proved: its core is left alone, and its SMS would wait.</summary>
    internal bool IsDue(Tenant tenant, GapStanding? standing)
    {
        if (WhyLeftAlone(tenant) is not null)
        {
            return false;
        }

        var wait = standing is { Lacks: true } && WaitForPermission > _options.Interval ? WaitForPermission : _options.Interval;
        return (StoredTime.At(standing?.TriedAt) ?? tenant.CreatedAt) + wait <= time.GetUtcNow();
    }

    private async Task RunAsync(Tenant tenant, GapStanding? standing, CancellationToken cancellationToken)
    {
        try
        {
            if (await finder.CompareAsync(tenant, from: null, TenantShare, cancellationToken) is not { Lacks: false })
            {
                return;
            }

            if (standing is { MakesUp: true } && finder.Access(tenant) is CoreAccessReading.Ready { Access: var access })
            {
                await makeUp.RunAsync(tenant, access, from: null, TenantShare, cancellationToken);
            }

            var missing = (await store.CountAsync(tenant.Id, null, cancellationToken)).GetValueOrDefault(GapState.Missing);
            if (missing > 0)
            {
                logger.Missing(tenant.Identifier, missing);
            }
        }
#pragma warning disable CA1031 // One tenant's trouble is not the others'; the next run tries again.
        catch (Exception exception) when (!exception.IsStopOf(cancellationToken))
#pragma warning restore CA1031
        {
            logger.NotCompared(exception, tenant.Identifier);
        }
    }
}
