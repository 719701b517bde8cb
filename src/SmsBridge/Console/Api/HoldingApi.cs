using SmsBridge.Holding;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/surge</c>: what is held because far more than usual came. <c>/api/tenants/{tenant}/import-pause</c>: what is recorded without being told.</summary>
internal static class HoldingApi
{
    public static void MapHoldingApi(this IEndpointRouteBuilder routes)
    {
        var surge = routes.MapOperatorApi("tenants/{tenant}/surge").WithTags("Tenants");
        surge.MapGet("", ShowAsync).WithName("showSurge").Refuses(404).Produces<SurgeView>().WithSummary("What the surge gate lets pass, and what it holds: how many, in how many parts, which.");
        var keep = surge.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        keep.MapPost("release", ReleaseAsync).WithName("releaseSurge").Produces<DoneView>().WithSummary("All that is held goes out.");
        keep.MapPost("cancel", CancelAsync).WithName("cancelSurge").Produces<DoneView>().WithSummary("All that is held is given up.");
        keep.MapPut("rule", RuleAsync).WithName("setSurgeRule").Accepts<SurgeRuleRequest>("application/json").Produces<DoneView>().WithSummary("Whether the surge gate is on, and what it lets pass.");
        var pauses = routes.MapOperatorApi("tenants/{tenant}/import-pause").WithTags("Tenants");
        pauses.MapGet("", ListPausesAsync).WithName("listImportPauses").Refuses(404).Produces<ImportPausesView>().WithSummary("When events were, are or will be recorded without being told.");
        var change = pauses.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        change.MapPost("", StartAsync).WithName("startImportPause").Accepts<ImportPauseRequest>("application/json").Produces<DoneView>().WithSummary("Events are recorded without being told: from now or a time, until a time or until it is ended.");
        change.MapPost("end", EndAsync).WithName("endImportPause").Produces<DoneView>().WithSummary("Clients are told again of what comes from now on.");
    }

    private static async Task<IResult> ShowAsync(string tenant, HttpContext context, OperatorTenants scope, SurgeViews views, CancellationToken cancellationToken) =>
        scope.Find(context.Operator(), tenant) is { } found
            ? TypedResults.Json(await views.OfAsync(found, cancellationToken), ConsoleJson.Readable.SurgeView)
            : Problems.NotFound("There is no such tenant.");

    private static async Task<IResult> ReleaseAsync(string tenant, HttpContext context, SurgeVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.ReleaseAsync(context.Caller(), tenant, cancellationToken));

    private static async Task<IResult> CancelAsync(string tenant, HttpContext context, SurgeVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.CancelAsync(context.Caller(), tenant, cancellationToken));

    private static async Task<IResult> ListPausesAsync(string tenant, HttpContext context, OperatorTenants scope, ImportPauseVerbs verbs, CancellationToken cancellationToken) =>
        scope.Find(context.Operator(), tenant) is { } found
            ? TypedResults.Json(await verbs.ListAsync(found, cancellationToken), ConsoleJson.Readable.ImportPausesView)
            : Problems.NotFound("There is no such tenant.");

    private static Task<IResult> StartAsync(string tenant, HttpContext context, ImportPauseVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.ImportPauseRequest, request => verbs.StartAsync(context.Caller(), tenant, request));

    private static async Task<IResult> EndAsync(string tenant, HttpContext context, ImportPauseVerbs verbs) => OutcomeAnswers.Of(await verbs.EndAsync(context.Caller(), tenant));

    private static Task<IResult> RuleAsync(string tenant, HttpContext context, SurgeVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.SurgeRuleRequest, request => verbs.RuleAsync(context.Caller(), tenant, request));
}
