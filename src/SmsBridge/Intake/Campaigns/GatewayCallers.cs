using SmsBridge.Intake.Hooks;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Web;

namespace SmsBridge.Intake.Campaigns;

/// <summary>Who calls: a core with its tenant's app key, which opens nothing else, as no other key opens this (message-gateway.md 3).</summary>
internal sealed class GatewayCallers(KeyGate gate, HookIntake record)
{
    public const string AppKeyHeader = "Fineract-Tenant-App-Key";

    /// <param name="bringsTexts">A refusal is on the record: texts are lost by it.</param>
    public async Task<(KnownKey? Key, IResult? Refusal)> CheckAsync(HttpContext context, bool bringsTexts)
    {
        var (tenant, address) = (CoreHeaders.Tenant(context.Request.Headers), Callers.AddressOf(context));
        var call = new HookCall(tenant, EventType.SmsTrigger, address?.ToString(), IsOn: true);
        if (tenant is null)
        {
            const string Missing = $"Missing header {CoreHeaders.TenantFineract}.";
            await RecordAsync(call, Reasons.MissingHeader, Missing, bringsTexts);
            return (null, Problems.BadRequest(CoreHeaders.TenantFineract, Missing, Reasons.MissingHeader));
        }

        var check = await gate.CheckAsync(
            CoreHeaders.First(context.Request.Headers, AppKeyHeader, AppKeyHeader), KeyKind.AppKey, KeyScopes.None, tenant, address, context.RequestAborted);
        if (check.Key is not null)
        {
            return (check.Key, null);
        }

        if (check.RetryAfter is { } wait)
        {
            return (null, Problems.TooMany(context, wait, Words(check)));
        }

        await RecordAsync(call, check.Reason!, Words(check), bringsTexts);
        return (null, Problems.Unauthorized(Words(check), AppKeyHeader));
    }

    /// <summary>Puts on the record what a whole call is refused for.</summary>
    public ValueTask<HookReceipt> RefuseAsync(KnownKey key, HttpContext context, string reason, string words) =>
        record.RefuseAsync(
            new HookCall(key.Tenant.Identifier, EventType.SmsTrigger, Callers.AddressOf(context)?.ToString(), IsTenants: true, IsOn: true), reason, words);

    private async ValueTask RecordAsync(HookCall call, string reason, string words, bool bringsTexts)
    {
        if (bringsTexts)
        {
            await record.RefuseAsync(call, reason, words);
        }
    }

    private static string Words(KeyCheck check) =>
        check.Reason == Reasons.MissingKey ? $"No app key came with the request: set the core's tenant_app_key, which it sends as {AppKeyHeader}." : "The app key is not one of this tenant.";
}
