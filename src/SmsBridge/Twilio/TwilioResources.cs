using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.Twilio;

// Only what we use, and no more typed than needed: a property that changes its type must not make an accepted SMS unreadable.

/// <summary>A message as Twilio returns it (reference sheet, section 4).</summary>
internal sealed record TwilioMessage(
    string? Sid, string? To, string? From, string? MessagingServiceSid, string? Body, string? Status, string? Direction, string? DateCreated,
    JsonElement? ErrorCode)
{
    public bool CreatedThroughApi => Direction == "outbound-api";

    public DateTimeOffset? CreatedAt => TwilioDates.Parse(DateCreated);

    public string? ErrorCodeText =>
        ErrorCode is { ValueKind: JsonValueKind.Number or JsonValueKind.String } code && code.ToString() is { Length: > 0 } text ? text : null;
}

internal sealed record TwilioMessagePage(IReadOnlyList<TwilioMessage>? Messages, string? NextPageUri);

internal sealed record TwilioAccount(string? Sid, string? Status, string? Type);

internal sealed record TwilioNumberPage(IReadOnlyList<TwilioNumber>? IncomingPhoneNumbers);

internal sealed record TwilioNumber(string? PhoneNumber, TwilioCapabilities? Capabilities);

internal sealed record TwilioCapabilities(bool Sms);

/// <summary>The body of an error answer; codes are missing on answers that a gateway in front of Twilio made.</summary>
internal sealed record TwilioError(int? Code, string? Message);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    PropertyNameCaseInsensitive = true,
    NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(TwilioMessage))]
[JsonSerializable(typeof(TwilioMessagePage))]
[JsonSerializable(typeof(TwilioAccount))]
[JsonSerializable(typeof(TwilioNumberPage))]
[JsonSerializable(typeof(TwilioError))]
internal sealed partial class TwilioJson : JsonSerializerContext;

/// <summary>Twilio's dates: RFC 2822 with a numeric zone, <c>Sat, 21 Nov 2026 19:11:50 +0000</c>, whole seconds.</summary>
internal static class TwilioDates
{
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(
            text, "ddd, dd MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var date)
            ? date
            : null;
}
