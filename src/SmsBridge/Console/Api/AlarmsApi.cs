using SmsBridge.Alarms;
using SmsBridge.Operators;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/alarms</c>, for admins.</summary>
internal static class AlarmsApi
{
    public static void MapAlarmsApi(this IEndpointRouteBuilder routes)
    {
        var alarms = routes.MapOperatorApi("alarms").WithTags("Alarms").RequireAuthorization(Policies.Admin);
        alarms.MapGet("", ListAsync).WithName("listAlarmReceivers").Produces<AlarmReceiversView>().WithSummary("Who is told what needs attention, and how that goes.");
        alarms.MapPost("{name}/test", TestAsync).WithName("testAlarmReceiver").Refuses(404, 409).Produces<DoneView>().WithSummary("Tells a receiver that this is a test.");
    }

    private static async Task<IResult> ListAsync(AlarmVerbs verbs, CancellationToken cancellationToken) =>
        TypedResults.Json(await verbs.ListAsync(cancellationToken), ConsoleJson.Readable.AlarmReceiversView);

    private static async Task<IResult> TestAsync(string name, HttpContext context, AlarmVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.TestAsync(context.Caller(), name, cancellationToken));
}
