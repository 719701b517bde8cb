using SmsBridge.Holding.Digests;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/digest</c>: a client's receipts of a day in one SMS.</summary>
internal static class DigestApi
{
    public static void MapDigestApi(this IEndpointRouteBuilder routes)
    {
        var digest = routes.MapOperatorApi("tenants/{tenant}/digest").WithTags("Tenants");
        digest.MapGet("", ShowAsync).WithName("showDigest").Refuses(404).Produces<DigestView>().WithSummary("Whether and when a client's receipts of a day are told as one SMS, how many wait for it, and in which words.");
        var keep = digest.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        keep.MapPut("", SetAsync).WithName("setDigest").Accepts<DigestRequest>("application/json").Produces<DoneView>().WithSummary("Sets the time and the receipts, or takes the digest away; what waits is judged anew.");
        keep.MapPut("texts/{language}", WriteAsync).WithName("setDigestText").Accepts<DigestTextRequest>("application/json").Produces<DoneView>().WithSummary("The words of a digest in a language; without a text the product's again.");
    }

    private static async Task<IResult> ShowAsync(string tenant, HttpContext context, OperatorTenants scope, DigestViews views, CancellationToken cancellationToken) =>
        scope.Find(context.Operator(), tenant) is { } found
            ? TypedResults.Json(await views.OfAsync(found, cancellationToken), ConsoleJson.Readable.DigestView)
            : Problems.NotFound("There is no such tenant.");

    private static Task<IResult> SetAsync(string tenant, HttpContext context, DigestVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.DigestRequest, request => verbs.SetAsync(context.Caller(), tenant, request, context.RequestAborted));

    private static Task<IResult> WriteAsync(string tenant, string language, HttpContext context, DigestVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.DigestTextRequest, request => verbs.WriteAsync(context.Caller(), tenant, language, request?.Text, context.RequestAborted));
}
