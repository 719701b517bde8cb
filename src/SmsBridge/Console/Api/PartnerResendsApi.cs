using System.Text.Json.Serialization;
using SmsBridge.Console.Pages.Partners;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Resends;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <param name="From">Made from then.</param>
/// <param name="To">Made before then; null: until now.</param>
/// <param name="State">Only what is in it: <c>delivered</c>, <c>given_up</c> or <c>held</c>; null: any.</param>
/// <param name="Code">Only what tells this status.</param>
/// <param name="Deliveries">Numbers of notifications, in place of a time and of all that narrows it.</param>
/// <param name="Id">To start it: the plan's, or one of your own. The same one again starts nothing more.</param>
/// <param name="Confirm">To start it: the plan's.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NoticeResendRequest(
    string? Reference, string? State, string? Code, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<long>? Deliveries, Guid? Id, string? Confirm);

/// <summary><c>/api/partners/{code}/resends</c>: notifications of a time, or picked ones, sent again. First a plan, which changes nothing.</summary>
internal static class PartnerResendsApi
{
    private const string Body = "application/json";

    public static void MapPartnerResendsApi(this IEndpointRouteBuilder routes)
    {
        var resends = routes.MapOperatorApi("partners/{code}/resends").WithTags("Partners").RequireAuthorization(Policies.Admin);
        resends.MapGet("", ListAsync).WithName("listNoticeResends").Refuses(404).Produces<NoticeResendListView>().WithSummary("The latest resends, newest first.");
        resends.MapPost("plan", PlanAsync).WithName("planNoticeResend").Refuses(404, 413, 422).Accepts<NoticeResendRequest>(Body).Produces<NoticeResendPlanView>()
            .WithSummary("The dry run: how many would be sent again, by state, also of those that were answered 2xx; what is left out and why.");
        resends.MapPost("", StartAsync).WithName("startNoticeResend").Refuses(404, 409, 413, 422).Accepts<NoticeResendRequest>(Body)
            .Produces<NoticeResendView>(StatusCodes.Status202Accepted).WithSummary("Starts it, under the plan's id: the same request again starts nothing more. Each notification keeps its webhook-id.");
        resends.MapGet("{resend:guid}", FindAsync).WithName("findNoticeResend").Refuses(404).Produces<NoticeResendView>().WithSummary("How far a resend is.");
        resends.MapPost("{resend:guid}/stop", StopAsync).WithName("stopNoticeResend").Refuses(404, 409).Produces<DoneView>().WithSummary("Stops it: what is in the queue is posted, the rest stays as it was.");
    }

    private static async Task<IResult> ListAsync(string code, HttpContext context, NoticeResendVerbs verbs, CancellationToken cancellationToken) =>
        await verbs.ListAsync(context.Caller(), code, cancellationToken) is { } resends
            ? TypedResults.Json(new NoticeResendListView([.. resends.Select(NoticeResendView.Of)]), ConsoleJson.Readable.NoticeResendListView)
            : Problems.NotFound(VisiblePartners.NoSuchPartner);

    private static async Task<IResult> PlanAsync(string code, HttpContext context, NoticeResendVerbs verbs, CancellationToken cancellationToken)
    {
        var (request, wish, problem) = await ReadAsync(context, cancellationToken);
        return wish is null ? problem!
            : await verbs.PlanAsync(context.Caller(), code, wish, cancellationToken) is var outcome && outcome is ResendPlanned planned
                ? TypedResults.Json(NoticeResendPlanView.Of(planned.Plan, request!.Id ?? Guid.NewGuid()), ConsoleJson.Readable.NoticeResendPlanView)
            : OutcomeAnswers.Of(outcome);
    }

    private static async Task<IResult> StartAsync(string code, HttpContext context, NoticeResendVerbs verbs, CancellationToken cancellationToken)
    {
        var (request, wish, problem) = await ReadAsync(context, cancellationToken);
        if (wish is null || request!.Id is not { } id)
        {
            return problem ?? Problems.Unprocessable("id", "Send an id, such as the plan's: the same one again starts nothing more.");
        }

        return await verbs.StartAsync(context.Caller(), code, wish, id, request.Confirm, cancellationToken) is var outcome && outcome is ResendStarted started
            ? TypedResults.Json(NoticeResendView.Of(started.Resend), ConsoleJson.Readable.NoticeResendView, statusCode: StatusCodes.Status202Accepted)
            : OutcomeAnswers.Of(outcome);
    }

    private static async Task<IResult> FindAsync(string code, Guid resend, HttpContext context, NoticeResendVerbs verbs, CancellationToken cancellationToken) =>
        await verbs.FindAsync(context.Caller(), code, resend, cancellationToken) is { } found
            ? TypedResults.Json(NoticeResendView.Of(found), ConsoleJson.Readable.NoticeResendView)
            : Problems.NotFound(NoticeResendVerbs.NoSuchResend);

    private static async Task<IResult> StopAsync(string code, Guid resend, HttpContext context, NoticeResendVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.StopAsync(context.Caller(), code, resend, cancellationToken));

    private static async Task<(NoticeResendRequest? Request, ResendWish? Wish, IResult? Problem)> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, ConsoleJson.Default.NoticeResendRequest, cancellationToken);
        var request = body ?? new NoticeResendRequest(null, null, null, null, null, null, null, null);
        return problem is not null ? (request, null, problem)
            : request.State is { } state && NotificationStates.Of(state) is null
                ? (request, null, Problems.BadRequest("state", $"state must be one of {string.Join(", ", DeliveryWords.States.Select(DeliveryWords.NameOf))}."))
            : request.Code is { } code && !TransactionCodes.IsKnown(code)
                ? (request, null, Problems.BadRequest("code", TransactionCodes.UnknownWords))
            : (request, new ResendWish(request.Reference, NotificationStates.Of(request.State), request.Code, request.From, request.To, request.Deliveries), null);
    }
}
