using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Pages.Overview;

/// <param name="HasTenants">False: nothing has ever registered, and the page says how to begin.</param>
internal sealed record OverviewView(bool HasTenants, WaitingNow Now, StatisticsView Window, IReadOnlyList<AttentionItem> Attention)
{
    public static OverviewView Empty { get; } = new(
        HasTenants: false, new WaitingNow(0, null, 0),
        new StatisticsView(StatisticsWindow.Default.Name, DateTimeOffset.UnixEpoch, TimeSpan.Zero, OutcomeCounts.None, new LatencyView(null, null), [], [], [], []), []);
}

/// <summary>The overview's figures, all from roll-ups and bounded counts.</summary>
internal sealed class OverviewQueries(StatisticsQueries statistics, Attention attention, OperatorTenants scope)
{
    public async Task<OverviewView> ReadAsync(SignedInOperator who, string? window, CancellationToken cancellationToken)
    {
        var visible = await scope.VisibleAsync(who, cancellationToken);
        return visible.Ids.Count == 0
            ? OverviewView.Empty
            : new OverviewView(
                HasTenants: true,
                await statistics.WaitingAsync(visible, cancellationToken),
                await statistics.WindowAsync(StatisticsWindow.Parse(window) ?? StatisticsWindow.Default, visible, cancellationToken),
                await attention.ListAsync(who, cancellationToken));
    }
}
