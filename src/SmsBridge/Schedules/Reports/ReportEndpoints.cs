using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Schedules.Reports;

/// <summary><c>/modules/sms/schedules/{tenantId}/reports</c>: reports of the core at set times, with the tenant's API key.</summary>
internal static class ReportEndpoints
{
    public static void MapScheduledReports(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/modules/sms/schedules/{tenantId}/reports").RequireTenantKey().WithTags("Schedules").Proves(Schemes.AnyApiKey).Refuses(401, 429, 503);
        reports.MapGet("", ListAsync).Describe("listScheduledReports", "Reports of the core that are run at set times, and their runs.").Produces<CoreReportListView>();
        reports.MapPut("{name}", SetAsync)
            .Describe("setScheduledReport", "A report of the core at set times: a text for each row.", "What is absent stays as it is. The core runs the report first: columns that it does not have are refused.")
            .TakesJson<CoreReportRequest>().Produces<CoreReportListView>().Refuses(400, 404, 413, 422);
        reports.MapDelete("{name}", RemoveAsync).Describe("removeScheduledReport", "Takes a report off the timetable, and ends its run.").Produces(StatusCodes.Status204NoContent).Refuses(404, 422);
        reports.MapPost("{name}/_run", RunAsync).Describe("runScheduledReport", "Begins a run for today; from 20:00 on, without quiet hours, for tomorrow. Rows that were told that day are not told again.").Produces<CoreReportListView>().Refuses(404, 422);
        reports.MapPost("{name}/_stop", StopAsync).Describe("stopScheduledReport", "Ends the run that is under way. What became events before is sent.").Produces<CoreReportListView>().Refuses(404, 422);
        reports.MapPost("{name}/_preview", PreviewAsync).Describe("previewScheduledReport", "What a run would tell now, of the first rows, masked. Sends nothing.").Produces<CoreReportPreviewView>().Refuses(404, 422);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ReportViews views, CancellationToken cancellationToken) =>
        TypedResults.Json(await views.OfAsync(TenantKeyFilter.TenantOf(context), cancellationToken), SchedulesJson.Readable.CoreReportListView);

    private static async Task<IResult> SetAsync(string name, HttpContext context, ReportVerbs verbs, ReportViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, SchedulesJson.Default.CoreReportRequest, cancellationToken);
        return problem ?? await ShownAsync(
            context, await verbs.SetAsync(TenantKeyFilter.CallerOf(context), Identifier(context), name, request ?? new CoreReportRequest(), cancellationToken), views, cancellationToken);
    }

    private static async Task<IResult> RemoveAsync(string name, HttpContext context, ReportVerbs verbs)
    {
        var outcome = await verbs.RemoveAsync(TenantKeyFilter.CallerOf(context), Identifier(context), name);
        return outcome is Outcome.Done ? TypedResults.NoContent() : KeyAnswers.Refusal(context, outcome);
    }

    private static async Task<IResult> RunAsync(string name, HttpContext context, ReportVerbs verbs, ReportViews views, CancellationToken cancellationToken) =>
        await ShownAsync(context, await verbs.RunAsync(TenantKeyFilter.CallerOf(context), Identifier(context), name, cancellationToken), views, cancellationToken);

    private static async Task<IResult> StopAsync(string name, HttpContext context, ReportVerbs verbs, ReportViews views, CancellationToken cancellationToken) =>
        await ShownAsync(context, await verbs.StopAsync(TenantKeyFilter.CallerOf(context), Identifier(context), name), views, cancellationToken);

    private static async Task<IResult> PreviewAsync(string name, HttpContext context, ReportVerbs verbs, CancellationToken cancellationToken)
    {
        var outcome = await verbs.PreviewAsync(TenantKeyFilter.CallerOf(context), Identifier(context), name, cancellationToken);
        return outcome is ReportPreviewed { View: var view } ? TypedResults.Json(view, SchedulesJson.Readable.CoreReportPreviewView) : KeyAnswers.Refusal(context, outcome);
    }

    private static string Identifier(HttpContext context) => TenantKeyFilter.TenantOf(context).Identifier;

    private static async Task<IResult> ShownAsync(HttpContext context, Outcome outcome, ReportViews views, CancellationToken cancellationToken) =>
        outcome is Outcome.Done or Outcome.Unchanged ? await ListAsync(context, views, cancellationToken) : KeyAnswers.Refusal(context, outcome);
}
