using SmsBridge.Insight.ClientRecords;
using SmsBridge.Operators;
using SmsBridge.Privacy;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/clients/{client}</c>: what is held of one client, for admins.</summary>
internal static class PrivacyApi
{
    public static void MapPrivacyApi(this IEndpointRouteBuilder routes)
    {
        var client = routes.MapOperatorApi("tenants/{tenant}/clients/{client:long}").WithTags("Tenants").RequireAuthorization(Policies.Admin);
        client.MapGet("export", ExportAsync).WithName("exportClient").Refuses(404, 422).Produces<ClientExport>().WithSummary("Everything held of a client; numbers and texts are whole. On the audit.");
        client.MapPost("erase", EraseAsync).WithName("eraseClient").Refuses(400, 404, 409, 413, 422).Accepts<EraseRequest>("application/json").Produces<ErasureView>()
            .WithSummary("Takes a client's numbers, texts, notes and raw hooks out for good; without confirm it only says what would be done.");
    }

    private static async Task<IResult> ExportAsync(string tenant, long client, HttpContext context, ExportVerbs verbs, CancellationToken cancellationToken)
    {
        var outcome = await verbs.ExportAsync(context.Caller(), tenant, client, cancellationToken);
        if (outcome is not ClientExported { Export: var export })
        {
            return OutcomeAnswers.Of(outcome);
        }

        context.Response.Headers.ContentDisposition = FormattableString.Invariant($"attachment; filename=\"client-{client}.json\"");
        return TypedResults.Json(export, ConsoleJson.Readable.ClientExport);
    }

    private static async Task<IResult> EraseAsync(string tenant, long client, HttpContext context, ErasureVerbs verbs)
    {
        var (request, problem) = await Web.JsonBody.ReadAsync(context, ConsoleJson.Default.EraseRequest, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        // Not with the caller's token: a browser that is closed must not leave half of it.
        var outcome = await verbs.EraseAsync(context.Caller(), tenant, client, request?.Reason, request?.Confirm == true, CancellationToken.None);
        return outcome is ErasureOutcome { View: var view } ? TypedResults.Json(view, ConsoleJson.Readable.ErasureView) : OutcomeAnswers.Of(outcome);
    }
}
