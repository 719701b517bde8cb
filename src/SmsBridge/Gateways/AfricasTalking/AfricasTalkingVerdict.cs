using System.Text.Json;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;

namespace SmsBridge.Gateways.AfricasTalking;

/// <summary>From an answer to a send to what the relay has to know (africas-talking.md 1, 2). Pure.</summary>
internal static class AfricasTalkingVerdict
{
    public const string Name = "Africa's Talking";

    private const int DoNotDisturb = 409;
    private const string NoId = "None";

    /// <summary>08:00 in Nigeria, whose time has no summer.</summary>
    private static readonly TimeSpan MorningInNigeria = TimeSpan.FromHours(7);

    public static SendResult Of(WireAnswer answer, OutgoingSms sms, DateTimeOffset now)
    {
        var data = JsonFields.Parse(answer)?.At("SMSMessageData");
        if (answer.HttpStatus is not (200 or 201 or DoNotDisturb) || data is not { } root || root.At("Recipients") is not { ValueKind: JsonValueKind.Array } recipients)
        {
            return OfError(answer, sms, now);
        }

        var words = GatewayWords.Shortened(root.TextAt("Message") ?? "", sms);
        return recipients.GetArrayLength() switch
        {
            0 => OfNobody(answer, words, now),
            1 when recipients[0].TextAt("number") == sms.To.Value => OfRecipient(recipients[0], answer, recipients[0].TextAt("status") is { Length: > 0 } status ? GatewayWords.Shortened(status, sms) : words, now),
            _ => ForeignAnswer.Judge(answer, Name), // of another number, or of several: it is no answer to this call
        };
    }

    /// <summary>The reason is in the message alone; without one nothing is known.</summary>
    private static SendResult OfNobody(WireAnswer answer, string words, DateTimeOffset now) => words switch
    {
        "" => ForeignAnswer.Judge(answer, Name),
        "InvalidSenderId" => new SendResult.Rejected(FailureClass.Configuration, words, words) { Scope = RejectionScope.Tenant },
        "InsufficientBalance" => new SendResult.Rejected(FailureClass.Credentials, words, words),
        _ when answer.HttpStatus == DoNotDisturb => InTheMorning(words, now),
        _ => new SendResult.Rejected(FailureClass.Permanent, "no-recipient", words),
    };

    private static SendResult OfRecipient(JsonElement recipient, WireAnswer answer, string detail, DateTimeOffset now)
    {
        var code = recipient.TextAt("statusCode") ?? "";
        return recipient.NumberAt("statusCode") switch
        {
            >= 100 and <= 102 => recipient.TextAt("messageId") is { Length: > 0 } id && id != NoId
                ? new SendResult.Accepted(id, detail) { Price = PriceOf(recipient.TextAt("cost")) }
                : new SendResult.Unknown(GatewayCodes.UnreadableAnswer, $"{Name} took it without an id."),
            401 => new SendResult.Rejected(FailureClass.Configuration, code, detail) { Scope = RejectionScope.PerhapsTenant },
            402 => new SendResult.Rejected(FailureClass.Configuration, code, detail) { Scope = RejectionScope.Tenant },
            403 or 404 => new SendResult.Rejected(FailureClass.Permanent, code, detail),
            405 => new SendResult.Rejected(FailureClass.Credentials, code, detail),
            406 => new SendResult.Rejected(FailureClass.OptedOut, code, detail),
            407 or 502 => new SendResult.Rejected(FailureClass.Configuration, code, detail),
            DoNotDisturb => InTheMorning(code, now),
            501 => new SendResult.Retryable(FailureClass.Transient, code, answer.RetryAfter, detail),
            500 => new SendResult.Unknown(code, detail),
            _ => ForeignAnswer.Judge(answer, Name),
        };
    }

    /// <summary>Currency, blank, number: <c>KES 0.8000</c>. Null for any other form.</summary>
    private static Price? PriceOf(string? cost) => cost?.Split(' ') is [var currency, var amount] ? Price.Read(amount, currency) : null;

    private static SendResult OfError(WireAnswer answer, OutgoingSms sms, DateTimeOffset now)
    {
        var text = answer.Text.Trim();
        var isPage = text.Length == 0 || text.StartsWith('<');
        var words = GatewayWords.Shortened(text, sms);
        return answer.HttpStatus switch
        {
            // Plain text about the key is the provider's; a proxy's page is not.
            401 when !isPage && text.Contains("authentication", StringComparison.OrdinalIgnoreCase) => new SendResult.Rejected(FailureClass.Credentials, answer.CodeText, words),
            DoNotDisturb when !isPage && text.Contains("DoNotDisturb", StringComparison.OrdinalIgnoreCase) => InTheMorning(answer.CodeText, now),
            400 when !isPage => new SendResult.Rejected(FailureClass.Permanent, answer.CodeText, words),
            _ => ForeignAnswer.Judge(answer, Name),
        };
    }

    /// <summary>Promotional senders are not let through at night; nobody is at fault, and no try is used up.</summary>
    private static SendResult.Retryable InTheMorning(string code, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + MorningInNigeria;
        var morning = today > now ? today : today.AddDays(1);
        return new SendResult.Retryable(FailureClass.Throttled, code, morning - now, "Do not disturb: not before 08:00 in Nigeria.") { IsOfMessage = true };
    }
}
