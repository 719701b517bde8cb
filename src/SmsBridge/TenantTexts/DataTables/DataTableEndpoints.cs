using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts.ClientLanguages;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.TenantTexts.DataTables;

/// <summary><c>/modules/sms/texts/{tenantId}/_tables</c> and <c>_language</c>: what texts can name of the core's data tables, and each client's language, with the tenant's API key.</summary>
internal static class DataTableEndpoints
{
    public static void MapDataTables(this RouteGroupBuilder tenant)
    {
        tenant.MapGet("_tables", List).Describe("listDataTables", "The data tables of its core that the tenant's texts can name, and how their columns are spelled.").Produces<DataTableListView>();
        tenant.MapPut("_tables/{name}", SetAsync)
            .Describe(
                "setDataTable", "Lets texts name a data table of the core, or reads its columns anew.",
                "The core is asked: the table must be one of clients, loans or savings accounts with one row each, and its user must have READ_ and the table's name. Texts name it by name and column: {{kyc.mothertongue}}.")
            .TakesJson<DataTableRequest>().Produces<DataTableListView>().Refuses(400, 404, 413, 422);
        tenant.MapDelete("_tables/{name}", RemoveAsync)
            .Describe("removeDataTable", "Texts can name the data table no more.", "Refused while a published text names it.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        tenant.MapGet("_language", ShowLanguage).Describe("showClientLanguage", "By what each client's language is found.").Produces<LanguageChoiceView>();
        tenant.MapPut("_language", SetLanguageAsync)
            .Describe(
                "setClientLanguage", "By what each client's language is found: a column of a data table, the client's office, else the tenant's.",
                "In place of what was set; an empty object ends it. Where there is no text in a client's language, the tenant's is sent.")
            .TakesJson<LanguageChoiceRequest>().Produces<LanguageChoiceView>().Refuses(400, 404, 413, 422);
    }

    private static IResult List(HttpContext context, DataTableVerbs verbs) => TypedResults.Json(verbs.List(TenantKeyFilter.TenantOf(context)), DataTablesJson.Readable.DataTableListView);

    private static async Task<IResult> SetAsync(HttpContext context, string name, DataTableVerbs verbs, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, DataTablesJson.Default.DataTableRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await verbs.SetAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, name, request ?? new DataTableRequest(), cancellationToken);
        return outcome is Outcome.Done ? List(context, verbs) : KeyAnswers.Refusal(context, outcome);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string name, DataTableVerbs verbs) =>
        await verbs.RemoveAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, name) switch
        {
            Outcome.Done => TypedResults.NoContent(),
            Outcome.Unchanged unchanged => Problems.NotFound(unchanged.Words),
            var outcome => KeyAnswers.Refusal(context, outcome),
        };

    private static IResult ShowLanguage(HttpContext context, LanguageVerbs verbs) => TypedResults.Json(verbs.Show(TenantKeyFilter.TenantOf(context)), DataTablesJson.Readable.LanguageChoiceView);

    private static async Task<IResult> SetLanguageAsync(HttpContext context, LanguageVerbs verbs, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, DataTablesJson.Default.LanguageChoiceRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var outcome = await verbs.SetAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, request ?? new LanguageChoiceRequest());
        return outcome is Outcome.Done ? ShowLanguage(context, verbs) : KeyAnswers.Refusal(context, outcome);
    }
}
