using System.Security.Cryptography;
using System.Text;
using SmsBridge.Intake.Hooks;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Intake.Campaigns;

/// <summary>What an entry amounts to: pure, knows neither HTTP nor SQL.</summary>
internal static class GatewayText
{
    /// <summary>The event it makes, but for whose it is, when it came and from where.</summary>
    /// <param name="sameSince">From when on the same text is a repeat, where the core gave it no number.</param>
    public static NewEvent Decide(GatewayEntry entry, long sameSince)
    {
        var made = new NewEvent
        {
            TenantId = 0, Type = entry.Tenant is null ? EventType.SmsTrigger : EventType.SmsCampaign, Verdict = Verdict.Accepted, ReceivedAt = 0,
            Dialect = Dialect.Gateway, InternalId = entry.InternalId,
        };
        if (entry.Problem is { } problem)
        {
            return made with { Verdict = Verdict.Refused, Reason = Reasons.MalformedBody, Detail = problem };
        }

        var text = Plain(entry.Message ?? "");
        return made with
        {
            MobileNo = HookPayload.OfNumber(entry.MobileNo), Text = HookPayload.OfText(text),
            Digest = SHA256.HashData(Encoding.UTF8.GetBytes($"gateway\n{entry.InternalId}\n{entry.MobileNo}\n{text}")),
            DigestSince = entry.InternalId is null ? sameSince : 0, // a core never uses its number twice, but for one that was restored
        };
    }

    /// <summary>As it came, without signs that are not seen: they would turn the writing around, or be stored nowhere.</summary>
    private static string Plain(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (var character in message.ReplaceLineEndings("\n"))
        {
            if (character == '\t')
            {
                text.Append(' ');
            }
            else if (character == '\n' || (!char.IsControl(character) && !BidiText.IsControl(character)))
            {
                text.Append(character);
            }
        }

        return text.ToString().Trim();
    }
}
