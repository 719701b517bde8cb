using Microsoft.OpenApi;
using SmsBridge.Web.Description;

namespace SmsBridge.Partners;

/// <summary>What the document says of the webhook methods. Refusals have the form of the methods' own document, not problem+json.</summary>
internal static class PartnersDescription
{
    private const JsonSchemaType Text = JsonSchemaType.String;

    public static RouteGroupBuilder DescribePartners(this RouteGroupBuilder methods) =>
        methods.WithTags("Partners").Proves(Schemes.OfPartner).FailsWith(401, 429, 503);

    public static RouteHandlerBuilder DescribeSubscribe(this RouteHandlerBuilder route) =>
        route.Describe("subscribe", "Tells a URL of the partner what becomes of transactions from now on.", "The same request again changes nothing.")
            .TakesBody(Wish).Produces<PartnerAnswer<SubscriptionData>>()
            .AnswersHeader(StatusCodes.Status200OK, PartnerEndpoints.SecretHeader, "The signing secret of a new subscription; shown only here.")
            .FailsWith(400, 409, 413, 422);

    public static RouteHandlerBuilder DescribeUpdate(this RouteHandlerBuilder route) =>
        route.Describe("updateSubscription", "Changes the subscription of this reference.").TakesBody(Wish).Produces<PartnerAnswer<SubscriptionData>>().FailsWith(400, 404, 413, 422);

    public static RouteHandlerBuilder DescribeUnsubscribe(this RouteHandlerBuilder route) =>
        route.Describe("unsubscribe", "Ends the subscription of this reference.").Produces<PartnerAnswer>().FailsWith(404);

    public static RouteHandlerBuilder DescribeList(this RouteHandlerBuilder route, string operationId) =>
        route.Describe(operationId, "The partner's subscriptions.").Produces<PartnerAnswer<IReadOnlyList<SubscriptionData>>>();

    public static RouteHandlerBuilder DescribeNewest(this RouteHandlerBuilder route) =>
        route.Describe("findSubscriptionOfMethod", "The partner's newest subscription to a method.").Produces<PartnerAnswer<SubscriptionData>>().FailsWith(404);

    public static RouteHandlerBuilder DescribePublicKey(this RouteHandlerBuilder route) =>
        route.Describe("readPublicKey", "The public key that a subscription's v1a signatures are verified with.", "It is no secret. 404 where the subscription is signed by HMAC alone.")
            .Produces<PartnerAnswer<PublicKeyData>>().FailsWith(404);

    public static RouteHandlerBuilder DescribeAvailable(this RouteHandlerBuilder route, string operationId) =>
        route.Describe(operationId, "What can be subscribed to.").Produces<PartnerAnswer<AvailableWebhooks>>();

    private static IEnumerable<(string ContentType, OpenApiSchema Schema)> Wish() =>
    [
        ("application/json", RouteDescription.Members(
            "What to tell, and where. Members it does not know are ignored.",
            ("partnerCode", Text, "Whose it is; corporateCode is taken too. Required."),
            ("reference", Text, "The partner's own name for the subscription; referenceId is taken too. Required."),
            ("callbackUrl", Text, "Where it is told; not into a private network. Required."),
            ("webhookMethodName", Text, $"{WebhookMethods.TransactionStatus}. Required."),
            ("signature", Text, "v1 (HMAC, the default), v1a (ed25519) or both."),
            ("smsStatus", JsonSchemaType.Boolean, "Whether it is also told what became of the SMS."))),
    ];

    private static TBuilder FailsWith<TBuilder>(this TBuilder route, params ReadOnlySpan<int> statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(PartnerAnswer), ["application/json"]));
        }

        return route;
    }
}
