using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Schedules;

/// <summary><c>/modules/sms/schedules/{tenantId}</c>: a tenant's reminders, with its API key.</summary>
internal static class ScheduleEndpoints
{
    public static void MapSchedules(this IEndpointRouteBuilder routes)
    {
        var tenant = routes.MapGroup("/modules/sms/schedules/{tenantId}").RequireTenantKey().WithTags("Schedules").Proves(Schemes.AnyApiKey).Refuses(401, 429, 503);
        tenant.MapGet("", ShowAsync).Describe("showSchedule", "Which instalments clients are reminded of from the schedules of their loans, and the runs.").Produces<ScheduleView>();
        tenant.MapPut("", SetAsync)
            .Describe("setSchedule", "Which instalments clients are reminded of, and when the loans are gone through.", "What is absent stays as it is. For cores that send no external events.")
            .TakesJson<ScheduleRequest>().Produces<ScheduleView>().Refuses(400, 404, 413, 422);
        tenant.MapPost("_run", RunAsync).Describe("runSchedule", "Begins a run for today; from 20:00 on, without quiet hours, for tomorrow.").Produces<ScheduleView>().Refuses(404, 422);
        tenant.MapPost("_stop", StopAsync).Describe("stopSchedule", "Ends the run that is under way. What became events before is sent.").Produces<ScheduleView>().Refuses(404, 422);
        tenant.MapPost("_preview", PreviewAsync).Describe("previewSchedule", "What a run would tell today, masked, as far as clients have a number and did not opt out. Sends nothing.").Produces<SchedulePreviewView>().Refuses(404, 422);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, ScheduleViews views, CancellationToken cancellationToken) =>
        TypedResults.Json(await views.OfAsync(TenantKeyFilter.TenantOf(context), cancellationToken), SchedulesJson.Readable.ScheduleView);

    private static async Task<IResult> SetAsync(HttpContext context, ScheduleVerbs verbs, ScheduleViews views, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, SchedulesJson.Default.ScheduleRequest, cancellationToken);
        return problem ?? await ShownAsync(
            context, await verbs.SetAsync(TenantKeyFilter.CallerOf(context), Identifier(context), request ?? new ScheduleRequest(), cancellationToken), views, cancellationToken);
    }

    private static async Task<IResult> RunAsync(HttpContext context, ScheduleVerbs verbs, ScheduleViews views, CancellationToken cancellationToken) =>
        await ShownAsync(context, await verbs.RunAsync(TenantKeyFilter.CallerOf(context), Identifier(context), cancellationToken), views, cancellationToken);

    private static async Task<IResult> StopAsync(HttpContext context, ScheduleVerbs verbs, ScheduleViews views, CancellationToken cancellationToken) =>
        await ShownAsync(context, await verbs.StopAsync(TenantKeyFilter.CallerOf(context), Identifier(context)), views, cancellationToken);

    private static async Task<IResult> PreviewAsync(HttpContext context, ScheduleVerbs verbs, CancellationToken cancellationToken)
    {
        var outcome = await verbs.PreviewAsync(TenantKeyFilter.CallerOf(context), Identifier(context), cancellationToken);
        return outcome is SchedulePreviewed { View: var view } ? TypedResults.Json(view, SchedulesJson.Readable.SchedulePreviewView) : KeyAnswers.Refusal(context, outcome);
    }

    private static string Identifier(HttpContext context) => TenantKeyFilter.TenantOf(context).Identifier;

    private static async Task<IResult> ShownAsync(HttpContext context, Outcome outcome, ScheduleViews views, CancellationToken cancellationToken) =>
        outcome is Outcome.Done or Outcome.Unchanged ? await ShowAsync(context, views, cancellationToken) : KeyAnswers.Refusal(context, outcome);
}
