using SmsBridge.Intake.Hooks.Sheets;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Intake.Hooks;

/// <summary>Hooks that are not taken, on the record.</summary>
internal sealed class HookRefusals(EventInbox inbox, TenantDirectory tenants, RefusalLimit refusals, TimeProvider time, ILogger<HookRefusals> logger)
{
    /// <summary>Puts a refusal on the record, as long as there are not too many.</summary>
    /// <param name="body">What it was about: support finds the refusal by it. Null: nobody read it.</param>
    public async ValueTask<HookReceipt> RefuseAsync(HookCall call, string reason, string detail, byte[]? body = null, bool isForm = false)
    {
        var tenantId = call.Tenant is null ? 0 : tenants.Find(call.Tenant)?.Id ?? 0;
        logger.HookRefused(tenantId, reason, detail);
        if (!refusals.IsWorthARow(tenantId, call.IsTenants))
        {
            return new HookReceipt(0, Verdict.Refused, reason, detail);
        }

        var facts = body is null ? default : HookFacts.Of(body, isForm); // read once more, for the few that are worth it
        var stored = await inbox.AppendAsync(new NewEvent
        {
            TenantId = tenantId,
            Type = call.IsOn || HookDecision.IsHandled(call.Type) || Sheet.Is(call.Type) ? call.Type : EventType.None, // a stranger must not use up the codes for event types
            Verdict = Verdict.Refused,
            ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ClientId = facts.ClientOf(call.Type),
            LoanId = facts.LoanId,
            Reason = reason,
            Detail = body is not null && HookAmount.Of(body) is { } amount ? $"{detail} The body names an amount of {amount}." : detail,
            Source = call.Source,
        });
        return new HookReceipt(stored.Id, Verdict.Refused, reason, detail);
    }
}
