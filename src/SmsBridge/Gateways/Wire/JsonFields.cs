using System.Globalization;
using System.Text.Json;
using SmsBridge.Web;

namespace SmsBridge.Gateways.Wire;

/// <summary>Reads answers and reports whose form may have changed: what is not there, or is of another type, is null and never an error.</summary>
internal static class JsonFields
{
    /// <summary>Null when it is no JSON.</summary>
    public static JsonElement? Parse(WireAnswer answer) => answer.Body is { Length: > 0 } body ? ForeignJson.Parse(WireAnswer.WithoutMark(body.Span).ToArray()) : null;

    /// <summary>What a path of names and numbers with dots between them leads to: <c>messages.0.status.name</c>.</summary>
    public static JsonElement? At(this JsonElement root, string path)
    {
        var here = root;
        foreach (var step in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (here.Member(step) is { } member)
            {
                here = member;
            }
            else if (here.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < here.GetArrayLength())
            {
                here = here[index];
            }
            else
            {
                return null;
            }
        }

        return here;
    }

    /// <summary>A text, number or truth value there, as text; null for anything else.</summary>
    public static string? TextAt(this JsonElement root, string path) => root.At(path) is { } value ? Text(value) : null;

    /// <summary>A whole number there, also where it is written as text.</summary>
    public static int? NumberAt(this JsonElement root, string path) =>
        int.TryParse(root.TextAt(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static IEnumerable<JsonElement> ItemsAt(this JsonElement root, string path) =>
        root.At(path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.AsText(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
