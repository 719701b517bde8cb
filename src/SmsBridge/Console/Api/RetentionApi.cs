using SmsBridge.Operators;
using SmsBridge.Privacy.Retention;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/retention</c>: how long a tenant's data are kept.</summary>
internal static class RetentionApi
{
    public static void MapRetentionApi(this IEndpointRouteBuilder routes)
    {
        var retention = routes.MapOperatorApi("tenants/{tenant}/retention").WithTags("Tenants");
        retention.MapGet("", ShowAsync).WithName("showRetention").Refuses(404).Produces<RetentionView>()
            .WithSummary("How long raw hooks, texts, partners' notices, whole records, the audit and unreadable events are kept, and what the last run took out.");
        retention.MapPut("", SetAsync).WithName("setRetention").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422) // of these admins alone; others are told of their own tenants only
            .Accepts<RetentionRequest>("application/json").Produces<DoneView>().WithSummary("A tenant's own rule, in days: 0 keeps for ever, what is absent is as the settings have it.");
    }

    private static async Task<IResult> ShowAsync(string tenant, HttpContext context, RetentionVerbs verbs, CancellationToken cancellationToken)
    {
        var outcome = await verbs.ShowAsync(context.Caller(), tenant, isCounted: false, cancellationToken);
        return outcome is RetentionShown { Views: [var view] } ? TypedResults.Json(view, ConsoleJson.Readable.RetentionView) : OutcomeAnswers.Of(outcome);
    }

    private static Task<IResult> SetAsync(string tenant, HttpContext context, RetentionVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.RetentionRequest, request => verbs.SetAsync(context.Caller(), tenant, request, cancellationToken));
}
