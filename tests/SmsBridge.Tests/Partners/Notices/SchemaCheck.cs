using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>As much of JSON Schema as the documents in docs/ use; a word it does not know is an error, not a pass.</summary>
internal static class SchemaCheck
{
    private static readonly HashSet<string> NoConstraint = new(["$schema", "title", "description", "properties"], StringComparer.Ordinal);

    public static JsonElement Load(string name, [CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "../../../../docs", name);
        return JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(file));
    }

    public static List<string> Problems(JsonElement schema, JsonElement value, string path = "$") =>
        [.. schema.EnumerateObject().SelectMany(word => Check(schema, word, value, path))];

    private static IEnumerable<string> Check(JsonElement schema, JsonProperty word, JsonElement value, string path)
    {
        switch (word.Name)
        {
            case "type":
                return Is(word.Value.GetString()!, value) ? [] : [$"{path} is no {word.Value}"];
            case "required":
                return word.Value.EnumerateArray().Where(name => !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{path}.{name} is missing");
            case "additionalProperties":
                var known = schema.GetProperty("properties");
                return value.EnumerateObject().SelectMany(member => known.TryGetProperty(member.Name, out var inner)
                    ? Problems(inner, member.Value, $"{path}.{member.Name}")
                    : [$"{path}.{member.Name} is unknown"]);
            case "pattern":
                return Regex.IsMatch(value.GetString()!, word.Value.GetString()!, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)) ? [] : [$"{path} is {value}"];
            case "minLength":
                return value.GetString()!.Length >= word.Value.GetInt32() ? [] : [$"{path} is too short"];
            case "maxLength":
                return value.GetString()!.Length <= word.Value.GetInt32() ? [] : [$"{path} is too long"];
            default:
                return NoConstraint.Contains(word.Name) ? [] : throw new NotSupportedException($"This check does not know \"{word.Name}\".");
        }
    }

    private static bool Is(string type, JsonElement value) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            _ => throw new NotSupportedException(type),
        };
}
