using SmsBridge.Web.Description;

namespace SmsBridge.TenantTexts;

/// <summary>What the document says of a tenant's texts.</summary>
internal static class TextsDescription
{
    public static RouteGroupBuilder DescribeTexts(this RouteGroupBuilder tenant) =>
        tenant.WithTags("Texts").Proves(Schemes.AnyApiKey).Refuses(401, 429, 503);

    public static RouteHandlerBuilder DescribeList(this RouteHandlerBuilder route) =>
        route.Describe("listTexts", "All events that can have a text, which of them clients are told of, and in whose words.").Produces<TextListView>();

    public static RouteHandlerBuilder DescribeSettings(this RouteHandlerBuilder route) =>
        route.Describe(
            "setTextSettings", "The language the tenant's clients are written in, and the hours in which they are not.",
            "Where there is no text in the language, English is sent. What is absent stays as it is.")
            .TakesJson<TextSettingsRequest>().Produces<TextListView>().Refuses(400, 404, 413, 422);

    public static RouteHandlerBuilder DescribeEvent(this RouteHandlerBuilder route) =>
        route.Describe("setEvent", "Whether the tenant's clients are told of an event, and from which amount to which.", "The event is entity and action with an underscore between, as in LOAN_DISBURSE. One that is not on the list becomes the tenant's own when it is first set, with enabled false and its class: any pair the core has hooks for.")
            .TakesJson<EventRequest>().Produces<TextEventView>().Refuses(400, 404, 413, 422);

    public static RouteHandlerBuilder DescribeRemoval(this RouteHandlerBuilder route) =>
        route.Describe("removeEvent", "Removes an event of the tenant's own from its list.", "One of the product's list can only be switched off. It must be off; the versions of its texts stay.")
            .Produces(StatusCodes.Status204NoContent).Refuses(400, 404, 422);

    public static RouteHandlerBuilder DescribeText(this RouteHandlerBuilder route) =>
        route.Describe("showText", "One text: what is sent, the draft, and the versions that were published.").Produces<TextView>().Refuses(400, 404, 422);

    public static RouteHandlerBuilder DescribeDraft(this RouteHandlerBuilder route) =>
        route.Describe("saveDraft", "Keeps a draft. What could not be published is refused.").TakesJson<DraftRequest>().Produces<TextView>().Refuses(400, 404, 413, 422);

    public static RouteHandlerBuilder DescribeWithdrawal(this RouteHandlerBuilder route) =>
        route.Describe("withdrawText", "The tenant's own words go; the installation's or the product's are sent.").Produces(StatusCodes.Status204NoContent).Refuses(400, 404, 422);

    public static RouteHandlerBuilder DescribePublishing(this RouteHandlerBuilder route) =>
        route.Describe("publishText", "Sends the draft from now on, or an earlier version again.", "Hooks that were accepted before are told with what is published when they are sent.")
            .TakesJson<PublishRequest>().Produces<TextView>().Refuses(400, 404, 413, 422);

    public static RouteHandlerBuilder DescribePreview(this RouteHandlerBuilder route) =>
        route.Describe("previewText", "What a client would read, with made-up values, and what it costs.", "Of the text that is given, else of the draft, else of what is sent.")
            .TakesJson<DraftRequest>().Produces<PreviewView>().Refuses(400, 404, 413, 422);
}
