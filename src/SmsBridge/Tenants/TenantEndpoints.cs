using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Numbers;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Tenants;

/// <summary>
/// <c>POST /modules/sms/configuration</c> and <c>POST /configuration</c> register a tenant (no key yet: the body proves itself);
/// <c>GET</c>, <c>PUT</c>, <c>PATCH</c>, <c>DELETE /modules/sms/configuration/{tenantId}</c>, <c>POST …/_rotate</c>, <c>POST</c> and <c>DELETE
/// …/webhook-token</c> need its API key (fineract-hooks.md 2, 4, 10).
/// </summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/modules/sms/configuration", RegisterAsync).DescribeRegistration("registerTenant");
        routes.MapPost("/configuration", RegisterAsync).DescribeRegistration("registerTenantAtRoot"); // where cores from 1.5 on really send it (fineract-hooks.md 2)
        var tenant = routes.MapGroup("/modules/sms/configuration/{tenantId}").RequireTenantKey().DescribeTenant();
        tenant.MapGet("", Show).DescribeShow();
        tenant.MapPut("", (HttpContext context, TenantAdmin admin, SmsGateways gateways, TenantDirectory directory, KeyUsage usage, CancellationToken cancellationToken) =>
            UpdateAsync(context, admin, gateways, directory, usage, replace: true, cancellationToken)).DescribeChange("replaceTenant", "Replaces all settings of the tenant.");
        tenant.MapPatch("", (HttpContext context, TenantAdmin admin, SmsGateways gateways, TenantDirectory directory, KeyUsage usage, CancellationToken cancellationToken) =>
            UpdateAsync(context, admin, gateways, directory, usage, replace: false, cancellationToken)).DescribeChange("changeTenant", "Changes those settings of the tenant that are given.");
        tenant.MapDelete("", DeleteAsync).Describe("deleteTenant", "Deletes the tenant; its keys stop working at once.").Produces(StatusCodes.Status204NoContent);
        tenant.MapPost("_rotate", RotateAsync).DescribeRotation();
        tenant.MapPost("webhook-token", NewWebhookTokenAsync).Describe("rotateWebhookToken", "A new webhook token, shown once, for the core's \"Web\" template.")
            .Produces<WebhookTokenView>(StatusCodes.Status201Created);
        tenant.MapDelete("webhook-token", RevokeWebhookTokenAsync).Describe("revokeWebhookToken", "All webhook tokens of the tenant stop working.")
            .Produces(StatusCodes.Status204NoContent).Refuses(404);
    }

    /// <summary>
    /// 201 with the API key as a quoted JSON string: the only form that every core generation can read (fineract-hooks.md 4.3). 400, 409, 422,
    /// 429 and 503 as problem+json; any of them makes the core register again with its next event.
    /// </summary>
    private static async Task<IResult> RegisterAsync(
        HttpContext context, TenantRegistrar registrar, RegistrationGate gate, KeyGate keys, CancellationToken cancellationToken)
    {
        var (body, problem) = await JsonBody.ReadAsync(context, TenantsJson.Default.RegistrationRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var request = body ?? new RegistrationRequest();
        var (by, refused) = await RegistrantOfAsync(context, request.TenantId?.Trim(), keys, cancellationToken);
        if (by is null)
        {
            return refused!;
        }

        var (wait, result) = await gate.RunAsync(
            Callers.AddressOf(context), request, () => registrar.RegisterAsync(request, by, cancellationToken), cancellationToken);
        if (wait is { } later)
        {
            return Problems.TooMany(context, later, "Too many registrations that failed or could not be checked came from this network.");
        }

        switch (result)
        {
            case null:
                return Problems.NotNow(context, "Too many registrations wait to be checked; this one was not looked at. Send it again.");
            case RegistrationResult.Registered registered:
                return ShowKey(registered.ApiKey);
            case RegistrationResult.Invalid invalid:
                return Problems.BadRequest(invalid.Problem.Field, invalid.Problem.Detail);
            case RegistrationResult.Exists exists:
                return Problems.AlreadyThere(exists.Detail);
            case RegistrationResult.Pending pending:
                return Problems.Create(StatusCodes.Status409Conflict, "It waits for the operator.", pending.Detail, reason: "pending");
            case RegistrationResult.NotNow notNow:
                return Problems.NotNow(context, notNow.Detail);
            case RegistrationResult.Refused not:
                return Problems.Unprocessable(not.Problem.Field, not.Problem.Detail);
            default:
                throw new InvalidOperationException("Unknown registration result.");
        }
    }

    /// <summary>No core sends a key here; an administrator may, to prove what a login does not. One that is sent must be right.</summary>
    private static async Task<(Registrant? By, IResult? Refused)> RegistrantOfAsync(
        HttpContext context, string? tenant, KeyGate keys, CancellationToken cancellationToken)
    {
        var from = Callers.AddressOf(context);
        if (ApiKeyHeader.Read(context.Request.Headers) is not { } presented)
        {
            return (new Registrant(HoldsKey: false, from?.ToString()), null);
        }

        var check = await keys.CheckAsync(presented, KeyKind.ApiKey, tenant ?? "", from, cancellationToken);
        return check.RetryAfter is { } wait ? (null, Problems.TooMany(context, wait, check.Words))
            : check.Key is not { ValidUntil: null } ? (null, Problems.Unauthorized("Leave the key out, or send the tenant's current one."))
            : (new Registrant(HoldsKey: true, from?.ToString()), null);
    }

    private static IResult Show(HttpContext context, TenantDirectory directory, KeyUsage usage)
    {
        var tenant = TenantKeyFilter.TenantOf(context);
        return TypedResults.Json(TenantView.Of(tenant, directory.KeysOf(tenant), usage), TenantsJson.Readable.TenantView);
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, TenantAdmin admin, SmsGateways gateways, TenantDirectory directory, KeyUsage usage, bool replace,
        CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TenantsJson.Default.SettingsRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var tenant = TenantKeyFilter.TenantOf(context);
        var (settings, fieldProblem) = SettingsChange.Read(tenant.Settings, request ?? new SettingsRequest(), replace, gateways.Providers);
        if (settings is null)
        {
            return Problems.BadRequest(fieldProblem!.Field, fieldProblem.Detail);
        }

        return await admin.UpdateAsync(tenant, settings, cancellationToken) switch
        {
            UpdateResult.Refused refused => Problems.Unprocessable(refused.Problem.Field, refused.Problem.Detail),
            UpdateResult.NotNow notNow => Problems.NotNow(context, notNow.Detail),
            _ => directory.Find(tenant.Id) is { } updated
                ? TypedResults.Json(TenantView.Of(updated, directory.KeysOf(updated), usage), TenantsJson.Readable.TenantView)
                : Problems.NotFound("The tenant has just been deleted."),
        };
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, TenantAdmin admin)
    {
        await admin.DeleteAsync(TenantKeyFilter.TenantOf(context));
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RotateAsync(HttpContext context, KeyRotation rotation, bool confirm = false) =>
        Unconfirmed(context, rotation, KeyKind.ApiKey, confirm) ?? ShowKey(await rotation.RotateAsync(TenantKeyFilter.TenantOf(context), KeyKind.ApiKey));

    /// <summary>409 where a key that is still good would end and the caller did not say that he knows.</summary>
    private static IResult? Unconfirmed(HttpContext context, KeyRotation rotation, KeyKind kind, bool confirm) =>
        !confirm && rotation.Ends(TenantKeyFilter.TenantOf(context), kind) is { } ends
            ? Problems.Create(StatusCodes.Status409Conflict, "It would end a key.", $"{ends} To do it all the same, repeat it with ?confirm=true.", "confirm", "confirm")
            : null;

    private static async Task<IResult> NewWebhookTokenAsync(
        HttpContext context, KeyRotation rotation, IOptions<BridgeOptions> bridge, bool confirm = false)
    {
        if (Unconfirmed(context, rotation, KeyKind.WebhookToken, confirm) is { } conflict)
        {
            return conflict;
        }

        var token = await rotation.RotateAsync(TenantKeyFilter.TenantOf(context), KeyKind.WebhookToken);
        var host = bridge.Value.PublicBase ?? new Uri($"{context.Request.Scheme}://{context.Request.Host}/");
        return TypedResults.Json(
            new WebhookTokenView(token, new Uri(host, $"modules/sms/k/{token}/").AbsoluteUri),
            TenantsJson.Readable.WebhookTokenView, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeWebhookTokenAsync(HttpContext context, TenantAdmin admin) =>
        await admin.RevokeKeysAsync(TenantKeyFilter.TenantOf(context), KeyKind.WebhookToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("This tenant has no webhook token.");

    private static IResult ShowKey(string key)
    {
        return TypedResults.Json(key, TenantsJson.Readable.String, statusCode: StatusCodes.Status201Created);
    }
}
