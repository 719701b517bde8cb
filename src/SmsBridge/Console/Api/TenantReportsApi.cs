using SmsBridge.Operators;
using SmsBridge.Schedules.Reports;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/schedule/reports</c>: reports of a tenant's core at set times.</summary>
internal static class TenantReportsApi
{
    public static void MapTenantReportsApi(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapOperatorApi("tenants/{tenant}/schedule/reports").WithTags("Tenants");
        reports.MapGet("", ListAsync).WithName("listTenantReports").Refuses(404).Produces<CoreReportListView>().WithSummary("Reports of the core that are run at set times, and their runs.");
        var keep = reports.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        keep.MapPut("{name}", SetAsync).WithName("setTenantReport").Accepts<CoreReportRequest>("application/json").Produces<DoneView>().WithSummary("A report of the core at set times: a text for each row. The core runs it first.");
        keep.MapDelete("{name}", RemoveAsync).WithName("removeTenantReport").Produces<DoneView>().WithSummary("Takes a report off the timetable, and ends its run.");
        keep.MapPost("{name}/run", RunAsync).WithName("runTenantReport").Produces<DoneView>().WithSummary("Begins a run for today; from 20:00 on, without quiet hours, for tomorrow. Rows that were told that day are not told again.");
        keep.MapPost("{name}/stop", StopAsync).WithName("stopTenantReport").Produces<DoneView>().WithSummary("Ends the run that is under way.");
        keep.MapPost("{name}/preview", PreviewAsync).WithName("previewTenantReport").Produces<CoreReportPreviewView>().WithSummary("What a run would tell now, of the first rows, masked. Sends nothing.");
    }

    private static async Task<IResult> ListAsync(string tenant, HttpContext context, OperatorTenants scope, ReportViews views, CancellationToken cancellationToken) =>
        scope.Find(context.Operator(), tenant) is { } found
            ? TypedResults.Json(await views.OfAsync(found, cancellationToken), ConsoleJson.Readable.CoreReportListView)
            : Problems.NotFound("There is no such tenant.");

    private static Task<IResult> SetAsync(string tenant, string name, HttpContext context, ReportVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.CoreReportRequest, request => verbs.SetAsync(context.Caller(), tenant, name, request ?? new CoreReportRequest(), cancellationToken));

    private static async Task<IResult> RemoveAsync(string tenant, string name, HttpContext context, ReportVerbs verbs) =>
        OutcomeAnswers.Of(await verbs.RemoveAsync(context.Caller(), tenant, name));

    private static async Task<IResult> RunAsync(string tenant, string name, HttpContext context, ReportVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.RunAsync(context.Caller(), tenant, name, cancellationToken));

    private static async Task<IResult> StopAsync(string tenant, string name, HttpContext context, ReportVerbs verbs) =>
        OutcomeAnswers.Of(await verbs.StopAsync(context.Caller(), tenant, name));

    private static async Task<IResult> PreviewAsync(string tenant, string name, HttpContext context, ReportVerbs verbs, CancellationToken cancellationToken)
    {
        var outcome = await verbs.PreviewAsync(context.Caller(), tenant, name, cancellationToken);
        return outcome is ReportPreviewed { View: var view } ? TypedResults.Json(view, ConsoleJson.Readable.CoreReportPreviewView) : OutcomeAnswers.Of(outcome);
    }
}
