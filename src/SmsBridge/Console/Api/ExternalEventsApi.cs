using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/external-events</c>, for admins, and what is of one tenant below <c>/api/tenants/{tenant}/external-events</c>.</summary>
internal static class ExternalEventsApi
{
    public static void MapExternalEventsApi(this IEndpointRouteBuilder routes)
    {
        var events = routes.MapOperatorApi("external-events").WithTags("External events").RequireAuthorization(Policies.Admin);
        events.MapGet("parked", ParkedAsync).WithName("listParkedEvents").Produces<ParkedListView>().WithSummary("The latest hundred messages that were set aside: not readable, or of a tenant that is not registered here.");
        events.MapPost("examine", ExamineAsync).WithName("examineExternalEvents").Produces<EventsView>().WithSummary("Asks all brokers and cores now; changes nothing.");
        var keep = routes.MapOperatorApi("tenants/{tenant}/external-events").WithTags("Tenants").RequireAuthorization(Policies.TenantAdmin).Refuses(404, 409);
        keep.MapPost("examine", ExamineTenantAsync).WithName("examineTenantEvents").Produces<CheckView>().WithSummary("Asks the tenant's core now whether it publishes what texts wait for; changes nothing.");
        keep.MapPost("enable", EnableAsync).WithName("enableTenantEvents").Produces<DoneView>().WithSummary("Switches on, in the tenant's core, what its texts wait for.");
    }

    private static async Task<IResult> ParkedAsync(EventsDoctor doctor) => TypedResults.Json(await doctor.ParkedAsync(), ConsoleJson.Readable.ParkedListView);

    private static async Task<IResult> ExamineAsync(EventsDoctor doctor, CancellationToken cancellationToken) =>
        TypedResults.Json(await doctor.ExamineAsync(cancellationToken), ConsoleJson.Readable.EventsView);

    private static async Task<IResult> ExamineTenantAsync(string tenant, HttpContext context, EventsEnabling events, CancellationToken cancellationToken) =>
        await events.ExamineAsync(context.Caller(), tenant, cancellationToken) switch
        {
            EventsExamined { Check: var check } => TypedResults.Json(check, ConsoleJson.Readable.CheckView),
            var outcome => OutcomeAnswers.Of(outcome),
        };

    private static async Task<IResult> EnableAsync(string tenant, HttpContext context, EventsEnabling events, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await events.EnableAsync(context.Caller(), tenant, cancellationToken));
}
