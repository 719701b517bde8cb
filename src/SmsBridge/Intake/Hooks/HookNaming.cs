using System.Text.Json;
using SmsBridge.Messages;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// What a refused body says it is about. Nothing of it is believed or acted on; it is there so that support finds the refusal by the client who asks.
/// </summary>
internal readonly record struct HookNaming(HookFacts Facts, byte[]? Body)
{
    private const int LongestAmount = 30;

    /// <summary>As it was typed in the core; null: none can be read. A second reading of the body, for refused ones only.</summary>
    public string? Amount
    {
        get
        {
            if (Body is null || !JsonHookReader.LooksLikeJson(Body))
            {
                return null;
            }

            try
            {
                using var document = JsonDocument.Parse(Body);
                var root = document.RootElement;
                return In(root, "changes") ?? In(root, "request") ?? (Object(root, "response") is { } response ? In(response, "changes") : null);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException) // not JSON, or a lone surrogate in it
            {
                return null;
            }
        }
    }

    public static HookNaming Of(byte[] body, bool isForm) => new(HookReading.Of(body, isForm).Facts, body);

    /// <summary>Of a created client the resource is the client.</summary>
    public long? ClientId(EventType type) => Facts.ClientId ?? (type == EventType.ClientCreate ? Facts.ResourceId : null);

    private static string? In(JsonElement element, string name) =>
        Object(element, name) is { } inner && inner.TryGetProperty("transactionAmount", out var amount)
        && amount.ValueKind is JsonValueKind.String or JsonValueKind.Number && amount.ToString() is { Length: > 0 and <= LongestAmount } text && text.All(IsOfAmount)
            ? text
            : null;

    private static JsonElement? Object(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : null;

    private static bool IsOfAmount(char character) => char.IsAsciiDigit(character) || character is '.' or ',' or ' ' or '-';
}
