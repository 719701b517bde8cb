using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Insight.Statistics;

/// <summary><c>GET /api/stats</c>, <c>/api/stats/today</c>, <c>/api/stats/attention</c>.</summary>
internal static class StatisticsEndpoints
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(48);

    public static void AddStatistics(this IServiceCollection services)
    {
        services.AddOptions<StatisticsOptions>()
            .BindConfiguration(StatisticsOptions.Section, binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<RollUpReader>();
        services.AddSingleton<RollUp>();
        services.AddSingleton<ReportPrices>();
        services.AddSingleton<IHearsPrices, PriceMarks>();
        services.AddSingleton<ReportRollUp>();
        services.AddSingleton<ReportQueries>();
        services.AddSingleton<LastHooks>();
        services.AddSingleton<RefusedHooks>();
        services.AddSingleton<StatisticsQueries>();
        services.AddSingleton<HookAttention>();
        services.AddSingleton<OldBackups>();
        services.AddSingleton<InstallationAttention>();
        services.AddSingleton<Attention>();
        services.AddSingleton<GapCounts>();
    }

    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        var stats = routes.MapOperatorApi("stats").WithTags("Statistics");
        stats.MapGet("", WindowAsync).WithName("showStatistics").Refuses(404).Produces<StatisticsView>().WithSummary("Counts and times of a window, by the hooks that arrived in it.");
        stats.MapGet("today", TodayAsync).WithName("showToday").Refuses(404).Produces<TodayView>().WithSummary("What waits now, and what came today.");
        stats.MapGet("attention", AttentionAsync).WithName("listAttention").Produces<AttentionView>().WithSummary("What a person should look at.");
    }

    private static async Task<IResult> WindowAsync(
        string? window, string? tenant, HttpContext context, OperatorTenants scope, StatisticsQueries queries, CancellationToken cancellationToken)
    {
        var wanted = window is null ? StatisticsWindow.Default : StatisticsWindow.Parse(window);
        return wanted is null ? Problems.BadRequest("window", StatisticsWindow.Choices)
            : await scope.VisibleAsync(context.Operator(), tenant, cancellationToken) is not { } visible ? Problems.NoSuchTenant(tenant!)
            : TypedResults.Json(await queries.WindowAsync(wanted, visible, cancellationToken), StatisticsJson.Readable.StatisticsView);
    }

    private static async Task<IResult> TodayAsync(
        DateTimeOffset? since, string? tenant, HttpContext context, OperatorTenants scope, StatisticsQueries queries, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var from = since ?? Midnight.Of(context.Operator(), now);
        return from > now || now - from > Longest ? Problems.BadRequest("since", "since must be a time of the last 48 hours.")
            : await scope.VisibleAsync(context.Operator(), tenant, cancellationToken) is not { } visible ? Problems.NoSuchTenant(tenant!)
            : TypedResults.Json(await queries.TodayAsync(from, visible, cancellationToken), StatisticsJson.Readable.TodayView);
    }

    private static async Task<IResult> AttentionAsync(HttpContext context, Attention attention, CancellationToken cancellationToken) =>
        TypedResults.Json(new AttentionView(await attention.ListAsync(context.Operator(), cancellationToken)), StatisticsJson.Readable.AttentionView);
}
