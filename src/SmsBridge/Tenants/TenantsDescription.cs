using SmsBridge.Web.Description;

namespace SmsBridge.Tenants;

/// <summary>What the document says of registration and of a tenant's own settings.</summary>
internal static class TenantsDescription
{
    private const string Tag = "Tenants";

    public static RouteHandlerBuilder DescribeRegistration(this RouteHandlerBuilder route, string operationId) =>
        route.WithTags(Tag)
            .Describe(
                operationId, "Registers a tenant: what a core does with the first event of a new hook.",
                "No key is asked for: the body proves itself against the core and the provider. The API key is the answer, a JSON string, and is shown only here. A core "
                + "registers again with its next event after any other answer.")
            .TakesJson<RegistrationRequest>().Proves()
            .Produces<string>(StatusCodes.Status201Created).Refuses(400, 401, 403, 409, 413, 422, 429, 503);

    /// <summary>What all routes of a tenant's have in common.</summary>
    public static RouteGroupBuilder DescribeTenant(this RouteGroupBuilder tenant) =>
        tenant.WithTags(Tag).Proves(Schemes.AnyApiKey).Refuses(401, 429, 503);

    public static RouteHandlerBuilder DescribeShow(this RouteHandlerBuilder route) =>
        route.Describe("showTenant", "The tenant's settings and state; no secret, not even masked.").Produces<TenantView>();

    public static RouteHandlerBuilder DescribeChange(this RouteHandlerBuilder route, string operationId, string summary) =>
        route.Describe(operationId, summary, "What is given is proved against core and provider before it is stored. A member it does not know is refused.")
            .TakesJson<SettingsRequest>().Produces<TenantView>().Refuses(400, 404, 413, 422);

    public static RouteHandlerBuilder DescribeAppKey(this RouteHandlerBuilder route) =>
        route.Describe(
            "rotateAppKey", "A new app key, a JSON string shown once: the core's tenant_app_key for SMS campaigns.",
            "It opens the calls of the message gateway and nothing else. The one before works on for the time of grace.")
            .Produces<string>(StatusCodes.Status201Created).Refuses(409);

    public static RouteHandlerBuilder DescribeRotation(this RouteHandlerBuilder route) =>
        route.Describe("rotateApiKey", "A new API key, a JSON string shown once.", "The key before it still opens hooks and reading for the time of grace; it changes nothing any more.")
            .Produces<string>(StatusCodes.Status201Created);
}
