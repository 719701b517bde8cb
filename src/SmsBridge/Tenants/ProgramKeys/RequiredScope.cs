using Microsoft.AspNetCore.Http.Metadata;
using SmsBridge.Web.Description;

namespace SmsBridge.Tenants.ProgramKeys;

/// <summary>Metadata of a route that takes a tenant's API key: what a program's key needs there.</summary>
internal sealed record RequiredScope(KeyScopes Scope)
{
    public static KeyScopes Of(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>()?.Scope ?? KeyScopes.None;
}

internal static class RequiredScopeExtensions
{
    /// <summary>Looks the scope up in <see cref="RouteScopes"/>, by the operation's name, once the route has all it says of itself; and says it in the document.</summary>
    public static TBuilder NeedsScope<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Finally(static endpoint =>
        {
            var scope = RouteScopes.Of(endpoint.Metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName);
            var words = scope == KeyScopes.None ? "No program's key opens this." : $"A program's key needs the scope {ScopeNames.WordsOf(scope)}.";
            var description = endpoint.Metadata.OfType<IEndpointDescriptionMetadata>().LastOrDefault()?.Description;
            endpoint.Metadata.Add(new RequiredScope(scope));
            endpoint.Metadata.Add(new RequiredRoles(ScopeNames.Of(scope)));
            endpoint.Metadata.Add(new EndpointDescriptionAttribute(description is null ? words : $"{description} {words}"));
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status403Forbidden, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
        });
        return route;
    }
}
