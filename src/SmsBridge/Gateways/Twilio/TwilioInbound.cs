using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using SmsBridge.Numbers;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// A client's reply (twilio.md 7.2, 7.3). Parsing only: verify the whole form with <see cref="TwilioSignature"/> first.
/// </summary>
/// <param name="To">Our sender: the number written to, or the Messaging Service behind it.</param>
internal sealed record TwilioInbound(string MessageSid, Msisdn From, string To, string? MessagingService, OptOutWish Wish)
{
    private const int LongestSender = 100; // what a tenant may register

    /// <summary>False when it is no message from a number.</summary>
    public static bool TryParse(IEnumerable<KeyValuePair<string, StringValues>> form, [NotNullWhen(true)] out TwilioInbound? inbound)
    {
        var values = form.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        inbound = values.TryGetValue("MessageSid", out var sid) && TwilioSids.IsMessage(sid) && values.TryGetValue("To", out var to) && to.Length is > 0 and <= LongestSender
            && values.TryGetValue("From", out var from) && Msisdn.IsE164(from)
            ? new TwilioInbound(
                sid, Msisdn.FromE164(from), to,
                values.GetValueOrDefault("MessagingServiceSid") is { Length: > 0 } service ? service : null,
                WishOf(values.GetValueOrDefault("Body") ?? "", values.GetValueOrDefault("OptOutType")))
            : null;
        return inbound is not null;
    }

    /// <summary>
    /// Twilio's own word (Advanced Opt-Out) decides where there is one: its keywords may be in any language. Otherwise the whole text is one of the
    /// default keywords, whatever quotes and full stops are around it. More words ("stop please", "do not stop") are for a person to read.
    /// </summary>
    public static OptOutWish WishOf(string body, string? optOutType) =>
        optOutType?.ToUpperInvariant() switch
        {
            "STOP" => OptOutWish.Stop,
            "START" => OptOutWish.Start,
            "HELP" => OptOutWish.None,
            _ => ReplyWords.WishOf(body),
        };
}
