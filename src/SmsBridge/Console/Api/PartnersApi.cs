using SmsBridge.Console.Pages.Partners;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <summary><c>/api/partners</c>: the partners of the operator's scope, what they were told, and the verbs on them. What is outside it is answered 404.</summary>
internal static class PartnersApi
{
    private const string Body = "application/json";

    public static void MapPartnersApi(this IEndpointRouteBuilder routes)
    {
        var partners = routes.MapOperatorApi("partners").WithTags("Partners");
        partners.MapGet("", ListAsync).WithName("listPartners").Produces<PartnerSummaryList>().WithSummary("All partners the operator may see, and how telling them goes.");
        partners.MapGet("{code}", FindAsync).WithName("findPartner").Refuses(404).Produces<PartnerDetail>().WithSummary("One partner and its subscriptions.");
        partners.MapGet("{code}/deliveries", DeliveriesAsync).WithName("listDeliveries").TakesQuery("reference", "Only of this subscription.").TakesQuery("state", "Only in this state.").TakesQuery("code", "Only what tells this status.").TakesQuery("from", "Only what was made from then, such as 2026-11-21T08:00:00Z.").TakesQuery("to", "Only what was made before then.").TakesQuery("q", "Only of this webhook-id, or about this payment: our number or the partner's.").TakesQuery("before", "Only older than this one.").Refuses(404).Produces<DeliveryListView>().WithSummary("What it was told, newest first. Query: reference, state, code, from, to, q, before.");
        partners.MapGet("{code}/deliveries/{id:long}", DeliveryAsync).WithName("findDelivery").Refuses(404).Produces<DeliveryDetail>().WithSummary("One notification with its tries.");
        MapSupport(partners.MapGroup("{code}").RequireAuthorization(Policies.Support).Refuses(404, 413, 422));
        var keep = partners.MapGroup("").RequireAuthorization(Policies.Admin);
        keep.MapPost("", AddAsync).WithName("addPartner").Refuses(413, 422).Accepts<NewPartnerRequest>(Body).Produces<SecretView>().WithSummary("Adds one; its password is shown once.");
        MapAdministration(keep.MapGroup("{code}").Refuses(404, 413, 422));
    }

    private static void MapSupport(RouteGroupBuilder partner)
    {
        partner.MapPost("signature", ExplainAsync).WithName("explainSignature").Accepts<SignatureRequest>(Body).Produces<SignatureAnswer>().WithSummary("Says which part of its headers is wrong.");
        partner.MapPost("deliveries/{id:long}/resend", ResendAsync).WithName("resendDelivery").Produces<DoneView>().WithSummary("Sends one notification again, under its own webhook-id.");
        partner.MapPost("subscriptions/{reference}/example", ExampleAsync).WithName("sendExample").Produces<DoneView>().WithSummary("Sends an example, signed like any other.");
    }

    private static void MapAdministration(RouteGroupBuilder partner)
    {
        partner.MapDelete("", RemoveAsync).WithName("removePartner").Accepts<DeleteRequest>(Body).Produces<DoneView>().WithSummary("Removes the partner; its code is asked for again.");
        partner.MapPut("tenants", SetTenantsAsync).WithName("setPartnerTenants").Accepts<PartnerTenantsRequest>(Body).Produces<DoneView>().WithSummary("Whose transactions it is told of.");
        partner.MapPost("password", RotatePasswordAsync).WithName("rotatePartnerPassword").Produces<SecretView>().WithSummary("A new password, shown once; those before work on for a while. Query: atOnce ends them now, confirm says that you know what ends.");
        partner.MapPost("subscriptions/{reference}/enable", EnableAsync).WithName("enableSubscription").Produces<DoneView>().WithSummary("It is told again.");
        partner.MapPost("subscriptions/{reference}/disable", DisableAsync).WithName("disableSubscription").Produces<DoneView>().WithSummary("It is told nothing; what happens is held.");
        partner.MapPost("subscriptions/{reference}/secret", RotateSecretAsync).WithName("rotateSigningSecret").Produces<SecretView>().WithSummary("A new signing secret, shown once; those before sign too for a while. Query: atOnce ends them now, confirm says that you know what ends.");
        partner.MapPost("subscriptions/{reference}/recover", RecoverAsync).WithName("recoverNotifications").Accepts<RecoverRequest>(Body).Produces<DoneView>().WithSummary("Sends again what was missed in a time.");
    }

    private static async Task<IResult> ListAsync(HttpContext context, PartnerSummaries summaries, CancellationToken cancellationToken) =>
        TypedResults.Json(new PartnerSummaryList(await summaries.ListAsync(context.Operator(), cancellationToken)), ConsoleJson.Readable.PartnerSummaryList);

    private static async Task<IResult> FindAsync(string code, HttpContext context, PartnerSummaries summaries, CancellationToken cancellationToken) =>
        await summaries.FindAsync(context.Operator(), code, cancellationToken) is { } partner
            ? TypedResults.Json(partner, ConsoleJson.Readable.PartnerDetail)
            : NoSuchPartner();

    private static async Task<IResult> DeliveriesAsync(string code, HttpContext context, PartnerDeliveries deliveries, CancellationToken cancellationToken)
    {
        var filter = DeliveryFilter.Parse(context.Request.Query, zone: null, out var problem);
        if (problem is { } fault)
        {
            return Problems.BadRequest(fault.Field, fault.Detail);
        }

        var address = $"{OperatorPaths.Api}/partners/{Uri.EscapeDataString(code)}/deliveries";
        return await deliveries.ListAsync(context.Operator(), code, filter, address, cancellationToken) switch
        {
            null => NoSuchPartner(),
            { IsUnknown: true } => Problems.NotFound(SubscriptionVerbs.NoSuchSubscription),
            var page => TypedResults.Json(page, ConsoleJson.Readable.DeliveryListView),
        };
    }

    private static async Task<IResult> DeliveryAsync(string code, long id, HttpContext context, PartnerDeliveries deliveries, CancellationToken cancellationToken) =>
        await deliveries.FindAsync(context.Operator(), code, id, cancellationToken) is { } delivery
            ? TypedResults.Json(delivery, ConsoleJson.Readable.DeliveryDetail)
            : Problems.NotFound(SubscriptionVerbs.NoSuchNotification);

    private static async Task<IResult> ExplainAsync(string code, HttpContext context, SignatureCheck check, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsoleJson.Default.SignatureRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var question = new SignatureQuestion(request?.Timestamp, request?.Authorization, request?.At);
        return await check.ExplainAsync(context.Caller(), code, question, cancellationToken) is { } report
            ? TypedResults.Json(new SignatureAnswer(report.IsAccepted, report.Findings), ConsoleJson.Readable.SignatureAnswer)
            : NoSuchPartner();
    }

    private static async Task<IResult> ResendAsync(string code, long id, HttpContext context, SubscriptionVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.ResendAsync(context.Caller(), code, id, cancellationToken));

    private static async Task<IResult> ExampleAsync(string code, string reference, HttpContext context, SubscriptionVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.SendExampleAsync(context.Caller(), code, reference, cancellationToken));

    private static Task<IResult> AddAsync(HttpContext context, PartnerVerbs verbs) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.NewPartnerRequest, request => verbs.AddAsync(
            context.Caller(), new PartnerWish(request?.PartnerCode?.Trim() ?? "", request?.Name, request?.Tenants)));

    private static Task<IResult> RemoveAsync(string code, HttpContext context, PartnerVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.DeleteRequest, request => verbs.RemoveAsync(context.Caller(), code, request?.Identifier, cancellationToken));

    private static Task<IResult> SetTenantsAsync(string code, HttpContext context, PartnerVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.PartnerTenantsRequest, request => verbs.SetTenantsAsync(context.Caller(), code, request?.Tenants, cancellationToken));

    private static async Task<IResult> RotatePasswordAsync(
        string code, HttpContext context, PartnerSecretVerbs verbs, CancellationToken cancellationToken, bool confirm = false, bool atOnce = false) =>
        OutcomeAnswers.Of(await verbs.RotatePasswordAsync(context.Caller(), code, new RotationWish(atOnce, confirm), cancellationToken));

    private static async Task<IResult> EnableAsync(string code, string reference, HttpContext context, SubscriptionVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.EnableAsync(context.Caller(), code, reference, cancellationToken));

    private static async Task<IResult> DisableAsync(string code, string reference, HttpContext context, SubscriptionVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.Of(await verbs.DisableAsync(context.Caller(), code, reference, cancellationToken));

    private static async Task<IResult> RotateSecretAsync(
        string code, string reference, HttpContext context, PartnerSecretVerbs verbs, CancellationToken cancellationToken, bool confirm = false, bool atOnce = false) =>
        OutcomeAnswers.Of(await verbs.RotateSigningAsync(context.Caller(), code, reference, new RotationWish(atOnce, confirm), cancellationToken));

    private static Task<IResult> RecoverAsync(string code, string reference, HttpContext context, SubscriptionVerbs verbs, CancellationToken cancellationToken) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.RecoverRequest, request => verbs.RecoverAsync(
            context.Caller(), code, reference, request?.From, request?.To, cancellationToken));

    private static IResult NoSuchPartner() => Problems.NotFound(VisiblePartners.NoSuchPartner);
}
