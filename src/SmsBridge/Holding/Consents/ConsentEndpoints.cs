using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Holding.Consents;

/// <summary><c>/modules/sms/consent/{tenantId}</c>: to whom a tenant's texts go, and who agreed, with its API key. A number stands in bodies alone: addresses are in logs on the way.</summary>
internal static class ConsentEndpoints
{
    public static void MapConsents(this IEndpointRouteBuilder routes)
    {
        var tenant = routes.MapGroup("/modules/sms/consent/{tenantId}").RequireTenantKey().WithTags("Consent").Proves(Schemes.AnyApiKey).Refuses(401, 429, 503);
        tenant.MapGet("", ShowAsync).Describe("showConsent", "To whom each class of the tenant's texts goes.").Produces<ConsentView>();
        tenant.MapPut("", SetAsync)
            .Describe("setConsent", "To whom classes of texts go: to everybody who has not taken consent back, or only to who agreed.", "A class that is absent stays as it is; null: by the settings.")
            .TakesJson<ConsentRuleRequest>().Produces<ConsentView>().Refuses(400, 404, 413, 422);
        tenant.MapPost("_find", FindAsync)
            .Describe("findConsent", "What a number has said, and which classes of texts go to it.").TakesJson<ConsentFindRequest>().Produces<ConsentNumberView>().Refuses(400, 404, 413, 422);
        tenant.MapPost("_record", RecordAsync)
            .Describe("recordConsent", "A client agreed to a class of texts, or took it back.", "The later one holds; what was said before stays on the record. A STOP blocks every class beside it.")
            .TakesJson<ConsentRequest>().Produces<ConsentNumberView>().Refuses(400, 404, 413, 422);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ConsentViews views, CancellationToken cancellationToken) =>
        TypedResults.Json(await views.OfAsync(TenantKeyFilter.TenantOf(context), cancellationToken), ConsentsJson.Readable.ConsentView);

    private static async Task<IResult> SetAsync(HttpContext context, ConsentVerbs verbs, ConsentViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsentsJson.Default.ConsentRuleRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await verbs.RuleAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, request);
        return outcome is Outcome.Done or Outcome.Unchanged ? await ShowAsync(context, views, cancellationToken) : KeyAnswers.Refusal(context, outcome);
    }

    private static async Task<IResult> FindAsync(HttpContext context, ConsentViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsentsJson.Default.ConsentFindRequest, cancellationToken);
        var tenant = TenantKeyFilter.TenantOf(context);
        return problem ?? Found(context, tenant.TrustedUntil is not null ? ConsentVerbs.OnTrust : await views.FindAsync(tenant, request?.Number, cancellationToken));
    }

    private static async Task<IResult> RecordAsync(HttpContext context, ConsentVerbs verbs, ConsentViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsentsJson.Default.ConsentRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var tenant = TenantKeyFilter.TenantOf(context);
        var outcome = await verbs.RecordAsync(TenantKeyFilter.CallerOf(context), tenant.Identifier, request);
        return Found(context, outcome is Outcome.Unchanged ? await views.FindAsync(tenant, request?.Number, cancellationToken) : outcome);
    }

    private static IResult Found(HttpContext context, Outcome outcome) =>
        outcome is ConsentFound { View: var view } ? TypedResults.Json(view, ConsentsJson.Readable.ConsentNumberView) : KeyAnswers.Refusal(context, outcome);
}
