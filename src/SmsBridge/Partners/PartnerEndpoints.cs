using SmsBridge.Store;

namespace SmsBridge.Partners;

/// <summary>
/// The six webhook methods at the document's URLs, and at those its own examples use instead (mfs-webhooks.md 2), and one of ours for public keys. Answers are 200 with
/// <c>responseCode</c> 100, or 101 with 400, 401, 404, 409, 413, 422, 429 or 503.
/// </summary>
internal static class PartnerEndpoints
{
    /// <summary>Carries the signing secret of a new subscription: the body stays as documented, for clients that refuse members they do not know.</summary>
    public const string SecretHeader = "Webhook-Secret";

    /// <summary>Carries the public key of a subscription that is signed with ed25519; it can be read again.</summary>
    public const string PublicKeyHeader = "Webhook-Public-Key";

    public static void MapPartners(this IEndpointRouteBuilder routes)
    {
        var methods = routes.MapGroup("").AddEndpointFilter(AnswerTroubleAsync).DescribePartners();
        methods.MapPost("/webhook/subscribe", SubscribeAsync).DescribeSubscribe();
        methods.MapPost("/webhook/update", UpdateAsync).DescribeUpdate();
        methods.MapDelete("/webhook/{reference}", UnsubscribeAsync).DescribeUnsubscribe();
        methods.MapGet("/webhooks/subscribed/{partnerCode}", ListAsync).DescribeList("listSubscriptions");
        methods.MapGet("/webhook/{partnerCode}", ListAsync).DescribeList("listSubscriptionsAsInExample"); // the example's
        methods.MapGet("/webhook/partnerCode/{partnerCode}/methodName/{methodName}", NewestAsync).DescribeNewest();
        methods.MapGet("/webhook/partnerCode/{partnerCode}/reference/{reference}/publicKey", PublicKeyAsync).DescribePublicKey(); // ours
        methods.MapGet("/webhooks/partnerCode/{partnerCode}", AvailableAsync).DescribeAvailable("listWebhooks");
        methods.MapGet("/webhooks/available/{partnerCode}", AvailableAsync).DescribeAvailable("listWebhooksAsInExample"); // the example's
        methods.MapGet("/webhooks/ available/{partnerCode}", AvailableAsync).DescribeAvailable("listWebhooksAsInExampleToTheLetter"); // the example's, to the letter
    }

    private static async Task<IResult> SubscribeAsync(
        HttpContext context, PartnerRequests requests, SubscriptionStore store, PartnerAnswers answers, ILogger<SubscriptionStore> logger,
        CancellationToken cancellationToken)
    {
        var (partner, wish, refusal) = await requests.ReadAsync(context, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        switch (await store.SubscribeAsync(partner!.Id, wish!))
        {
            case SubscribeResult.Added added:
                logger.Subscribed(partner.Code, wish!.Reference);
                Show(context, added.Signing);
                return PartnerAnswers.Ok(SubscriptionData.Of(partner, wish));
            case SubscribeResult.Same same:
                return PartnerAnswers.Ok(SubscriptionData.Of(partner, same.Subscription, dated: false), Standstill.Of(same.Subscription));
            case SubscribeResult.Taken:
                return answers.Failed(StatusCodes.Status409Conflict, "This reference is subscribed with another callbackUrl, webhookMethodName, smsStatus or signature: update it, or choose another reference.");
            case SubscribeResult.TooMany:
                return answers.Failed(StatusCodes.Status422UnprocessableEntity, "You have as many subscriptions as there may be: unsubscribe one first.");
            default:
                return answers.Unauthorized(context, retryAfter: null);
        }
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, PartnerRequests requests, SubscriptionStore store, PartnerAnswers answers, ILogger<SubscriptionStore> logger,
        CancellationToken cancellationToken)
    {
        var (partner, wish, refusal) = await requests.ReadAsync(context, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (await store.UpdateAsync(partner!.Id, wish!) is not { } updated)
        {
            return NoSuchReference(answers);
        }

        Show(context, updated.Signing);
        logger.SubscriptionUpdated(partner.Code, wish!.Reference);
        return PartnerAnswers.Ok(SubscriptionData.Of(partner, wish, updated.Standstill), updated.Standstill);
    }

    private static Task<IResult> UnsubscribeAsync(
        HttpContext context, string reference, PartnerRequests requests, SubscriptionStore store, PartnerAnswers answers, ILogger<SubscriptionStore> logger,
        CancellationToken cancellationToken) =>
        requests.ForHolderAsync(context, reference.Trim(), async partner =>
        {
            if (!await store.UnsubscribeAsync(partner.Id, reference.Trim()))
            {
                return NoSuchReference(answers);
            }

            logger.Unsubscribed(partner.Code, reference.Trim());
            return PartnerAnswers.Ok();
        }, cancellationToken);

    private static Task<IResult> ListAsync(
        HttpContext context, string partnerCode, PartnerRequests requests, SubscriptionStore store, CancellationToken cancellationToken) =>
        requests.ForAsync(context, partnerCode, async partner =>
        {
            var subscriptions = await store.ListAsync(partner.Id, cancellationToken);
            return PartnerAnswers.Ok<IReadOnlyList<SubscriptionData>>([.. subscriptions.Select(subscription => SubscriptionData.Of(partner, subscription, dated: true))]);
        }, cancellationToken);

    private static Task<IResult> NewestAsync(
        HttpContext context, string partnerCode, string methodName, PartnerRequests requests, SubscriptionStore store, PartnerAnswers answers,
        CancellationToken cancellationToken) =>
        requests.ForAsync(context, partnerCode, async partner =>
            await store.NewestAsync(partner.Id, methodName.Trim(), cancellationToken) is { } newest
                ? PartnerAnswers.Ok(SubscriptionData.Of(partner, newest, dated: true))
                : answers.Failed(StatusCodes.Status404NotFound, $"You have no subscription to this method; there is only {WebhookMethods.TransactionStatus}."),
            cancellationToken);

    private static Task<IResult> AvailableAsync(
        HttpContext context, string partnerCode, PartnerRequests requests, CancellationToken cancellationToken) =>
        requests.ForAsync(
            context, partnerCode, _ => Task.FromResult(PartnerAnswers.Ok(new AvailableWebhooks([WebhookMethods.TransactionStatus]))), cancellationToken);

    private static Task<IResult> PublicKeyAsync(
        HttpContext context, string partnerCode, string reference, PartnerRequests requests, SubscriptionStore store, PartnerAnswers answers, TimeProvider time,
        CancellationToken cancellationToken) =>
        requests.ForAsync(context, partnerCode, async partner =>
            await store.FindAsync(partner.Id, reference.Trim(), cancellationToken) is not { } subscription ? NoSuchReference(answers)
            : PublicKeyData.Of(partner, subscription, time.GetUtcNow()) is { } keys ? PartnerAnswers.Ok(keys)
            : answers.Failed(StatusCodes.Status404NotFound, "This subscription has no public key: its notifications are signed with v1 only. Update it with signature v1a or both."),
            cancellationToken);

    private static void Show(HttpContext context, NewSigning made)
    {
        var headers = context.Response.Headers;
        if (made.Secret is { } secret)
        {
            headers[SecretHeader] = secret;
        }

        if (made.PublicKey is { } key)
        {
            headers[PublicKeyHeader] = key;
        }
    }

    private static IResult NoSuchReference(PartnerAnswers answers) =>
        answers.Failed(StatusCodes.Status404NotFound, "You have no subscription of this reference.");

    /// <summary>Also when the store can not be written the answer has the form that partners' programs read.</summary>
    private static async ValueTask<object?> AnswerTroubleAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var response = context.HttpContext.Response;
        response.Headers.CacheControl = "no-store";
        try
        {
            return await next(context);
        }
        catch (StoreUnavailableException)
        {
            response.Headers.RetryAfter = "5";
            return context.HttpContext.RequestServices.GetRequiredService<PartnerAnswers>()
                .Failed(StatusCodes.Status503ServiceUnavailable, "Not done: the bridge can not store anything now. Repeat the request.");
        }
    }
}
