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
internal sealed class GatewayTexts(SecretBox secrets, CodeTextWatch watch, IOptions<CampaignOptions> options, TimeProvider time)
{
    /// <summary>Of this process: codes are short, and who reads a digest must not find one by trying all there are.</summary>
    private readonly byte[] _digestKey = RandomNumberGenerator.GetBytes(32);

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

    /// <summary>By the core's number for it, where it gave one. A core that was restored gives its numbers again: that is no repeat once the code's life is over.</summary>
    private byte[] DigestOf(GatewayEntry entry) => entry.InternalId is { } number
        ? SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"code\n{number}\n{entry.MobileNo}")))
        : HMACSHA256.HashData(_digestKey, Encoding.UTF8.GetBytes($"code\n{entry.MobileNo}\n{entry.Message}"));
}
