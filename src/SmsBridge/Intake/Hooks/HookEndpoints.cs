using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.TenantTexts;
using SmsBridge.Web;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// The URLs a core calls (fineract-hooks.md 2): HTTP only. Written against the raw request because it is the hottest path; never answers a
/// redirect, which would turn the event's POST into a GET or lose it.
/// </summary>
internal sealed class HookEndpoints(
    HookIntake intake, KeyGate gate, TenantDirectory tenants, OnTrustLimit onTrust, HookCounts counts,
    TextDirectory texts, IOptions<HooksOptions> options)
{
    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;

    /// <summary>Of a program's key; a webhook token has none.</summary>
    private readonly KeyScopes _needed = RouteScopes.Of("postHook");

    /// <summary>A hook of the "SMS Bridge" template: the API key comes in a header.</summary>
    public Task ReceiveAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        return ReceiveAsync(context, ApiKeyHeader.Read(headers), KeyKind.ApiKey, CoreHeaders.Tenant(headers));
    }

    /// <summary>A hook of the "Web" template, which sends no key: a token of its own is part of the URL, and names the tenant too.</summary>
    public Task ReceiveWebAsync(HttpContext context)
    {
        var token = context.Request.RouteValues["webhookToken"] as string;
        var tenant = CoreHeaders.Tenant(context.Request.Headers) ?? tenants.FindKey(token, KeyKind.WebhookToken)?.Tenant.Identifier ?? "";
        return ReceiveAsync(context, token, KeyKind.WebhookToken, tenant);
    }

    /// <summary>The ping of a hook's creation; any answer would do (fineract-hooks.md 6).</summary>
    public static Task PingAsync(HttpContext context) => FrontPage.AnswerProgramAsync(context);

    private async Task ReceiveAsync(HttpContext context, string? key, KeyKind kind, string? tenant)
    {
        if (await TryReceiveAsync(context, key, kind, tenant) is { } refusal)
        {
            counts.Add(Verdict.Refused, counts.IsByTenant && tenant is not null ? tenants.Find(tenant)?.Identifier : null);
            await refusal.ExecuteAsync(context);
        }
    }

    /// <returns>The refusal to answer with; null when the hook was taken and answered.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<IResult?> TryReceiveAsync(HttpContext context, string? key, KeyKind kind, string? tenant)
    {
        var headers = context.Request.Headers;
        var (entity, action) = (CoreHeaders.Entity(headers), CoreHeaders.Action(headers));
        var address = Callers.AddressOf(context);
        var call = new HookCall(tenant, EventType.TryParse(entity ?? "", action ?? "", out var type) ? type : EventType.None, address?.ToString());
        if (tenant is null)
        {
            // On the record of the tenant whose key it brought, where its own support can see it.
            var owner = tenants.FindKey(key, kind)?.Tenant.Identifier;
            return await RefuseAsync(call with { Tenant = owner, IsTenants = owner is not null }, CoreHeaders.TenantFineract, $"Missing header {CoreHeaders.TenantFineract} (or {CoreHeaders.TenantMifos}).");
        }

        var check = await gate.CheckAsync(key, kind, _needed, tenant, address, context.RequestAborted);
        if (check.Key is null)
        {
            return await RefuseStrangerAsync(context, call, kind, check);
        }

        call = call with { IsTenants = true, IsOn = texts.IsOn(check.Key.Tenant.Id, type) };
        if (check.Key.Tenant.TrustedUntil is not null && await onTrust.CountAsync(check.Key.Tenant) is { } later)
        {
            return await RefuseUnprovedAsync(context, call, check.Key.Tenant, later);
        }

        if (type == EventType.None)
        {
            var (header, problem) = HeaderProblem(entity, action);
            return await RefuseAsync(call, header, problem);
        }

        if (await RequestBody.ReadAsync(context.Request, _maxBodyBytes, context.RequestAborted) is not { } body)
        {
            var receipt = await intake.RefuseAsync(call, Reasons.TooLarge, $"The body is larger than {_maxBodyBytes} bytes.");
            return Problems.TooLarge(receipt.Detail!);
        }

        var taken = await intake.AcceptAsync(call, check.Key, body, IsForm(context.Request));
        if (taken.Verdict == Verdict.Refused)
        {
            return Problems.BadRequest(taken.Member ?? "body", taken.Detail!, taken.Reason);
        }

        counts.Add(taken.Verdict, check.Key.Tenant.Identifier);
        await HookAnswer.WriteAsync(context.Response, taken);
        return null;
    }

    /// <summary>What is answered 429 is not on the record: the refusals that led there are.</summary>
    private async ValueTask<IResult> RefuseStrangerAsync(HttpContext context, HookCall call, KeyKind kind, KeyCheck check)
    {
        if (check.RetryAfter is { } wait)
        {
            return Problems.TooMany(context, wait, check.Words);
        }

        await intake.RefuseAsync(call, check.Reason!, check.Words, await BodyOfStrangerAsync(context, call), IsForm(context.Request));
        return KeyAnswers.Refusal(context, check, kind == KeyKind.ApiKey ? ApiKeyHeader.Fineract : "webhookToken");
    }

    private async ValueTask<IResult> RefuseUnprovedAsync(HttpContext context, HookCall call, Tenant tenant, TimeSpan wait)
    {
        var reason = Reasons.Explain(Reasons.TrustUsedUp);
        if (onTrust.IsWorthARow(tenant))
        {
            await intake.RefuseAsync(call, reason.Code, $"Not verified: {tenant.Unverified}");
        }

        return Problems.TooMany(context, wait, $"{reason.Meaning} {reason.Remedy}", "Too many events of a tenant on trust.", reason.Code);
    }

    private async ValueTask<IResult> RefuseAsync(HookCall call, string header, string detail)
    {
        await intake.RefuseAsync(call, Reasons.MissingHeader, detail);
        return Problems.BadRequest(header, detail, Reasons.MissingHeader);
    }

    /// <summary>
    /// Whom a hook is about whose key we do not know: the clerk who is asked for the SMS must find that the core did tell us. Only of a tenant we
    /// know and an event an SMS belongs to; a body that is too large names nobody.
    /// </summary>
    private async ValueTask<byte[]?> BodyOfStrangerAsync(HttpContext context, HookCall call)
    {
        // Who asks first whether to send its body is told no, not asked for it.
        if (!HookDecision.IsHandled(call.Type) || context.Request.Headers.Expect.Count > 0 || tenants.Find(call.Tenant!) is null)
        {
            return null;
        }

        try
        {
            return await RequestBody.ReadAsync(context.Request, _maxBodyBytes, context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException) // it broke off, or dawdled: the refusal stands
        {
            return null;
        }
    }

    private static (string Header, string Words) HeaderProblem(string? entity, string? action) =>
        entity is null ? (CoreHeaders.EntityFineract, $"Missing header {CoreHeaders.EntityFineract} (or {CoreHeaders.EntityMifos}).")
        : action is null ? (CoreHeaders.ActionFineract, $"Missing header {CoreHeaders.ActionFineract} (or {CoreHeaders.ActionMifos}).")
        : (EventType.TryParse(entity, "X", out _) ? CoreHeaders.ActionFineract : CoreHeaders.EntityFineract, "Entity and action must be names of letters, digits and underscores.");

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;
}
