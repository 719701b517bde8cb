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
    /// <summary>So many slow cores hold up no other.</summary>
    private const int AtOnce = 32;

    /// <summary>Asks the cores that are to be asked, and waits for the slowest.</summary>
    public Task AskAsync(CancellationToken cancellationToken) => EachAsync(
        static (row, tenant, _) => row.SettledAt is null && tenant.Pause is null,
        async (row, tenant, mark, token) =>
        {
            if (row.ComparedAt is null || time.GetUtcNow() >= ofTenant.LastLookOf(mark)) // between the two, what is new is told by hooks
            {
                await ofTenant.AskAsync(tenant, mark, token);
            }
        },
        cancellationToken);

    /// <summary>Opens who may be opened; asks nobody.</summary>
    /// <returns>Whether nothing is left to be done, here or by <see cref="AskAsync"/>.</returns>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        await EachAsync(static (row, tenant, _) => !row.IsOpen && (row.ComparedAt is not null || tenant.Pause is not null), OpenIfDoneAsync, cancellationToken);
        await restores.ReloadAsync(cancellationToken);
        return !restores.Unfinished.Any();
    }

    private async Task EachAsync(
        Func<RestoredTenant, Tenant, RestoreMark, bool> isMeant, Func<RestoredTenant, Tenant, RestoreMark, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        await restores.ReloadAsync(cancellationToken);
        if (restores.Mark is not { } mark)
        {
            return;
        }

        var meant = from row in restores.Unfinished
                    let tenant = tenants.Find(row.TenantId) // null: deleted a moment ago, and its row goes with it
                    where tenant is not null && isMeant(row, tenant, mark)
                    select (Row: row, Tenant: tenant);
        await Parallel.ForEachAsync(meant.ToList(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (it, token) =>
        {
            try
            {
                await act(it.Row, it.Tenant, mark, token);
            }
#pragma warning disable CA1031 // One tenant's trouble is not the others'; the next run tries again.
            catch (Exception exception) when (!exception.IsStopOf(token))
#pragma warning restore CA1031
            {
                logger.NotReconciled(exception, it.Tenant.Identifier);
            }
        });
    }

    private async Task OpenIfDoneAsync(RestoredTenant row, Tenant tenant, RestoreMark mark, CancellationToken cancellationToken)
    {
        if (tenant.Pause is not null)
        {
            // It sends nothing in any case, and its partners need not wait for it. When it is resumed its core is asked.
            await store.TroubledAsync(tenant.Id, 0, "It is paused, so its core was not asked yet what came since the backup.");
            await OpenAsync(tenant);
            return;
        }

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
