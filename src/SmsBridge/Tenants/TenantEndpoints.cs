using SmsBridge.Web;

namespace SmsBridge.Tenants;

/// <summary>
/// <c>POST /modules/sms/configuration</c> registers a tenant (no key yet: the body proves itself); <c>GET</c> and <c>DELETE
/// /modules/sms/configuration/{tenantId}</c> with its API key (fineract-hooks.md 4, 10).
/// </summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/modules/sms/configuration", RegisterAsync);
        routes.MapPost("/configuration", RegisterAsync); // where cores from 1.5 on really send it (fineract-hooks.md 2)
        var tenant = routes.MapGroup("/modules/sms/configuration/{tenantId}").RequireTenantKey();
        tenant.MapGet("", Show);
        tenant.MapDelete("", DeleteAsync);
    }

    /// <summary>
    /// 201 with the API key as a quoted JSON string: the only form that every core generation can read (fineract-hooks.md 4.3). 400, 409 and
    /// 422 as problem+json.
    /// </summary>
    private static async Task<IResult> RegisterAsync(HttpContext context, TenantRegistrar registrar, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TenantsJson.Default.RegistrationRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        return await registrar.RegisterAsync(request ?? new RegistrationRequest(), cancellationToken) switch
        {
            RegistrationResult.Registered registered => TypedResults.Json(
                registered.ApiKey, TenantsJson.Default.String, statusCode: StatusCodes.Status201Created),
            RegistrationResult.Invalid invalid => Problems.BadRequest(invalid.Problem.Field, invalid.Problem.Detail),
            RegistrationResult.Refused refused => Problems.Unprocessable(refused.Problem.Field, refused.Problem.Detail),
            _ => Problems.Conflict("This tenant is registered. Delete its configuration with its API key first, then register again."),
        };
    }

    private static IResult Show(HttpContext context, TenantDirectory directory)
    {
        var tenant = TenantKeyFilter.TenantOf(context);
        return TypedResults.Json(
            new TenantView(
                tenant.Identifier, tenant.Provider, tenant.AccountId, tenant.Sender, tenant.CoreEndpoint, tenant.CoreToken is not null,
                tenant.DefaultRegion, tenant.CreatedAt,
                [.. directory.KeysOf(tenant).Select(key => new KeyView(key.Prefix, key.CreatedAt, key.ValidUntil))]),
            TenantsJson.Default.TenantView);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, TenantRegistrar registrar, CancellationToken cancellationToken)
    {
        await registrar.DeleteAsync(TenantKeyFilter.TenantOf(context), cancellationToken);
        return TypedResults.NoContent();
    }
}
