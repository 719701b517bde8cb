using SmsBridge.Web;

namespace SmsBridge.Tenants;

/// <summary>
/// Lets a request to <c>…/{tenantId}/…</c> pass with one of that tenant's API keys, in either header spelling; 401 otherwise, whether or not
/// the tenant exists.
/// </summary>
internal sealed class TenantKeyFilter(TenantDirectory tenants, ILogger<TenantKeyFilter> logger) : IEndpointFilter
{
    private const string Item = "SmsBridge.Tenant";

    /// <summary>The authenticated tenant of a request that passed.</summary>
    public static Tenant TenantOf(HttpContext context) => (Tenant)context.Items[Item]!;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var presented = ApiKeyHeader.Read(http.Request.Headers);
        var identifier = http.Request.RouteValues["tenantId"] as string ?? "";
        if (tenants.Authenticate(presented, identifier) is { } tenant)
        {
            http.Items[Item] = tenant;
            using var scope = logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["Tenant"] = tenant.Identifier });
            return await next(context);
        }

        return Problems.Unauthorized(presented is null
            ? $"Missing header {ApiKeyHeader.Fineract} (or {ApiKeyHeader.Mifos})."
            : "The API key is not one of this tenant.");
    }
}

internal static class TenantKeyFilterExtensions
{
    public static RouteGroupBuilder RequireTenantKey(this RouteGroupBuilder routes) => routes.AddEndpointFilter<RouteGroupBuilder, TenantKeyFilter>();
}
