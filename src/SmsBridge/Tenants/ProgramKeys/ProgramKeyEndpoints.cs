using SmsBridge.Operators;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Tenants.ProgramKeys;

/// <summary><c>/modules/sms/configuration/{tenantId}/program-keys</c>: a tenant's keys for programs, with its own API key alone.</summary>
internal static class ProgramKeyEndpoints
{
    public static void MapProgramKeys(this RouteGroupBuilder tenant)
    {
        tenant.MapGet("program-keys", List).Describe("listProgramKeys", "The tenant's keys for programs: what each is for, until when, and when it was last used.").Produces<ProgramKeyListView>();
        tenant.MapPost("program-keys", AddAsync)
            .Describe(
                "addProgramKey", "A key for a program, shown once: it opens what its scopes say, of this tenant, and nothing else.",
                "Scopes: hooks (post hooks), log (read the event log), texts (read and change texts, and which events clients are told of). Without expiresAt it works until it is ended.")
            .TakesJson<ProgramKeyRequest>().Produces<NewProgramKeyView>(StatusCodes.Status201Created).Refuses(400, 404, 413, 422);
        tenant.MapDelete("program-keys/{name}", EndAsync).Describe("endProgramKey", "A program's key stops working at once.")
            .Produces(StatusCodes.Status204NoContent).Refuses(404);
    }

    private static IResult List(HttpContext context, ProgramKeyViews views) =>
        TypedResults.Json(views.Of(TenantKeyFilter.TenantOf(context)), TenantsJson.Readable.ProgramKeyListView);

    private static async Task<IResult> AddAsync(HttpContext context, ProgramKeyVerbs verbs, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TenantsJson.Default.ProgramKeyRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await verbs.AddAsync(
            TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, request ?? new ProgramKeyRequest(Name: null, Scopes: null, ExpiresAt: null));
        return outcome is ProgramKeyMade made
            ? TypedResults.Json(made.View, TenantsJson.Readable.NewProgramKeyView, statusCode: StatusCodes.Status201Created)
            : KeyAnswers.Refusal(context, outcome);
    }

    private static async Task<IResult> EndAsync(HttpContext context, string name, ProgramKeyVerbs verbs) =>
        await verbs.EndAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, name) switch
        {
            Outcome.Done => TypedResults.NoContent(),
            Outcome.Unchanged unchanged => Problems.NotFound(unchanged.Words),
            var outcome => KeyAnswers.Refusal(context, outcome),
        };
}
