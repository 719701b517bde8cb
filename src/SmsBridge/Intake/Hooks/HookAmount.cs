using System.Text.Json;

namespace SmsBridge.Intake.Hooks;

/// <summary>The amount a refused body names: nothing of it is believed or acted on, it tells support which payment the client means.</summary>
internal static class HookAmount
{
    private const int LongestAmount = 30;

    /// <summary>As it was typed in the core; null: none can be read.</summary>
    public static string? Of(byte[] body)
    {
        if (!JsonHookReader.LooksLikeJson(body))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return In(root, "changes") ?? In(root, "request") ?? (Object(root, "response") is { } response ? In(response, "changes") : null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // not JSON, or a lone surrogate in it
        {
            return null;
        }
    }

    private static string? In(JsonElement element, string name) =>
        Object(element, name) is { } inner && inner.TryGetProperty("transactionAmount", out var amount)
        && amount.ValueKind is JsonValueKind.String or JsonValueKind.Number && amount.ToString() is { Length: > 0 and <= LongestAmount } text && text.All(IsOfAmount)
            ? text
            : null;

    private static JsonElement? Object(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : null;

    private static bool IsOfAmount(char character) => char.IsAsciiDigit(character) || character is '.' or ',' or ' ' or '-';
}
