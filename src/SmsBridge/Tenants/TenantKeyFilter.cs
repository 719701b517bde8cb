using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Web;

namespace SmsBridge.Tenants;

/// <summary>
/// Lets a request to <c>…/{tenantId}/…</c> pass with one of that tenant's API keys, or a program's that has the scope, in either header spelling; 403 to a program's without it;
/// else 401, whether or not the tenant exists, and 429 for too many wrong keys.
/// </summary>
internal sealed class TenantKeyFilter(KeyGate gate, Database database, ILogger<TenantKeyFilter> logger) : IEndpointFilter
{
    private const string Item = "SmsBridge.Key";

    /// <summary>The authenticated tenant of a request that passed.</summary>
    public static Tenant TenantOf(HttpContext context) => KeyOf(context).Tenant;

    /// <summary>The tenant itself, or a program of its, for the verbs.</summary>
    public static Caller CallerOf(HttpContext context)
    {
        var (key, source) = (KeyOf(context), Callers.AddressOf(context)?.ToString());
        return key.Program is { } grant
            ? Caller.ProgramOf(key.Tenant.Id, key.Tenant.Identifier, grant.Name, source)
            : Caller.KeyOf(key.Tenant.Id, key.Tenant.Identifier, source);
    }

    /// <summary>Whose its reads are, by whichever key.</summary>
    public static string ReaderOf(long tenantId) => string.Create(CultureInfo.InvariantCulture, $"tenant {tenantId}");

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var identifier = http.Request.RouteValues["tenantId"] as string ?? "";
        http.Response.Headers.CacheControl = "no-store"; // a cache before the bridge does not know that the key decides who may read it
        var check = await gate.CheckAsync(
            ApiKeyHeader.Read(http.Request.Headers), KeyKind.ApiKey, RequiredScope.Of(http), identifier, Callers.AddressOf(http), http.RequestAborted);
        if (check.Key is { Program: null, ValidUntil: not null } && !HttpMethods.IsGet(http.Request.Method))
        {
            // A key that was rotated away may be in the wrong hands: it must not rotate, change or delete. Hooks and reading still work.
            return Problems.Unauthorized("This key has been replaced; only the current one may change anything.");
        }

        if (check.Key is { Tenant: var tenant } key)
        {
            http.Items[Item] = key;
            database.ReadFor(ReaderOf(tenant.Id));
            using var scope = logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { ["Tenant"] = tenant.Identifier });
            return await next(context);
        }

        return KeyAnswers.Refusal(http, check);
    }

    private static KnownKey KeyOf(HttpContext context) => (KnownKey)context.Items[Item]!;
}

internal static class TenantKeyFilterExtensions
{
    /// <summary>The one filter, rather than its type, of which the framework would make one anew for every route, by code it compiles at start.</summary>
    public static RouteGroupBuilder RequireTenantKey(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilter(((IEndpointRouteBuilder)routes).ServiceProvider.GetRequiredService<TenantKeyFilter>()).NeedsScope();
}
