using Microsoft.OpenApi;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Intake.Campaigns;

/// <summary>What the document says of the calls of a message gateway. The same paths behind the core's end_point are not listed again.</summary>
internal static class CampaignsDescription
{
    private const string Tag = "Campaigns";

    public static void DescribeSenders(this RouteHandlerBuilder route, bool isDescribed) =>
        Described(route, isDescribed)?.Describe("listSmsBridges", "The senders a campaign may choose: the tenant's own; and the same once more, for two-factor codes.").Produces<SmsBridgeView[]>().Refuses(400, 401, 429);

    public static void DescribeTexts(this RouteHandlerBuilder route, bool isDescribed) =>
        Described(route, isDescribed)?.Describe(
            "takeTexts", "Takes texts of campaigns, triggered texts and others that a core sends as to a message gateway.",
            "202 once all of them are on disk, in one commit. An entry that can not be sent does not hold up the others: it is on the record and reported as 400. A repeat of internalId with "
            + "the same number and text is one SMS.")
            .TakesBody(() => [("application/json", Texts())]).Produces(StatusCodes.Status202Accepted).Refuses(400, 401, 403, 413, 429, 503);

    public static void DescribeReport(this RouteHandlerBuilder route, bool isDescribed) =>
        Described(route, isDescribed)?.Describe(
            "reportTexts", "What became of texts, by the core's own numbers; those not known are left out.", "Also as /sms%2Freport, which is what a core calls.")
            .TakesBody(() => [("application/json", new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Integer } })])
            .Produces<DeliveryReportView[]>().Refuses(400, 401, 413, 429);

    private static RouteHandlerBuilder? Described(RouteHandlerBuilder route, bool isDescribed)
    {
        if (!isDescribed)
        {
            route.ExcludeFromDescription();
            return null;
        }

        return route.WithTags(Tag).TakesHeader(CoreHeaders.TenantFineract, "The tenant's identifier.", required: true).Proves(Schemes.OfAppKey);
    }

    private static OpenApiSchema Texts() => new()
    {
        Type = JsonSchemaType.Array,
        Items = RouteDescription.Members(
            "One text.", ("internalId", JsonSchemaType.Integer, "The core's number for it; older cores leave it out for triggered texts."),
            ("tenantId", JsonSchemaType.String, "Only from the scheduled job."), ("mobileNumber", JsonSchemaType.String, "As the core stores it."),
            ("message", JsonSchemaType.String, "The text."), ("providerId", JsonSchemaType.Integer, "The sender that was chosen. Of an entry that comes alone and names no tenant, the one for two-factor codes (Campaigns:CodeProviderId): it goes before everything else, for five minutes, and its text is not kept.")),
    };
}
