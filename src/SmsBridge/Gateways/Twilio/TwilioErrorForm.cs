using System.Text.Json;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// Tells Twilio's own errors from the pages of whatever stands between us and Twilio: proxies, CDNs, captive portals, other gateways' JSON. Only
/// who is Twilio can refuse an SMS for good or stop a tenant. Twilio's published form is an object with <c>code</c>, <c>message</c>,
/// <c>more_info</c> and <c>status</c> (twilio.md 5); the media type proves nothing, bodies pass through many hands.
/// </summary>
internal static class TwilioErrorForm
{
    private const int LowestCode = 10_000;
    private const int HighestCode = 99_999;
    private const string Documentation = "https://www.twilio.com/";

    public static bool Fits(WireAnswer answer) => answer is { HttpStatus: >= 400, Body: { } body } && Fits(answer.HttpStatus, WireAnswer.WithoutMark(body.Span));

    private static bool Fits(int httpStatus, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!JsonDocument.TryParseValue(ref reader, out var document))
            {
                return false;
            }

            using (document)
            {
                return !reader.Read() && document.RootElement is { ValueKind: JsonValueKind.Object } root && IsTwilios(root, httpStatus);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // not JSON, or half a character in a text of it
        {
            return false;
        }
    }

    private static bool IsTwilios(JsonElement root, int httpStatus) =>
        root.TryGetProperty("code", out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number)
        && number is >= LowestCode and <= HighestCode
        && root.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String
        && (NamesStatus(root, httpStatus) || NamesDocumentation(root)); // five digits alone are used by others too

    private static bool NamesStatus(JsonElement root, int httpStatus) =>
        root.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var number) && number == httpStatus;

    private static bool NamesDocumentation(JsonElement root) =>
        root.TryGetProperty("more_info", out var link) && link.ValueKind == JsonValueKind.String
        && link.GetString()!.StartsWith(Documentation, StringComparison.Ordinal);
}
