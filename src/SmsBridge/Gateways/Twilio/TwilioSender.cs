using System.Diagnostics.CodeAnalysis;
using SmsBridge.Numbers;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Types;

namespace SmsBridge.Gateways.Twilio;

internal enum TwilioSenderKind
{
    /// <summary>A number in E.164 form that the account owns.</summary>
    Number,

    /// <summary>Three to eight digits.</summary>
    ShortCode,

    /// <summary>A name; recipients can not answer it, so there is no STOP.</summary>
    Alphanumeric,

    /// <summary><c>MG</c> and 32 hex digits; Twilio picks the number.</summary>
    MessagingService,
}

/// <summary>Who a text comes from, in one of the forms Twilio takes (twilio.md 3).</summary>
internal sealed record TwilioSender(TwilioSenderKind Kind, string Value)
{
    /// <summary>Said to whoever registered something else.</summary>
    public const string Shapes =
        "Use a number with + and country code (+15005550006), a short code (3 to 8 digits), a name of at most 11 characters "
        + "with at least one letter, or a Messaging Service (MG and 32 hex digits).";

    private const int LongestName = 11;

    /// <summary>Says in a create request whom it comes from.</summary>
    public void Sign(CreateMessageOptions message)
    {
        if (Kind == TwilioSenderKind.MessagingService)
        {
            message.MessagingServiceSid = Value;
        }
        else
        {
            message.From = new PhoneNumber(Value);
        }
    }

    /// <summary>Takes the sender as registered. Nothing is patched: a number without its plus is not a number.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TwilioSender? sender)
    {
        sender = text?.Trim() is { Length: > 0 } value && KindOf(value) is { } kind ? new TwilioSender(kind, value) : null;
        return sender is not null;
    }

    /// <summary>
    /// False when a listed message certainly came from another sender. A message we overlook is one that is sent twice, so in doubt true: a
    /// Messaging Service picks its number later, and how a name or short code is written back differs by country.
    /// </summary>
    public bool MayHaveSent(MessageResource message) => Kind switch
    {
        TwilioSenderKind.Number => string.IsNullOrEmpty(message.MessagingServiceSid)
            && (message.From?.ToString() is not { } from || !Msisdn.IsE164(from) || from == Value),
        TwilioSenderKind.MessagingService => string.IsNullOrEmpty(message.MessagingServiceSid) || message.MessagingServiceSid == Value,
        _ => string.IsNullOrEmpty(message.MessagingServiceSid),
    };

    private static TwilioSenderKind? KindOf(string value)
    {
        if (Msisdn.IsE164(value))
        {
            return TwilioSenderKind.Number;
        }

        if (TwilioSids.IsSid("MG", value))
        {
            return TwilioSenderKind.MessagingService;
        }

        if (!value.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return value.Length is >= 3 and <= 8 ? TwilioSenderKind.ShortCode : null;
        }

        // Which symbols a name may hold differs by country; Twilio is the judge (21212). We ask for what is certain.
        return value.Length <= LongestName && value.Any(char.IsAsciiLetter) && !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? TwilioSenderKind.Alphanumeric
            : null;
    }
}
