using SmsBridge.Holding.Consents;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/consent</c>: to whom classes of texts go, and who agreed.</summary>
internal static class ConsentApi
{
    public static void MapConsentApi(this IEndpointRouteBuilder routes)
    {
        var consent = routes.MapOperatorApi("tenants/{tenant}/consent").WithTags("Tenants");
        consent.MapGet("", ShowAsync).WithName("showTenantConsent").Refuses(404).Produces<ConsentView>().WithSummary("To whom each class of the tenant's texts goes.");
        var keep = consent.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        keep.MapPut("", SetAsync).WithName("setTenantConsent").Accepts<ConsentRuleRequest>("application/json").Produces<DoneView>().WithSummary("To whom classes of texts go: to everybody who has not taken consent back, or only to who agreed.");
        keep.MapPost("find", FindAsync).WithName("findTenantConsent").Accepts<ConsentFindRequest>("application/json").Produces<ConsentNumberView>().WithSummary("What a number has said, and which classes of texts go to it.");
        keep.MapPost("record", RecordAsync).WithName("recordTenantConsent").Accepts<ConsentRequest>("application/json").Produces<DoneView>().WithSummary("A client agreed to a class of texts, or took it back.");
    }

    private static async Task<IResult> ShowAsync(string tenant, HttpContext context, OperatorTenants scope, ConsentViews views, CancellationToken cancellationToken) =>
        scope.Find(context.Operator(), tenant) is { } found
            ? TypedResults.Json(await views.OfAsync(found, cancellationToken), ConsoleJson.Readable.ConsentView)
            : Problems.NotFound("There is no such tenant.");

    private static Task<IResult> SetAsync(string tenant, HttpContext context, ConsentVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.ConsentRuleRequest, request => verbs.RuleAsync(context.Caller(), tenant, request));

    private static async Task<IResult> FindAsync(string tenant, HttpContext context, OperatorTenants scope, ConsentViews views, CancellationToken cancellationToken)
    {
        if (scope.Find(context.Operator(), tenant) is not { } found)
        {
            return Problems.NotFound("There is no such tenant.");
        }

        var (request, problem) = await JsonBody.ReadAsync(context, ConsoleJson.Default.ConsentFindRequest, cancellationToken);
        return problem ?? (await views.FindAsync(found, request?.Number, cancellationToken) switch
        {
            ConsentFound { View: var view } => TypedResults.Json(view, ConsoleJson.Readable.ConsentNumberView),
            var outcome => OutcomeAnswers.Of(outcome),
        });
    }

    private static Task<IResult> RecordAsync(string tenant, HttpContext context, ConsentVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.ConsentRequest, request => verbs.RecordAsync(context.Caller(), tenant, request));
}
