using SmsBridge.Web.Description;

namespace SmsBridge.Routes;

/// <summary>What the document says of a tenant's routes.</summary>
internal static class RoutesDescription
{
    public static RouteGroupBuilder DescribeRoutes(this RouteGroupBuilder tenant) =>
        tenant.WithTags("Routes").Proves(Schemes.AnyApiKey).Refuses(401, 429, 503);

    public static RouteHandlerBuilder DescribeShow(this RouteHandlerBuilder route) =>
        route.Describe("showRoutes", "The tenant's accounts, the routes that lead to them, and what is left out now.", "With the price of a part by each route, as the settings have it, and what became of its SMS of the last six hours. No secret is shown.").Produces<RoutesView>();

    public static RouteHandlerBuilder DescribeSet(this RouteHandlerBuilder route) =>
        route.Describe(
            "setRoutes", "Replaces all routes, further accounts and rules.",
            "Routes are tried in their order; the last must be for all SMS. New accounts are checked with their provider first. A token that is absent stays, for the same name, provider and account. "
            + "Without routes everything goes by the registered account.")
            .TakesJson<RoutesRequest>().Produces<RoutesView>().Refuses(400, 404, 413, 422);

    public static RouteHandlerBuilder DescribeRelease(this RouteHandlerBuilder route) =>
        route.Describe("releaseRoute", "Takes an account or a route up again that is left out.").Produces<RoutesView>().Refuses(404, 422);

    public static RouteHandlerBuilder DescribeOff(this RouteHandlerBuilder route) =>
        route.Describe("switchRouteOff", "Lets nothing go by a route until it is taken up again. Refused for the last one that is for all SMS.").Produces<RoutesView>().Refuses(404, 422);
}
