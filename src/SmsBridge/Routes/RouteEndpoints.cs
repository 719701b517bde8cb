using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;

namespace SmsBridge.Routes;

/// <summary><c>/modules/sms/routes/{tenantId}</c>: a tenant's ways out, with its API key.</summary>
internal static class RouteEndpoints
{
    public static void MapRoutes(this IEndpointRouteBuilder routes)
    {
        var tenant = routes.MapGroup("/modules/sms/routes/{tenantId}").RequireTenantKey().DescribeRoutes();
        tenant.MapGet("", ShowAsync).DescribeShow();
        tenant.MapPut("", SetAsync).DescribeSet();
        tenant.MapPost("{name}/_release", ReleaseAsync).DescribeRelease();
        tenant.MapPost("{name}/_off", SwitchOffAsync).DescribeOff();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, RouteViews views, CancellationToken cancellationToken) =>
        TypedResults.Json(await views.OfAsync(TenantKeyFilter.TenantOf(context), cancellationToken), RoutesJson.Readable.RoutesView);

    private static async Task<IResult> SetAsync(HttpContext context, RouteVerbs verbs, RouteViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, RoutesJson.Default.RoutesRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        if (request is null)
        {
            return Problems.BadRequest("body", "Give accounts and routes. An empty object ({}) ends all routes.");
        }

        return await AnswerAsync(context, await verbs.SetAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, request, cancellationToken), views, cancellationToken);
    }

    private static async Task<IResult> ReleaseAsync(HttpContext context, string name, RouteVerbs verbs, RouteViews views, CancellationToken cancellationToken) =>
        await AnswerAsync(context, await verbs.ReleaseAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, name), views, cancellationToken);

    private static async Task<IResult> SwitchOffAsync(HttpContext context, string name, RouteVerbs verbs, RouteViews views, CancellationToken cancellationToken) =>
        await AnswerAsync(context, await verbs.SwitchOffAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, name, cancellationToken), views, cancellationToken);

    private static async Task<IResult> AnswerAsync(HttpContext context, Outcome outcome, RouteViews views, CancellationToken cancellationToken) =>
        outcome switch
        {
            Outcome.Done or Outcome.Unchanged => await ShowAsync(context, views, cancellationToken),
            Outcome.NotFound => KeyAnswers.Gone(),
            _ => KeyAnswers.Refusal(context, outcome),
        };
}
