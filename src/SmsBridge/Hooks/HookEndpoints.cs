using Microsoft.Extensions.Options;
using SmsBridge.Inbox;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Web;

namespace SmsBridge.Hooks;

/// <summary>
/// The URLs a core calls (fineract-hooks.md 2): HTTP only. Written against the raw request because it is the hottest path; never answers a
/// redirect, which would turn the event's POST into a GET or lose it.
/// </summary>
internal sealed class HookEndpoints(HookIntake intake, TenantDirectory tenants, IOptions<HooksOptions> options)
{
    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;

    public async Task ReceiveAsync(HttpContext context)
    {
        if (await TryReceiveAsync(context) is { } refused)
        {
            await Refuse(refused).ExecuteAsync(context);
        }
    }

    /// <summary>The ping of a hook's creation; any answer would do (fineract-hooks.md 6).</summary>
    public static Task PingAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync("{\"service\":\"SmsBridge\"}", context.RequestAborted);
    }

    /// <returns>The refusal to answer with; null when the hook was taken and answered.</returns>
    private async ValueTask<HookReceipt?> TryReceiveAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var source = context.Connection.RemoteIpAddress?.ToString();
        var (tenant, entity, action) = (CoreHeaders.Tenant(headers), CoreHeaders.Entity(headers), CoreHeaders.Action(headers));
        var isNamed = EventType.TryParse(entity ?? "", action ?? "", out var type);

        if (Authenticate(headers, tenant, out var key) is { } problem)
        {
            return await intake.RefuseAsync(tenant ?? key?.Tenant.Identifier, type, problem.Reason, problem.Detail, source);
        }

        if (!isNamed)
        {
            return await intake.RefuseAsync(tenant, type, Reasons.MissingHeader, HeaderProblem(entity, action), source);
        }

        if (await RequestBody.ReadAsync(context.Request, _maxBodyBytes, context.RequestAborted) is not { } body)
        {
            return await intake.RefuseAsync(tenant, type, Reasons.TooLarge, $"The body is larger than {_maxBodyBytes} bytes.", source);
        }

        var receipt = await intake.AcceptAsync(new HookCall(key!, type, source), body, IsForm(context.Request));
        if (receipt.Verdict == Verdict.Refused)
        {
            return receipt;
        }

        await HookAnswer.WriteAsync(context.Response, receipt);
        return null;
    }

    private (string Reason, string Detail)? Authenticate(IHeaderDictionary headers, string? tenant, out KnownKey? key)
    {
        var presented = ApiKeyHeader.Read(headers);
        key = tenants.FindKey(presented);
        if (tenant is null)
        {
            return (Reasons.MissingHeader, $"Missing header {CoreHeaders.TenantFineract} (or {CoreHeaders.TenantMifos}).");
        }

        if (presented is null)
        {
            return (Reasons.MissingKey, $"Missing header {ApiKeyHeader.Fineract} (or {ApiKeyHeader.Mifos}).");
        }

        if (key is null)
        {
            return (Reasons.UnknownKey, "The API key is not known.");
        }

        return key.Tenant.Identifier.Equals(tenant, StringComparison.Ordinal)
            ? null
            : (Reasons.ForeignKey, "The API key does not belong to this tenant.");
    }

    private static string HeaderProblem(string? entity, string? action) =>
        entity is null ? $"Missing header {CoreHeaders.EntityFineract} (or {CoreHeaders.EntityMifos})."
        : action is null ? $"Missing header {CoreHeaders.ActionFineract} (or {CoreHeaders.ActionMifos})."
        : "Entity and action must be names of letters, digits and underscores.";

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    private static IResult Refuse(HookReceipt refused) => refused.Reason switch
    {
        // To the caller all three are one: whether a key or a tenant exists is not for strangers. The log tells them apart.
        Reasons.MissingKey or Reasons.UnknownKey or Reasons.ForeignKey =>
            Problems.Unauthorized(refused.Reason == Reasons.MissingKey ? refused.Detail! : "The API key is not one of this tenant."),
        Reasons.TooLarge => Problems.TooLarge(refused.Detail!),
        Reasons.MissingHeader => Problems.BadRequest("headers", refused.Detail!, refused.Reason),
        _ => Problems.BadRequest("body", refused.Detail!, refused.Reason),
    };
}
