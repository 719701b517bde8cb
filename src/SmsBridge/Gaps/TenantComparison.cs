using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Gaps;

/// <summary>A tenant's comparison: kind by kind what is new, then once more what was found before.</summary>
internal sealed class TenantComparison(GapComparison comparison, GapReview review, GapStore store, IOptions<GapsOptions> options, TimeProvider time, ILogger<TenantComparison> logger)
{
    private readonly GapsOptions _options = options.Value;

    /// <param name="from">Everything since then anew; null: what is new since the last time.</param>
    /// <param name="most">For what is new, and as long for what was found before; null: a person waits for it.</param>
    public async Task<GapRun> RunAsync(
        Tenant tenant, CoreAccess access, IReadOnlyList<EventKind> kinds, DateTimeOffset? from, TimeSpan? most, CancellationToken cancellationToken)
    {
        var share = new TimeShare(time, most);
        await store.ForgetAsync(tenant.Id, _options.Keep);
        var cursors = await store.CursorsAsync(tenant.Id, cancellationToken);
        var run = GapRun.Nothing;
        foreach (var kind in kinds.OrderBy(kind => cursors.GetValueOrDefault(kind.Name)?.SeenAt ?? 0)) // whatever had no turn the last time comes first
        {
            var compared = await CompareAsync(tenant, access, kind, cursors.GetValueOrDefault(kind.Name), from, share, cancellationToken);
            run = run.With(compared);
            if (compared.Failure is not null || compared.IsPaused)
            {
                break; // whatever else is asked would be answered the same
            }
        }

        await review.SettleAsync(tenant, cancellationToken);
        if (!run.Lacks)
        {
            share = new TimeShare(time, most);
            await review.AskAgainAsync(tenant, access, share, cancellationToken);
            await review.ConfirmAsync(tenant, access, _options.MostLookUps, share, cancellationToken);
        }

        return run;
    }

    /// <summary>A fault of ours that the entries of one kind bring out is not the other kinds'.</summary>
    private async Task<KindCompared> CompareAsync(
        Tenant tenant, CoreAccess access, EventKind kind, GapCursor? cursor, DateTimeOffset? from, TimeShare share, CancellationToken cancellationToken)
    {
        try
        {
            return await comparison.RunAsync(tenant, access, kind, cursor, from, share, cancellationToken);
        }
        catch (Exception exception) when (exception is not StoreUnavailableException && !exception.IsStopOf(cancellationToken))
        {
            logger.KindNotCompared(exception, tenant.Identifier, kind.Name);
            return KindCompared.Failed($"{kind.Name} could not be compared: the bridge failed at it, which its log explains; please report this.");
        }
    }
}
