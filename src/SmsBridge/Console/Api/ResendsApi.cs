using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Console.Pages.BulkResend;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.MessageList;
using SmsBridge.Operators;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/resends</c>: resend in bulk. First a plan, which changes nothing; a run sends what was planned or nothing at all.</summary>
internal static class ResendsApi
{
    private const string NoSuchRun = "There is no such run (any more), or somebody else started it.";

    public static void MapResendsApi(this IEndpointRouteBuilder routes)
    {
        var resends = routes.MapOperatorApi("resends").WithTags("Messages").RequireAuthorization(Policies.Support);
        resends.MapPost("plan", PlanAsync).WithName("planResend").Refuses(404, 413).Accepts<BulkRequest>("application/json").Produces<BulkPlanView>().WithSummary("The dry run: how many would be sent anew, what is left out and why.");
        resends.MapPost("", StartAsync).WithName("startResend").Refuses(404, 409, 413, 429).Accepts<BulkRequest>("application/json").Produces<BulkRunView>(StatusCodes.Status202Accepted)
            .WithSummary("Starts it. Needs the plan's confirmation and digest: when the messages have changed since, nothing is sent.");
        resends.MapGet("{run:guid}", Show).WithName("showResend").Refuses(404).Produces<BulkRunView>().WithSummary("How far a run is.");
        resends.MapPost("{run:guid}/stop", Stop).WithName("stopResend").Refuses(404).Produces<BulkRunView>().WithSummary("Stops a run; what was not reached stays as it was.");
    }

    private static async Task<IResult> PlanAsync(HttpContext context, ConsoleRequest consoleRequest, ResendPlanner planner, CancellationToken cancellationToken)
    {
        var (_, plan, problem) = await ReadAsync(context, consoleRequest, planner, cancellationToken);
        return plan is null ? problem! : TypedResults.Json(
            new BulkPlanView(
                plan.Chosen.Count, plan.Segments, plan.WithoutText, plan.IsCut, [.. plan.LeftOut.OrderByDescending(pair => pair.Value).Select(pair => new BulkLeftView(pair.Key, pair.Value))],
                plan.Confirmation, plan.Digest),
            ConsoleJson.Readable.BulkPlanView);
    }

    private static async Task<IResult> StartAsync(HttpContext context, ConsoleRequest consoleRequest, ResendPlanner planner, BulkResends runs, CancellationToken cancellationToken)
    {
        var (request, plan, problem) = await ReadAsync(context, consoleRequest, planner, cancellationToken);
        if (plan is null)
        {
            return problem!;
        }

        if (plan.Chosen.Count == 0 || request.Confirm != plan.Confirmation || request.Digest != plan.Digest)
        {
            return Problems.Conflict("Nothing was sent: the confirmation is not the plan's, or the messages have changed since. Make the plan anew.");
        }

        return runs.Start(context.Actor(), plan, request.Reason?.Trim() is { Length: > 0 and <= MessageActions.LongestReason } reason ? reason : null) is { } run
            ? TypedResults.Json(View(run), ConsoleJson.Readable.BulkRunView, statusCode: StatusCodes.Status202Accepted)
            : Problems.Create(StatusCodes.Status429TooManyRequests, "Too many at once.", "Wait until other bulk resends are done.");
    }

    private static IResult Show(Guid run, HttpContext context, BulkResends runs) =>
        runs.Find(run, context.Operator().Id) is { } found ? TypedResults.Json(View(found), ConsoleJson.Readable.BulkRunView) : Problems.NotFound(NoSuchRun);

    private static IResult Stop(Guid run, HttpContext context, BulkResends runs)
    {
        runs.Find(run, context.Operator().Id)?.Stop();
        return Show(run, context, runs);
    }

    private static async Task<(BulkRequest Request, ResendPlan? Plan, IResult? Problem)> ReadAsync(
        HttpContext context, ConsoleRequest consoleRequest, ResendPlanner planner, CancellationToken cancellationToken)
    {
        var (body, unread) = await JsonBody.ReadAsync(context, ConsoleJson.Default.BulkRequest, cancellationToken);
        var request = body ?? new BulkRequest(null, null, null, null, null);
        if (unread is not null || (request.Messages is null) == (request.Filter is null))
        {
            return (request, null, unread ?? Problems.BadRequest("messages", "Say which: either messages, a list of their numbers, or filter, the query string of a list."));
        }

        var tenants = await consoleRequest.TenantsAsync(cancellationToken);
        if (request.Messages is { } ids)
        {
            return ids.Count > MessageFilter.LargestLimit
                ? (request, null, Problems.BadRequest("messages", $"At most {MessageFilter.LargestLimit} at once; a filter takes more."))
                : (request, await planner.ForAsync(ids, tenants, cancellationToken), null);
        }

        var query = new QueryCollection(QueryHelpers.ParseQuery(request.Filter).ToDictionary(StringComparer.OrdinalIgnoreCase));
        return MessageFilter.Parse(query, consoleRequest.ZoneOrUtc, out var problem) is not { } filter ? (request, null, Problems.BadRequest(problem!.Value.Field, problem.Value.Detail))
            : await consoleRequest.IsNoTenantAsync(filter.Tenant, cancellationToken) ? (request, null, Problems.NoSuchTenant(filter.Tenant!))
            : (request, await planner.ForAsync(filter, tenants, cancellationToken), null);
    }

    private static BulkRunView View(BulkRun run) => new(run.Id, run.Plan.Chosen.Count, run.Done, run.Left, run.HasEnded, run.IsStopAsked);
}
