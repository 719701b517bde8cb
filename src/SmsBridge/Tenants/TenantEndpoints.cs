using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Web;
using SmsBridge.Web.Description;

namespace SmsBridge.Tenants;

/// <summary>
/// <c>POST /modules/sms/configuration</c> and <c>POST /configuration</c> register a tenant (no key yet: the body proves itself);
/// <c>GET</c>, <c>PUT</c>, <c>PATCH</c>, <c>DELETE /modules/sms/configuration/{tenantId}</c>, <c>POST …/_rotate</c>, <c>POST</c> and <c>DELETE
/// …/webhook-token</c> and <c>…/app-key</c> need its API key (fineract-hooks.md 2, 4, 10). Its keys for programs are beside, in <see cref="ProgramKeyEndpoints"/>.
/// </summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/modules/sms/configuration", RegisterAsync).DescribeRegistration("registerTenant");
        routes.MapPost("/configuration", RegisterAsync).DescribeRegistration("registerTenantAtRoot"); // where cores from 1.5 on really send it (fineract-hooks.md 2)
        var tenant = routes.MapGroup("/modules/sms/configuration/{tenantId}").RequireTenantKey().DescribeTenant();
        tenant.MapGet("", Show).DescribeShow();
        tenant.MapPut("", (HttpContext context, TenantVerbs verbs, TenantDirectory directory, KeyUsage usage, CancellationToken cancellationToken) =>
            ChangeAsync(context, verbs, directory, usage, replace: true, cancellationToken)).DescribeChange("replaceTenant", "Replaces all settings of the tenant.");
        tenant.MapPatch("", (HttpContext context, TenantVerbs verbs, TenantDirectory directory, KeyUsage usage, CancellationToken cancellationToken) =>
            ChangeAsync(context, verbs, directory, usage, replace: false, cancellationToken)).DescribeChange("changeTenant", "Changes those settings of the tenant that are given.");
        tenant.MapDelete("", DeleteAsync).Describe("deleteTenant", "Deletes the tenant; its keys stop working at once.").Produces(StatusCodes.Status204NoContent);
        tenant.MapPost("_rotate", RotateAsync).DescribeRotation();
        tenant.MapPost("webhook-token", NewWebhookTokenAsync).Describe("rotateWebhookToken", "A new webhook token, shown once, for the core's \"Web\" template.")
            .Produces<WebhookTokenView>(StatusCodes.Status201Created);
        tenant.MapDelete("webhook-token", RevokeWebhookTokenAsync).Describe("revokeWebhookToken", "All webhook tokens of the tenant stop working.")
            .Produces(StatusCodes.Status204NoContent).Refuses(404);
        tenant.MapPost("app-key", NewAppKeyAsync).DescribeAppKey();
        tenant.MapDelete("app-key", RevokeAppKeyAsync).Describe("revokeAppKey", "All app keys of the tenant stop working.")
            .Produces(StatusCodes.Status204NoContent).Refuses(404);
        tenant.MapProgramKeys();
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

        var check = await keys.CheckAsync(presented, KeyKind.ApiKey, RequiredScope.Of(context), tenant ?? "", from, cancellationToken);
        return check.RetryAfter is not null || check.Told is not null ? (null, KeyAnswers.Refusal(context, check))
            : check.Key is not { ValidUntil: null } ? (null, Problems.Unauthorized("Leave the key out, or send the tenant's current one."))
            : (new Registrant(HoldsKey: true, from?.ToString()), null);
    }

    private static IResult Show(HttpContext context, TenantDirectory directory, KeyUsage usage)
    {
        var tenant = TenantKeyFilter.TenantOf(context);
        return TypedResults.Json(TenantView.Of(tenant, directory.KeysOf(tenant), usage), TenantsJson.Readable.TenantView);
    }

    private static async Task<IResult> ChangeAsync(
        HttpContext context, TenantVerbs verbs, TenantDirectory directory, KeyUsage usage, bool replace, CancellationToken cancellationToken)
    {
        var (request, problem) = await JsonBody.ReadAsync(context, TenantsJson.Default.SettingsRequest, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var (caller, tenant) = (TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context));
        return await verbs.ChangeAsync(caller, tenant.Identifier, request ?? new SettingsRequest(), replace, cancellationToken) is var outcome and not Outcome.Done ? Refusal(context, outcome)
            : directory.Find(tenant.Id) is { } updated ? TypedResults.Json(TenantView.Of(updated, directory.KeysOf(updated), usage), TenantsJson.Readable.TenantView)
            : KeyAnswers.Gone();
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, TenantVerbs verbs)
    {
        var identifier = TenantKeyFilter.TenantOf(context).Identifier;
        return await verbs.DeleteAsync(TenantKeyFilter.CallerOf(context), identifier, typed: identifier) is var outcome and not (Outcome.Done or Outcome.Unchanged or Outcome.NotFound)
            ? Refusal(context, outcome)
            : TypedResults.NoContent(); // gone, whoever did it
    }

    private static async Task<IResult> RotateAsync(HttpContext context, TenantKeyVerbs verbs, bool confirm = false)
    {
        var outcome = await verbs.RotateAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, KeyKind.ApiKey, confirm);
        return outcome is Outcome.Secret { Value: var key } ? ShowKey(key) : Refusal(context, outcome);
    }

    private static async Task<IResult> NewWebhookTokenAsync(
        HttpContext context, TenantKeyVerbs verbs, IOptions<BridgeOptions> bridge, bool confirm = false)
    {
        var outcome = await verbs.RotateAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, KeyKind.WebhookToken, confirm);
        if (outcome is not Outcome.Secret { Value: var token })
        {
            return Refusal(context, outcome);
        }

        var host = bridge.Value.PublicBase ?? new Uri($"{context.Request.Scheme}://{context.Request.Host}/");
        return TypedResults.Json(
            new WebhookTokenView(token, new Uri(host, $"modules/sms/k/{token}/").AbsoluteUri),
            TenantsJson.Readable.WebhookTokenView, statusCode: StatusCodes.Status201Created);
    }

    private static Task<IResult> RevokeWebhookTokenAsync(HttpContext context, TenantKeyVerbs verbs) => RevokeAsync(context, verbs, KeyKind.WebhookToken);

    private static async Task<IResult> NewAppKeyAsync(HttpContext context, TenantKeyVerbs verbs, bool confirm = false)
    {
        var outcome = await verbs.RotateAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, KeyKind.AppKey, confirm);
        return outcome is Outcome.Secret { Value: var key } ? ShowKey(key) : Refusal(context, outcome);
    }

    private static Task<IResult> RevokeAppKeyAsync(HttpContext context, TenantKeyVerbs verbs) => RevokeAsync(context, verbs, KeyKind.AppKey);

    private static async Task<IResult> RevokeAsync(HttpContext context, TenantKeyVerbs verbs, KeyKind kind) =>
        await verbs.RevokeAsync(TenantKeyFilter.CallerOf(context), TenantKeyFilter.TenantOf(context).Identifier, kind) switch
        {
            Outcome.Done => TypedResults.NoContent(),
            Outcome.Unchanged => Problems.NotFound($"This tenant has no {OldKeyWords.NameOf(kind)}."),
            var outcome => Refusal(context, outcome),
        };

    /// <summary>409 where a key that is still good would end and the caller did not say that he knows.</summary>
    private static IResult Refusal(HttpContext context, Outcome outcome) =>
        outcome switch
        {
            Outcome.Asks asks => Problems.Create(
                StatusCodes.Status409Conflict, "It would end a key.", $"{asks.Ends} To do it all the same, repeat it with ?confirm=true.", "confirm", "confirm"),
            Outcome.NotFound => KeyAnswers.Gone(),
            _ => KeyAnswers.Refusal(context, outcome),
        };

    private static IResult ShowKey(string key)
    {
        return TypedResults.Json(key, TenantsJson.Readable.String, statusCode: StatusCodes.Status201Created);
    }
}
