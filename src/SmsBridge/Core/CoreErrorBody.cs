using System.Text.Json;
using SmsBridge.Messages;

namespace SmsBridge.Core;

/// <summary>What can be told from a failure's body. Only the platform's own JSON (fineract-core-api.md 7) has a code.</summary>
/// <param name="Code">The <c>userMessageGlobalisationCode</c>.</param>
/// <param name="Message">The most specific <c>defaultUserMessage</c>.</param>
/// <param name="Errors">What was wrong in detail, parameter by parameter; at most <see cref="MaxErrors"/>.</param>
internal sealed record CoreErrorBody(string? Code, string? Message, IReadOnlyList<CoreError> Errors)
{
    public static readonly CoreErrorBody None = new(null, null, []);

    private const int MaxErrors = 50;

    /// <summary>Whether the platform itself spoke, and not the container before it.</summary>
    public bool IsPlatform => Code is not null || Message is not null;

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

            CoreError[] errors = root.TryGetProperty("errors", out var array) && array.ValueKind == JsonValueKind.Array
                ? [.. array.EnumerateArray().Take(MaxErrors).Select(ReadError)]
                : [];
            return new CoreErrorBody(
                Text(root, "userMessageGlobalisationCode"),
                errors.FirstOrDefault()?.Message ?? Text(root, "defaultUserMessage"),
                errors);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // not JSON, or half a character in a text of it
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

        return OneLine(line, MaxLength);
    }

    /// <summary>Somebody else's words, made fit for a log or a terminal: no control characters, not too long.</summary>
    public static string OneLine(string text, int maxLength)
    {
        var line = OneLineText.Of(text);
        return line.Length <= maxLength ? line : string.Concat(line.AsSpan(0, maxLength - 1), "…");
    }

    private static CoreError ReadError(JsonElement error) =>
        new(
            Text(error, "userMessageGlobalisationCode"),
            Text(error, "defaultUserMessage"),
            Text(error, "parameterName"),
            error.ValueKind == JsonValueKind.Object && error.TryGetProperty("args", out var args)
                && args.ValueKind == JsonValueKind.Array && args.GetArrayLength() > 0
                ? Text(args[0], "value")
                : null);

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}

/// <summary>One entry of a failure's <c>errors</c> (fineract-core-api.md 7).</summary>
/// <param name="Value">The first argument, if it is text: what was sent, so it may be a secret.</param>
internal sealed record CoreError(string? Code, string? Message, string? Parameter, string? Value)
{
    /// <summary>Without the value.</summary>
    public override string ToString() => $"{Code} {Parameter}";
}
