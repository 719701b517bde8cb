using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Rehearsal;

/// <summary><c>/modules/sms/texts/{tenantId}/{event}/{language}/_rehearse</c>, with the tenant's API key.</summary>
internal static class RehearsalEndpoints
{
    public static void AddRehearsal(this IServiceCollection services)
    {
        services.AddSingleton<RehearsedSms>();
        services.AddSingleton<TextRehearsal>();
    }

    public static void MapRehearsal(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/modules/sms/texts/{tenantId}").RequireTenantKey().WithTags("Texts").Proves(Schemes.AnyApiKey).Refuses(401, 429, 503)
            .MapPost("{event}/{language}/_rehearse", RehearseAsync)
            .Describe(
                "rehearseText", "What the last day's events would come to with a text, without sending.",
                "Of the text that is given, else of the draft, else of what is sent. The core is asked about each event, the newest first, as for its SMS.")
            .TakesJson<RehearsalRequest>().Produces<RehearsalView>().Refuses(400, 404, 413, 422);

    private static async Task<IResult> RehearseAsync(HttpContext context, string @event, string language, TextRehearsal rehearsal, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, RehearsalJson.Default.RehearsalRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await rehearsal.RunAsync(
            TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, @event, language, request ?? new RehearsalRequest(), cancellationToken);
        return outcome is Rehearsed rehearsed ? TypedResults.Json(rehearsed.View, RehearsalJson.Readable.RehearsalView) : KeyAnswers.Refusal(context, outcome);
    }
}
