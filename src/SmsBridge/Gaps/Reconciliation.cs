using SmsBridge.Restores;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Gaps;

/// <summary>
/// After a backup was put back: opens each tenant once its core was asked what came since and everything that waited was looked for. Each by itself, so that none waits for another one's
/// core or provider. Where it stands is in the store, so whoever is cut off is gone on for by the next, on whichever node.
/// </summary>
internal sealed class Reconciliation(
    RestoreDirectory restores, RestoreStore store, TenantDirectory tenants, TenantReconciliation ofTenant, RelayBell bell, TimeProvider time, ILogger<Reconciliation> logger)
{
    private const int AtOnce = 4;

    /// <returns>Whether nothing is left to be done.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        await restores.ReloadAsync(cancellationToken);
        if (restores.Mark is not { } mark)
        {
            return true;
        }

        await Parallel.ForEachAsync(
            restores.Unfinished.ToList(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (row, token) => await StepAsync(row, mark, token));
        await restores.ReloadAsync(cancellationToken);
        return !restores.Unfinished.Any();
    }

    private async Task StepAsync(RestoredTenant row, RestoreMark mark, CancellationToken cancellationToken)
    {
        if (tenants.Find(row.TenantId) is not { } tenant)
        {
            return; // deleted a moment ago: its row goes with it
        }

        try
        {
            if (tenant.Pause is not null)
            {
                await OpenPausedAsync(row, tenant);
                return;
            }

            var isAsked = await IsAskedAsync(row, tenant, mark, cancellationToken);
            if (isAsked && !row.IsOpen)
            {
                await OpenIfDoneAsync(row, tenant, mark, cancellationToken);
            }
        }
#pragma warning disable CA1031 // One tenant's trouble is not the others'; the next run tries again.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            logger.NotReconciled(exception, tenant.Identifier);
        }
    }

    /// <summary>It sends nothing in any case, and its core is left alone; its partners need not wait for it. When it is resumed its core is asked.</summary>
    private async Task OpenPausedAsync(RestoredTenant row, Tenant tenant)
    {
        if (!row.IsOpen)
        {
            await store.TroubledAsync(tenant.Id, 0, "It is paused, so its core was not asked yet what came since the backup.");
            await OpenAsync(tenant);
        }
    }

    private async Task<bool> IsAskedAsync(RestoredTenant row, Tenant tenant, RestoreMark mark, CancellationToken cancellationToken) =>
        row.SettledAt is not null
        || (row.ComparedAt is not null && time.GetUtcNow() < ofTenant.LastLookOf(mark)) // what is new since then is told by hooks, or found by the last look
        || await ofTenant.AskAsync(tenant, mark, cancellationToken)
        || row.ComparedAt is not null;

    private async Task OpenIfDoneAsync(RestoredTenant row, Tenant tenant, RestoreMark mark, CancellationToken cancellationToken)
    {
        var left = await store.LeftAsync(tenant.Id, mark, cancellationToken);
        if (left is { Waiting: 0, LookedFor: 0 })
        {
            await OpenAsync(tenant);
        }
        else if (left.Waiting == 0 && row.MatchedAt is null)
        {
            await store.MatchedAsync(tenant.Id);
        }
    }

    private async Task OpenAsync(Tenant tenant)
    {
        if (await store.OpenAsync(tenant.Id, by: null))
        {
            logger.Opened(tenant.Identifier);
            bell.Ring();
        }
    }
}
