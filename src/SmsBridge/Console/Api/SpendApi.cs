using SmsBridge.Holding.Spending;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/spend</c>: what a tenant's SMS may cost in a month, and what they cost so far.</summary>
internal static class SpendApi
{
    public static void MapSpendApi(this IEndpointRouteBuilder routes)
    {
        var spend = routes.MapOperatorApi("tenants/{tenant}/spend").WithTags("Tenants");
        spend.MapGet("", ShowAsync).WithName("showSpend").Refuses(404).Produces<SpendView>().WithSummary("The cap on what SMS cost in a month: spent so far, the forecast, which texts wait and how many.");
        var keep = spend.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        keep.MapPut("cap", CapAsync).WithName("setSpendCap").Accepts<SpendCapRequest>("application/json").Produces<DoneView>().WithSummary("Sets the cap, or takes it away; what it held is judged anew.");
        keep.MapPost("release", ReleaseAsync).WithName("releaseSpend").Produces<DoneView>().WithSummary("All that the cap holds goes out in spite of it.");
        keep.MapPost("cancel", CancelAsync).WithName("cancelSpend").Produces<DoneView>().WithSummary("All that the cap holds is given up.");
    }

    private static async Task<IResult> ShowAsync(string tenant, HttpContext context, OperatorTenants scope, SpendViews views, CancellationToken cancellationToken) =>
        scope.Find(context.Operator(), tenant) is { } found
            ? TypedResults.Json(await views.OfAsync(found, cancellationToken), ConsoleJson.Readable.SpendView)
            : Problems.NotFound("There is no such tenant.");

    private static Task<IResult> CapAsync(string tenant, HttpContext context, SpendVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.SpendCapRequest, request => verbs.CapAsync(context.Caller(), tenant, request, context.RequestAborted));

    private static async Task<IResult> ReleaseAsync(string tenant, HttpContext context, SpendVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.ReleaseAsync(context.Caller(), tenant, cancellationToken));

    private static async Task<IResult> CancelAsync(string tenant, HttpContext context, SpendVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.CancelAsync(context.Caller(), tenant, cancellationToken));
}
