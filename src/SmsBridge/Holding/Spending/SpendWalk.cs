using SmsBridge.Ledger;
using SmsBridge.Prices;
using SmsBridge.Store;

namespace SmsBridge.Holding.Spending;

/// <summary>
/// Counts what a tenant was sent in the month before its cap was set: page by page of its messages, each in a transaction of its own, so that it goes on where it was. Counting an SMS twice
/// changes nothing, so it need not know what has been counted meanwhile.
/// </summary>
internal sealed class SpendWalk(SpendStore store, SpendCounts counts, Database database, TimeProvider time)
{
    private const int Page = 200;

    /// <summary>Of one run; the next goes on.</summary>
    private const int MostPages = 50;

    /// <summary>Events of the month before may be told in this one: no event lives longer by default.</summary>
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(8);

    /// <summary>By then every node has heard of the cap.</summary>
    private static readonly TimeSpan BetweenWalks = TimeSpan.FromMinutes(2);

    /// <param name="known">As it is kept in memory.</param>
    public async Task RunAsync(SpendCap known, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(known.TenantId, cancellationToken) is not { IsOn: not 0, Walks: < SpendStore.AllWalks } cap
            || (cap.Walks > 0 && time.GetUtcNow() - StoredTime.At(cap.BegunAt) < BetweenWalks))
        {
            return;
        }

        var after = cap.WalkedTo > 0 ? cap.WalkedTo : await BeforeAsync(cap, cancellationToken);
        for (var page = 0; page < MostPages; page++)
        {
            var ids = await store.SentAsync(cap.TenantId, after, Page, cancellationToken);
            if (ids.Count == 0)
            {
                await store.WalkedAsync(cap);
                return;
            }

            await CountAsync(cap, ids);
            after = ids[^1];
        }
    }

    private Task CountAsync(SpendCap cap, List<long> ids) =>
        database.WriteAsync(session =>
        {
            counts.Count(session, ids);
            SpendStore.Walked(session, cap, ids[^1]);
        });

    private async Task<long> BeforeAsync(SpendCap cap, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await EventIdAt.FirstAsync(connection, SpendMonth.Of(StoredTime.At(cap.BegunAt), cap.Zone).From - LongestLife, cancellationToken) - 1;
    }
}
