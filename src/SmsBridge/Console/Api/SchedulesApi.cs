using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/tenants/{tenant}/schedule</c>: reminders from the schedules of a tenant's loans.</summary>
internal static class SchedulesApi
{
    public static void MapSchedulesApi(this IEndpointRouteBuilder routes)
    {
        var schedule = routes.MapOperatorApi("tenants/{tenant}/schedule").WithTags("Tenants");
        schedule.MapGet("", ShowAsync).WithName("showTenantSchedule").Refuses(404).Produces<ScheduleView>().WithSummary("Which instalments clients are reminded of, and the runs, newest first.");
        var keep = schedule.MapGroup("").RequireAuthorization(Policies.TenantAdmin).Refuses(400, 404, 409, 413, 422);
        keep.MapPut("", SetAsync).WithName("setTenantSchedule").Accepts<ScheduleRequest>("application/json").Produces<DoneView>().WithSummary("Which instalments clients are reminded of, and when the loans are gone through.");
        keep.MapPost("run", RunAsync).WithName("runTenantSchedule").Produces<DoneView>().WithSummary("Begins a run for today; from 20:00 on, without quiet hours, for tomorrow.");
        keep.MapPost("stop", StopAsync).WithName("stopTenantSchedule").Produces<DoneView>().WithSummary("Ends the run that is under way.");
        keep.MapPost("preview", PreviewAsync).WithName("previewTenantSchedule").Produces<SchedulePreviewView>().WithSummary("What a run would tell today, masked, as far as clients have a number and did not opt out. Sends nothing.");
    }

    private static async Task<IResult> ShowAsync(string tenant, HttpContext context, OperatorTenants scope, ScheduleViews views, CancellationToken cancellationToken) =>
        scope.Find(context.Operator(), tenant) is { } found
            ? TypedResults.Json(await views.OfAsync(found, cancellationToken), ConsoleJson.Readable.ScheduleView)
            : Problems.NotFound("There is no such tenant.");

    private static Task<IResult> SetAsync(string tenant, HttpContext context, ScheduleVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.ScheduleRequest, request => verbs.SetAsync(context.Caller(), tenant, request ?? new ScheduleRequest(), cancellationToken));

    private static async Task<IResult> RunAsync(string tenant, HttpContext context, ScheduleVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.RunAsync(context.Caller(), tenant, cancellationToken));

    private static async Task<IResult> StopAsync(string tenant, HttpContext context, ScheduleVerbs verbs) => OutcomeAnswers.Of(await verbs.StopAsync(context.Caller(), tenant));

    private static async Task<IResult> PreviewAsync(string tenant, HttpContext context, ScheduleVerbs verbs, CancellationToken cancellationToken)
    {
        var outcome = await verbs.PreviewAsync(context.Caller(), tenant, cancellationToken);
        return outcome is SchedulePreviewed { View: var view } ? TypedResults.Json(view, ConsoleJson.Readable.SchedulePreviewView) : OutcomeAnswers.Of(outcome);
    }
}
