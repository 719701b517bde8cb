using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts.Campaigns;

namespace SmsBridge.Intake.Campaigns;

/// <summary>From the entries of one call to events; of a two-factor code without its text in clear, from here on.</summary>
internal sealed class GatewayTexts(SecretBox secrets, KeyedDigests digests, CodeTextWatch watch, IOptions<CampaignOptions> options, TimeProvider time)
{
    private readonly CampaignOptions _options = options.Value;

    public List<NewEvent> Of(KnownKey key, string? source, IReadOnlyList<GatewayEntry> entries)
    {
        var now = time.GetUtcNow();
        var sameSince = (now - _options.SameTextWindow).ToUnixTimeMilliseconds();
        return [.. entries.Select(entry => Hidden(entries.Count, entry, GatewayText.Decide(entry, sameSince) with
        {
            TenantId = key.Tenant.Id, ReceivedAt = now.ToUnixTimeMilliseconds(), KeyId = key.Id, Source = source,
        }))];
    }

    /// <summary>
    /// A core sends a two-factor code alone, without naming its tenant, by the sender that was chosen for codes (message-gateway.md 7). What names its tenant is of the
    /// scheduled job, and no code, whatever sender its campaign has.
    /// </summary>
    private NewEvent Hidden(int count, GatewayEntry entry, NewEvent text)
    {
        if (count != 1 || entry.ProviderId != _options.CodeProviderId || entry.Tenant is not null || text.Verdict != Verdict.Accepted)
        {
            return text;
        }

        watch.Expect();
        return text with
        {
            Type = EventType.SmsCode, Text = null, Sealed = secrets.Seal(text.Text ?? "", CodeTexts.Purpose(text.TenantId)),
            Digest = DigestOf(entry), DigestSince = text.ReceivedAt - (long)CodeTexts.Life.TotalMilliseconds,
        };
    }

    /// <summary>By the core's number for it, where it gave one; else by its text, of which the digest tells nothing. A core that was restored gives its numbers again: that is no repeat once the code's life is over.</summary>
    private byte[] DigestOf(GatewayEntry entry) => entry.InternalId is { } number
        ? SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"code\n{number}\n{entry.MobileNo}")))
        : digests.Of($"code\n{entry.MobileNo}\n{entry.Message}");
}
