using System.Text.Json;

namespace SmsBridge.Core;

/// <summary>What can be told from a failure's body. Only the platform's own JSON (fineract-core-api.md 7) has a code.</summary>
/// <param name="Code">The <c>userMessageGlobalisationCode</c>.</param>
/// <param name="Message">The most specific <c>defaultUserMessage</c>.</param>
internal sealed record CoreErrorBody(string? Code, string? Message)
{
    public static readonly CoreErrorBody None = new(null, null);

    /// <summary>Any bytes will do; what is not the platform's error JSON is <see cref="None"/>.</summary>
    public static CoreErrorBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return None;
            }

            var nested = root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                ? errors[0]
                : default;
            return new CoreErrorBody(
                Text(root, "userMessageGlobalisationCode"),
                Text(nested, "defaultUserMessage") ?? Text(root, "defaultUserMessage"));
        }
        catch (JsonException)
        {
            return None;
        }
    }

    /// <summary>Our words, then the core's, as one line of at most 300 characters.</summary>
    public string Explain(string words)
    {
        const int MaxLength = 300;
        var line = words;
        if (Message is not null)
        {
            line += $" The core says: {Message}";
        }

        if (Code is not null)
        {
            line += $" ({Code})";
        }

        line = string.Create(line.Length, line, static (target, source) =>
        {
            for (var index = 0; index < source.Length; index++)
            {
                target[index] = char.IsControl(source[index]) ? ' ' : source[index];
            }
        });
        return line.Length <= MaxLength ? line : string.Concat(line.AsSpan(0, MaxLength - 1), "…");
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
