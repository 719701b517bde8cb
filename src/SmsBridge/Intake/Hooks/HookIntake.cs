using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SmsBridge.Intake.Hooks.Sheets;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Intake.Hooks;

/// <summary>A core's call before its body is read: what it says of itself.</summary>
/// <param name="IsTenants">True when it came with a key of that tenant; else nothing of it is believed.</param>
/// <param name="IsOn">Whether an SMS belongs to this event of this tenant.</param>
internal readonly record struct HookCall(string? Tenant, EventType Type, string? Source, bool IsTenants = false, bool IsOn = false);

/// <summary>What the core is answered.</summary>
/// <param name="EventId">0 when a refusal was not worth a row any more.</param>
/// <param name="Member">Of a refusal: the member of the body it is for; null: the body as a whole.</param>
internal readonly record struct HookReceipt(long EventId, Verdict Verdict, string? Reason, string? Detail, string? Member = null);

/// <summary>Takes hooks in: decides, stores, and only then answers. Whatever is returned is on disk.</summary>
internal sealed class HookIntake(
    EventInbox inbox, HookRefusals refusals, SheetIntake sheets, RelayBell bell, IOptions<HooksOptions> options, TimeProvider time, ILogger<HookIntake> logger)
{
    private readonly HooksOptions _options = options.Value;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<HookReceipt> AcceptAsync(HookCall call, KnownKey key, byte[] body, bool isForm)
    {
        var facts = HookFacts.Of(body, isForm);
        if (facts.Malformed is { } malformed)
        {
            return await RefuseAsync(call, Reasons.MalformedBody, malformed, body, isForm);
        }

        if (!call.IsOn && Sheet.Is(call.Type))
        {
            return await sheets.AcceptAsync(call, key, facts, body, new NewEvent
            {
                TenantId = 0, Type = call.Type, Verdict = Verdict.Ignored, ReceivedAt = 0, Source = call.Source, TraceId = TraceOf(Activity.Current),
            });
        }

        var decided = HookDecision.Decide(call.Type, facts, call.IsOn, out var problem);
        if (problem is { } refused)
        {
            return await RefuseAsync(call, Reasons.MalformedBody, refused.Words, body, isForm) with { Member = refused.Member };
        }

        var now = time.GetUtcNow();
        var own = call.IsOn && OwnHook.Is(call.Type) ? OwnHook.Of(decided, facts, body) : null;
        var stored = await inbox.AppendAsync(decided with
        {
            TenantId = key.Tenant.Id,
            ReceivedAt = now.ToUnixTimeMilliseconds(),
            KeyId = key.Id,
            Source = call.Source,
            TraceId = TraceOf(Activity.Current),
            ClientId = own is null ? decided.ClientId : own.ClientId,
            Digest = own?.Act ?? decided.Digest ?? (decided is { Verdict: Verdict.Accepted, ResourceId: null } ? SHA256.HashData(body) : null),
            DigestSince = own?.Act is null ? (now - _options.SameTextWindow).ToUnixTimeMilliseconds() : 0,
            Body = own is not null ? own.Kept : HookDecision.KeepsBody(call.Type, facts, call.IsOn) ? HookPayload.OfBody(body, facts.Dialect) : null,
        });
        return Answer(key, decided, stored);
    }

    /// <inheritdoc cref="HookRefusals.RefuseAsync"/>
    public ValueTask<HookReceipt> RefuseAsync(HookCall call, string reason, string detail, byte[]? body = null, bool isForm = false) =>
        refusals.RefuseAsync(call, reason, detail, body, isForm);

    /// <summary>
    /// The trace a caller named in its <c>traceparent</c>, or one that somebody listens to. A number that ASP.NET Core has made up for itself leads nowhere.
    /// </summary>
    private static string? TraceOf(Activity? activity) =>
        activity is { IdFormat: ActivityIdFormat.W3C } && (activity.ParentId is not null || activity.Recorded) && activity.TraceId != default
            ? activity.TraceId.ToHexString()
            : null;

    private HookReceipt Answer(KnownKey key, in NewEvent decided, StoredEvent stored)
    {
        if (stored.TwinId is { } twin)
        {
            logger.HookRepeated(stored.Id, twin);
            return new HookReceipt(stored.Id, Verdict.Duplicate, Reasons.Repeated, $"Repeats event {twin}.");
        }

        if (decided.Verdict == Verdict.Accepted)
        {
            bell.Ring(); // after the commit, never before
            logger.HookAccepted(stored.Id, key.Tenant.Identifier, decided.Type);
        }

        return new HookReceipt(stored.Id, decided.Verdict, decided.Reason, decided.Detail ?? (decided.Reason is null ? null : Reasons.Explain(decided.Reason).Meaning));
    }
}
