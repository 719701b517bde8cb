using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Intake.Hooks;

/// <summary>Where a hook says it comes from, before anything of it is believed.</summary>
/// <param name="IsTenants">True when it came with a key of that tenant.</param>
internal readonly record struct HookOrigin(string? Tenant, EventType Type, string? Source, bool IsTenants = false);

/// <summary>A hook with its caller checked, before its body is read.</summary>
internal readonly record struct HookCall(KnownKey Key, EventType Type, string? Source)
{
    public HookOrigin Origin => new(Key.Tenant.Identifier, Type, Source, IsTenants: true);
}

/// <summary>What the core is answered.</summary>
/// <param name="EventId">0 when a refusal was not worth a row any more.</param>
internal readonly record struct HookReceipt(long EventId, Verdict Verdict, string? Reason, string? Detail);

/// <summary>Takes hooks in: decides, stores, and only then answers. Whatever is returned is on disk.</summary>
internal sealed class HookIntake(
    EventInbox inbox, TenantDirectory tenants, RefusalLimit refusals, RelayBell bell, IOptions<HooksOptions> options, TimeProvider time,
    ILogger<HookIntake> logger)
{
    private readonly HooksOptions _options = options.Value;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HookReceipt> AcceptAsync(HookCall call, byte[] body, bool isForm)
    {
        // A JSON object is one whatever the content type says: curl calls everything a form unless told otherwise.
        var reading = HookReading.Of(body, isForm);
        if (reading.IsMalformed)
        {
            return await RefuseAsync(call.Origin, Reasons.MalformedBody, reading.Problem, new HookNaming(reading.Facts, body));
        }

        var facts = reading.Facts;
        var decision = HookDecision.Decide(call.Type, facts);
        if (decision.Verdict == Verdict.Refused)
        {
            return await RefuseAsync(call.Origin, decision.Reason!, decision.Detail!, new HookNaming(facts, body));
        }

        var now = time.GetUtcNow();
        var stored = await inbox.AppendAsync(new NewEvent
        {
            TenantId = call.Key.Tenant.Id,
            Type = call.Type,
            Verdict = decision.Verdict,
            ReceivedAt = now.ToUnixTimeMilliseconds(),
            Dialect = facts.Dialect,
            ResourceId = decision.Verdict == Verdict.Accepted ? decision.ResourceId // its identity
                : facts.Succeeded ? facts.ResourceId : null, // what failed made nothing; partners' notices go by that
            ClientId = facts.ClientId,
            LoanId = facts.LoanId,
            SavingsId = facts.SavingsId,
            SubResourceId = facts.SubResourceId,
            KeyId = call.Key.Id,
            Reason = decision.Reason,
            Detail = decision.Detail,
            Source = call.Source,
            Digest = decision.Digest,
            DigestSince = (now - _options.SameTextWindow).ToUnixTimeMilliseconds(),
            MobileNo = decision.Digest is null ? null : HookPayload.OfNumber(facts.MobileNo),
            Text = HookPayload.OfText(decision.Text),
            Body = HookDecision.KeepsBody(call.Type, facts) ? HookPayload.OfBody(body, facts.Dialect) : null,
        });
        return Answer(call, decision, stored);
    }

    /// <summary>Puts a refusal on the record, as long as there are not too many.</summary>
    /// <param name="naming">Whom and what the body named: support finds the refusal by it.</param>
    public async ValueTask<HookReceipt> RefuseAsync(HookOrigin origin, string reason, string detail, HookNaming naming = default)
    {
        var tenantId = origin.Tenant is null ? 0 : tenants.Find(origin.Tenant)?.Id ?? 0;
        logger.HookRefused(tenantId, reason, detail);
        if (!refusals.IsWorthARow(tenantId, origin.IsTenants))
        {
            return new HookReceipt(0, Verdict.Refused, reason, detail);
        }

        var stored = await inbox.AppendAsync(new NewEvent
        {
            TenantId = tenantId,
            Type = HookDecision.IsHandled(origin.Type) ? origin.Type : EventType.None, // a stranger must not use up the codes for event types
            Verdict = Verdict.Refused,
            ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ClientId = naming.ClientId(origin.Type),
            LoanId = naming.Facts.LoanId,
            Reason = reason,
            Detail = naming.Amount is { } amount ? $"{detail} The body names an amount of {amount}." : detail,
            Source = origin.Source,
        });
        return new HookReceipt(stored.Id, Verdict.Refused, reason, detail);
    }

    private HookReceipt Answer(in HookCall call, in HookDecision decision, StoredEvent stored)
    {
        if (stored.TwinId is { } twin)
        {
            logger.HookRepeated(stored.Id, twin);
            return new HookReceipt(stored.Id, Verdict.Duplicate, Reasons.Repeated, $"Repeats event {twin}.");
        }

        if (decision.Verdict == Verdict.Accepted)
        {
            bell.Ring(); // after the commit, never before
            logger.HookAccepted(stored.Id, call.Key.Tenant.Identifier, call.Type);
        }

        return new HookReceipt(stored.Id, decision.Verdict, decision.Reason, decision.Detail ?? (decision.Reason is null ? null : Reasons.Explain(decision.Reason).Meaning));
    }
}
