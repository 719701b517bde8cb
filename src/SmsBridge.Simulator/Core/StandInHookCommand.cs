using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>The body of <c>POST</c> or <c>PUT /hooks</c>; what it does not have is null.</summary>
internal sealed record StandInHookCommand(
    string? Name, string? DisplayName, bool? IsActive, IReadOnlyList<(string Entity, string Action)>? Events,
    IReadOnlyList<KeyValuePair<string, string>>? Config, bool HasTemplateId)
{
    private static readonly FrozenSet<string> Supported =
        new[] { "name", "displayName", "isActive", "events", "config", "templateId" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The problems make a 400; both are null for what is no JSON object at all.</summary>
    public static (StandInHookCommand? Command, IReadOnlyList<StandInProblem>? Problems) Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return (null, null);
            }

            var unknown = root.EnumerateObject().Where(property => !Supported.Contains(property.Name)).ToArray();
            return unknown.Length > 0
                ? (null, [.. unknown.Select(property => StandInProblem.Unsupported(property.Name))])
                : (Read(root), null);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static StandInHookCommand Read(JsonElement root) =>
        new(
            Text(root, "name"),
            Text(root, "displayName"),
            root.TryGetProperty("isActive", out var isActive) ? IsTrue(isActive) : null,
            root.TryGetProperty("events", out var events) && events.ValueKind == JsonValueKind.Array
                ? [.. events.EnumerateArray().Select(it => (Text(it, "entityName") ?? string.Empty, Text(it, "actionName") ?? string.Empty)).Distinct()]
                : null,
            root.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object
                ? [.. config.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.ToString()))]
                : null,
            root.TryGetProperty("templateId", out _));

    private static bool IsTrue(JsonElement element) =>
        element.ValueKind == JsonValueKind.True || string.Equals(element.ToString(), "true", StringComparison.OrdinalIgnoreCase);

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ToString()
            : null;
}

/// <summary>One entry of an error body's list (fineract-core-api.md 7).</summary>
/// <param name="Value">What was sent, or what is missing; the core repeats it as an argument.</param>
internal sealed record StandInProblem(string Code, string Message, string? Parameter = null, string? Value = null)
{
    public static StandInProblem Unsupported(string parameter) =>
        new("error.msg.parameter.unsupported", $"The parameter {parameter} is not supported.", parameter, parameter);

    /// <summary>A rule of the hooks API: no parameter is named.</summary>
    public static StandInProblem OfHook(string code, string? value = null) =>
        new("validation.msg.hook." + code, string.Create(CultureInfo.InvariantCulture, $"Failed data validation due to: {code}."), Value: value);
}
