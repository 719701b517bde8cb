using Microsoft.Extensions.Options;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Pages.Overview;

/// <param name="HasTenants">False: none that the operator may see has ever registered, and the page says so.</param>
internal sealed record OverviewView(bool HasTenants, WaitingNow Now, StatisticsView Window, IReadOnlyList<AttentionItem> Attention)
{
    /// <summary>The oldest waits for longer than <see cref="StatisticsOptions.WaitingTooLong"/>.</summary>
    public bool WaitsTooLong { get; init; }

    /// <summary>What the cores' hooks did not tell in the last 24 hours.</summary>
    public GapCount Gaps { get; init; }

    public static OverviewView Empty { get; } = new(
        HasTenants: false, new WaitingNow(0, null, 0),
        new StatisticsView(StatisticsWindow.Default.Name, DateTimeOffset.UnixEpoch, TimeSpan.Zero, OutcomeCounts.None, new LatencyView(null, null), [], [], [], []), []);
}

/// <summary>The overview's figures, all from roll-ups and bounded counts.</summary>
internal sealed class OverviewQueries(
    StatisticsQueries statistics, Attention attention, OperatorTenants scope, GapCounts gaps, IOptions<StatisticsOptions> options, TimeProvider time)
{
    public async Task<OverviewView> ReadAsync(SignedInOperator who, StatisticsWindow window, CancellationToken cancellationToken)
    {
        var visible = await scope.VisibleAsync(who, cancellationToken);
        var items = await attention.ListAsync(who, cancellationToken);
        if (visible.Ids.Count == 0)
        {
            return OverviewView.Empty with { Attention = items }; // a registration may wait for a yes before there is any tenant
        }

        var now = await statistics.WaitingAsync(visible, cancellationToken);
        return new OverviewView(HasTenants: true, now, await statistics.WindowAsync(window, visible, cancellationToken), items)
        {
            WaitsTooLong = time.GetUtcNow() - now.Oldest > options.Value.WaitingTooLong, Gaps = await gaps.LastDayAsync(visible, cancellationToken),
        };
    }
}
