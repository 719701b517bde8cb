using SmsBridge.Gaps;
using SmsBridge.Insight.Lists;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/gaps</c>: what a core did and its hooks did not tell.</summary>
internal static class GapsApi
{
    public static void MapGapsApi(this IEndpointRouteBuilder routes)
    {
        var gaps = routes.MapOperatorApi("tenants/{tenant}/gaps").WithTags("Tenants");
        gaps.MapGet("", ListAsync).WithName("listGaps").Refuses(400, 404).Produces<GapListView>().WithSummary("What was found missing, explained or made up, newest first. Asks no core.");
        var keep = gaps.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        keep.MapPost("compare", CompareAsync).WithName("compareGaps").Produces<GapListView>().WithSummary("Asks the core now; from: everything since then anew.");
        keep.MapPost("make-up", MakeUpAsync).WithName("makeUpGaps").Produces<GapListView>().WithSummary("Asks the core now, and enters what is missing as events.");
        keep.MapPut("rule", RuleAsync).WithName("setGapRule").Accepts<GapRuleRequest>("application/json").Produces<DoneView>().WithSummary("Whether what is missing is made up without being asked for.");
    }

    private static async Task<IResult> ListAsync(
        string tenant, string? from, HttpContext context, OperatorTenants scope, GapViews views, CancellationToken cancellationToken) =>
        scope.Find(context.Operator(), tenant) is not { } found ? Problems.NotFound("There is no such tenant.")
        : !TryRead(from, out var since) ? WrongTime()
        : TypedResults.Json(await views.OfAsync(found, since, cancellationToken), ConsoleJson.Readable.GapListView);

    private static async Task<IResult> CompareAsync(string tenant, string? from, HttpContext context, GapVerbs verbs, CancellationToken cancellationToken) =>
        TryRead(from, out var since) ? Of(await verbs.CompareAsync(context.Caller(), tenant, since, cancellationToken)) : WrongTime();

    private static async Task<IResult> MakeUpAsync(string tenant, string? from, HttpContext context, GapVerbs verbs, CancellationToken cancellationToken) =>
        TryRead(from, out var since) ? Of(await verbs.MakeUpAsync(context.Caller(), tenant, since, cancellationToken)) : WrongTime();

    private static Task<IResult> RuleAsync(string tenant, HttpContext context, GapVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.GapRuleRequest, request => verbs.RuleAsync(context.Caller(), tenant, request?.MakesUp));

    private static IResult Of(Outcome outcome) =>
        outcome is GapsCompared { View: var view } ? TypedResults.Json(view, ConsoleJson.Readable.GapListView) : OutcomeAnswers.Of(outcome);

    private static bool TryRead(string? from, out DateTimeOffset? since)
    {
        since = string.IsNullOrEmpty(from) ? null : ListAddress.Time(from);
        return string.IsNullOrEmpty(from) || since is not null;
    }

    private static IResult WrongTime() => Problems.BadRequest("from", "from must be a time such as 2026-11-21T08:00:00Z.");
}
