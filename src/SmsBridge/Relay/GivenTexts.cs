using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Campaigns;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>When a text that the core wrote itself may go out: sms/send at once, campaigns outside quiet hours, triggered ones once their act is certain.</summary>
internal sealed class GivenTexts(
    TextDirectory texts, CoreAccesses accesses, CoreLookup lookup, EventTypeCodes codes, SecretBox secrets, IOptions<CampaignOptions> options, TimeProvider time)
{
    /// <returns>Why it does not go out now; null: it may.</returns>
    public async Task<NextStep?> WhyNotNowAsync(ClaimedMessage.TextGiven claimed, Tenant tenant, CancellationToken cancellationToken)
    {
        var type = codes.TypeOf(claimed.TypeId);
        if (type != EventType.SmsCampaign && type != EventType.SmsTrigger)
        {
            return null;
        }

        var rules = options.Value.RulesOf(tenant.Identifier);
        return await QuietAsync(tenant, type == EventType.SmsCampaign ? rules.Class : EventClass.Transactional, cancellationToken)
            ?? (type == EventType.SmsTrigger ? await CertainAsync(claimed, tenant, rules, cancellationToken) : null);
    }

    /// <summary>The text of a two-factor code; null: its life is over, or the key ring is another one.</summary>
    public string? Open(long tenantId, string? sealedText) => secrets.Open(sealedText, CodeTexts.Purpose(tenantId));

    private async ValueTask<NextStep?> QuietAsync(Tenant tenant, EventClass kind, CancellationToken cancellationToken)
    {
        if (Quiet(tenant, kind) is null)
        {
            return null;
        }

        await texts.RefreshAsync(cancellationToken); // as of an event's text
        return Quiet(tenant, kind);
    }

    private NextStep.Retry? Quiet(Tenant tenant, EventClass kind) =>
        texts.QuietHoursOf(tenant.Id, kind) is { } quiet && quiet.WaitUntil(time.GetUtcNow()) is { } until
            ? new NextStep.Retry(until, Reasons.QuietHours, EventTexts.QuietWords(kind, quiet))
            : null;

    private async Task<NextStep?> CertainAsync(ClaimedMessage.TextGiven claimed, Tenant tenant, CampaignRules rules, CancellationToken cancellationToken)
    {
        if (claimed.IsResent)
        {
            return null; // somebody wants it sent anew: what came of the act is known by then
        }

        var now = time.GetUtcNow();
        var until = StoredTime.At(claimed.ReceivedAt) + rules.TriggeredDelay;
        if (until > now && until - now <= rules.TriggeredDelay) // a clock that was set back makes nobody wait longer
        {
            return new NextStep.Retry(until, Reasons.NotCommitted, Detail: null);
        }

        return rules.ConfirmTriggered && claimed.InternalId is { } internalId
            && accesses.Read(tenant.Identifier, tenant.Settings.CoreEndpoint, tenant.Settings.ToCoreCredential(), tenant.Unproved) is CoreAccessReading.Ready { Access: var access }
                ? await lookup.ConfirmSmsAsync(access, claimed, internalId, cancellationToken)
                : null;
    }
}
