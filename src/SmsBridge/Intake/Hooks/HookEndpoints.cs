using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Web;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// The URLs a core calls (fineract-hooks.md 2): HTTP only. Written against the raw request because it is the hottest path; never answers a
/// redirect, which would turn the event's POST into a GET or lose it.
/// </summary>
internal sealed class HookEndpoints(HookIntake intake, KeyGate gate, TenantDirectory tenants, OnTrustLimit onTrust, HookCounts counts, IOptions<HooksOptions> options)
{
    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;

    /// <summary>A hook of the "SMS Bridge" template: the API key comes in a header.</summary>
    public Task ReceiveAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        return ReceiveAsync(context, new Caller(ApiKeyHeader.Read(headers), KeyKind.ApiKey, CoreHeaders.Tenant(headers)));
    }

    /// <summary>A hook of the "Web" template, which sends no key: a token of its own is part of the URL, and names the tenant too.</summary>
    public Task ReceiveWebAsync(HttpContext context)
    {
        var token = context.Request.RouteValues["webhookToken"] as string;
        var tenant = CoreHeaders.Tenant(context.Request.Headers) ?? tenants.FindKey(token, KeyKind.WebhookToken)?.Tenant.Identifier ?? "";
        return ReceiveAsync(context, new Caller(token, KeyKind.WebhookToken, tenant));
    }

    /// <summary>The ping of a hook's creation; any answer would do (fineract-hooks.md 6).</summary>
    public static Task PingAsync(HttpContext context) => FrontPage.AnswerProgramAsync(context);

    private async Task ReceiveAsync(HttpContext context, Caller caller)
    {
        if (await TryReceiveAsync(context, caller) is { } refusal)
        {
            counts.Add(Verdict.Refused);
            await refusal.ExecuteAsync(context);
        }
    }

    /// <returns>The refusal to answer with; null when the hook was taken and answered.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<IResult?> TryReceiveAsync(HttpContext context, Caller caller)
    {
        var headers = context.Request.Headers;
        var (entity, action) = (CoreHeaders.Entity(headers), CoreHeaders.Action(headers));
        var address = Callers.AddressOf(context);
        var origin = new HookOrigin(caller.Tenant, EventType.TryParse(entity ?? "", action ?? "", out var type) ? type : EventType.None, address?.ToString());
        if (caller.Tenant is null)
        {
            // On the record of the tenant whose key it brought, where its own support can see it.
            var owner = tenants.FindKey(caller.Key, caller.Kind)?.Tenant.Identifier;
            return await RefuseAsync(origin with { Tenant = owner, IsTenants = owner is not null }, Reasons.MissingHeader, $"Missing header {CoreHeaders.TenantFineract} (or {CoreHeaders.TenantMifos}).");
        }

        var check = await gate.CheckAsync(caller.Key, caller.Kind, caller.Tenant, address, context.RequestAborted);
        if (check.Key is null)
        {
            return await RefuseStrangerAsync(context, origin, caller, check);
        }

        origin = origin with { IsTenants = true };
        if (check.Key.Tenant.TrustedUntil is not null && await onTrust.CountAsync(check.Key.Tenant) is { } later)
        {
            return await RefuseUnprovedAsync(context, origin, check.Key.Tenant, later);
        }

        if (type == EventType.None)
        {
            return await RefuseAsync(origin, Reasons.MissingHeader, HeaderProblem(entity, action));
        }

        if (await RequestBody.ReadAsync(context.Request, _maxBodyBytes, context.RequestAborted) is not { } body)
        {
            var receipt = await intake.RefuseAsync(origin, Reasons.TooLarge, $"The body is larger than {_maxBodyBytes} bytes.");
            return Problems.TooLarge(receipt.Detail!);
        }

        var taken = await intake.AcceptAsync(new HookCall(check.Key, type, origin.Source), body, IsForm(context.Request));
        if (taken.Verdict == Verdict.Refused)
        {
            return Problems.BadRequest("body", taken.Detail!, taken.Reason);
        }

        counts.Add(taken.Verdict);
        await HookAnswer.WriteAsync(context.Response, taken);
        return null;
    }

    /// <summary>What is answered 429 is not on the record: the refusals that led there are.</summary>
    private async ValueTask<IResult> RefuseStrangerAsync(HttpContext context, HookOrigin origin, Caller caller, KeyCheck check)
    {
        if (check.RetryAfter is { } wait)
        {
            return Problems.TooMany(context, wait, check.Words);
        }

        await intake.RefuseAsync(origin, check.Reason!, check.Words, await NamingAsync(context, origin));
        return Problems.Unauthorized(check.Words, caller.Kind == KeyKind.ApiKey ? ApiKeyHeader.Fineract : "webhookToken");
    }

    private async ValueTask<IResult> RefuseUnprovedAsync(HttpContext context, HookOrigin origin, Tenant tenant, TimeSpan wait)
    {
        var reason = Reasons.Explain(Reasons.TrustUsedUp);
        if (onTrust.IsWorthARow(tenant))
        {
            await intake.RefuseAsync(origin, reason.Code, $"Not verified: {tenant.Unverified}");
        }

        return Problems.TooMany(context, wait, $"{reason.Meaning} {reason.Remedy}", "Too many events of a tenant on trust.", reason.Code);
    }

    private async ValueTask<IResult> RefuseAsync(HookOrigin origin, string reason, string detail)
    {
        await intake.RefuseAsync(origin, reason, detail);
        return Problems.BadRequest("headers", detail, reason);
    }

    /// <summary>
    /// Whom a hook is about whose key we do not know: the clerk who is asked for the SMS must find that the core did tell us. Only of a tenant we
    /// know and an event an SMS belongs to; a body that is too large names nobody.
    /// </summary>
    private async ValueTask<HookNaming> NamingAsync(HttpContext context, HookOrigin origin)
    {
        // Who asks first whether to send its body is told no, not asked for it.
        if (!HookDecision.IsHandled(origin.Type) || context.Request.Headers.Expect.Count > 0 || tenants.Find(origin.Tenant!) is null)
        {
            return default;
        }

        try
        {
            return await RequestBody.ReadAsync(context.Request, _maxBodyBytes, context.RequestAborted) is { } body
                ? HookNaming.Of(body, IsForm(context.Request))
                : default;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException) // it broke off, or dawdled: the refusal stands
        {
            return default;
        }
    }

    private static string HeaderProblem(string? entity, string? action) =>
        entity is null ? $"Missing header {CoreHeaders.EntityFineract} (or {CoreHeaders.EntityMifos})."
        : action is null ? $"Missing header {CoreHeaders.ActionFineract} (or {CoreHeaders.ActionMifos})."
        : "Entity and action must be names of letters, digits and underscores.";

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Who says to be calling.</summary>
    private readonly record struct Caller(string? Key, KeyKind Kind, string? Tenant);
}
