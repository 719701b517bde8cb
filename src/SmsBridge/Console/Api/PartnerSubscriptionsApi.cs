using System.Text.Json.Serialization;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Console.Api;

/// <param name="Reference">The name of a new one; of one that is changed it stands in the path.</param>
/// <param name="CallbackUrl">Held to the same rules as when the partner says it.</param>
/// <param name="SmsStatus">Told once more when the SMS becomes final; null: as it is, and so for a new one.</param>
/// <param name="Signature"><c>v1</c>, <c>v1a</c> or <c>both</c>; null: as it is, and <c>v1</c> for a new one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SubscriptionFormRequest(string? Reference, string? CallbackUrl, bool? SmsStatus, string? Signature);

/// <param name="Headers">Lines <c>name: value</c>, with webhook-id, webhook-timestamp and webhook-signature.</param>
/// <param name="Body">As it came.</param>
/// <param name="Secret">What the receiver verifies with; null: not looked at.</param>
/// <param name="At">When it arrived by the receiver's clock; null: not looked at.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ReceivedNoticeRequest(string? Headers, string? Body, string? Secret, DateTimeOffset? At)
{
    public override string ToString() => nameof(ReceivedNoticeRequest);
}

/// <summary>Subscriptions kept for a partner, and whether what one shows us came from us.</summary>
internal static class PartnerSubscriptionsApi
{
    private const string Body = "application/json";

    public static void MapPartnerSubscriptionsApi(this IEndpointRouteBuilder routes)
    {
        var partner = routes.MapOperatorApi("partners/{code}").WithTags("Partners");
        partner.MapPost("received", ExplainAsync).WithName("explainNotification").RequireAuthorization(Policies.Support).Refuses(404, 413).Accepts<ReceivedNoticeRequest>(Body)
            .Produces<SignatureAnswer>().WithSummary("Whether a delivery that a receiver shows is genuine, and why not: clock, body, secret.");
        var keep = partner.MapGroup("subscriptions").RequireAuthorization(Policies.Admin).Refuses(404, 409, 413, 422);
        keep.MapPost("", AddAsync).WithName("addSubscription").Accepts<SubscriptionFormRequest>(Body).Produces<SecretView>().WithSummary("Subscribes for the partner; the signing secret is shown once.");
        keep.MapPut("{reference}", ChangeAsync).WithName("changeSubscription").Accepts<SubscriptionFormRequest>(Body).Produces<DoneView>()
            .WithSummary("Another URL, or another way to sign; a secret that is new by that is in the member value.");
    }

    private static Task<IResult> AddAsync(string code, HttpContext context, SubscriptionChangeVerbs verbs, CancellationToken cancellationToken) =>
        DoAsync(context, request => request.Reference, wish => verbs.AddAsync(context.Caller(), code, wish, cancellationToken));

    private static Task<IResult> ChangeAsync(string code, string reference, HttpContext context, SubscriptionChangeVerbs verbs, CancellationToken cancellationToken) =>
        DoAsync(context, _ => reference, wish => verbs.ChangeAsync(context.Caller(), code, wish, cancellationToken));

    private static Task<IResult> DoAsync(HttpContext context, Func<SubscriptionFormRequest, string?> reference, Func<SubscriptionRequest, Task<Outcome>> act) =>
        OutcomeAnswers.OfAsync(context, ConsoleJson.Default.SubscriptionFormRequest, body =>
        {
            var request = body ?? new SubscriptionFormRequest(null, null, null, null);
            return request.Signature is { } name && WebhookSignatureNames.Parse(name) is null
                ? Task.FromResult<Outcome>(new Outcome.Invalid($"signature must be {WebhookSignatureNames.Allowed}.", "signature"))
                : act(new SubscriptionRequest(
                    null, Filled(reference(request)), Filled(request.CallbackUrl), WebhookMethods.TransactionStatus, request.SmsStatus,
                    request.Signature is { } signature ? WebhookSignatureNames.Parse(signature) : null));
        });

    private static async Task<IResult> ExplainAsync(string code, HttpContext context, NoticeSignatureCheck check, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, ConsoleJson.Default.ReceivedNoticeRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        return await check.ExplainAsync(context.Caller(), code, new NoticeQuestion(request?.Headers, request?.Body, request?.Secret, request?.At), cancellationToken) is { } report
            ? TypedResults.Json(new SignatureAnswer(report.IsAccepted, report.Findings), ConsoleJson.Readable.SignatureAnswer)
            : Problems.NotFound(VisiblePartners.NoSuchPartner);
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
