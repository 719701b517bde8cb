using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/program-keys</c>: keys for people's programs.</summary>
internal static class ProgramKeysApi
{
    public static void MapProgramKeysApi(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapOperatorApi("tenants/{tenant}/program-keys").WithTags("Tenants");
        keys.MapGet("", List).WithName("listTenantProgramKeys").Refuses(404).Produces<ProgramKeyListView>().WithSummary("A tenant's keys for programs: what each is for, until when, and when it was last used.");
        var keep = keys.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        keep.MapPost("", AddAsync).WithName("addTenantProgramKey").Accepts<ProgramKeyRequest>("application/json").Produces<SecretView>().WithSummary("A key for a program, shown once: it opens what its scopes say, of this tenant, and nothing else.");
        keep.MapDelete("{name}", EndAsync).WithName("endTenantProgramKey").Produces<DoneView>().WithSummary("A program's key stops working at once.");
    }

    private static IResult List(string tenant, HttpContext context, OperatorTenants scope, ProgramKeyViews views) =>
        scope.Find(context.Operator(), tenant) is { } found
            ? TypedResults.Json(views.Of(found), ConsoleJson.Readable.ProgramKeyListView)
            : Problems.NotFound("There is no such tenant.");

    private static Task<IResult> AddAsync(string tenant, HttpContext context, ProgramKeyVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.ProgramKeyRequest, request => verbs.AddAsync(
            context.Caller(), tenant, request ?? new ProgramKeyRequest(Name: null, Scopes: null, ExpiresAt: null)));

    private static async Task<IResult> EndAsync(string tenant, string name, HttpContext context, ProgramKeyVerbs verbs) =>
        OutcomeAnswers.Of(await verbs.EndAsync(context.Caller(), tenant, name));
}
