using System.Text.Json.Serialization;
using SmsBridge.Messages;

namespace SmsBridge.Core.HooksAdmin;

/// <summary>The hooks API's JSON (fineract-hooks.md 9): config is an object on its way in and a list on its way out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HookRequestWire))]
[JsonSerializable(typeof(HookWire))]
[JsonSerializable(typeof(HookWire[]))]
[JsonSerializable(typeof(HookTemplatesWire))]
[JsonSerializable(typeof(HookIdWire))]
internal sealed partial class HooksAdminJson : JsonSerializerContext;

/// <summary>These keys and no others: the core refuses what it does not know.</summary>
internal sealed record HookRequestWire(
    string? Name, string? DisplayName, bool? IsActive, HookEventWire[]? Events, Dictionary<string, string>? Config, long? TemplateId)
{
    /// <summary>Without the config.</summary>
    public override string ToString() => nameof(HookRequestWire);
}

internal sealed record HookEventWire(string? EntityName, string? ActionName)
{
    public static HookEventWire[] Of(IReadOnlyList<EventType> events) =>
        [.. events.Select(type => new HookEventWire(type.Entity, type.Action))];
}

internal sealed record HookWire(
    long? Id, string? Name, string? DisplayName, bool? IsActive, HookEventWire[]? Events, HookFieldWire[]? Config,
    [property: JsonConverter(typeof(CoreDateConverter))] DateOnly? CreatedAt,
    [property: JsonConverter(typeof(CoreDateConverter))] DateOnly? UpdatedAt,
    long? TemplateId);

/// <summary>Of a hook's config (name, value) or a template's schema (name, type, optional).</summary>
internal sealed record HookFieldWire(string? FieldName, string? FieldValue, string? FieldType, bool? Optional, string? Placeholder)
{
    /// <summary>Without the value.</summary>
    public override string ToString() => $"{nameof(HookFieldWire)} {FieldName}";
}

internal sealed record HookTemplatesWire(HookTemplateWire[]? Templates, HookGroupingWire[]? Groupings);

internal sealed record HookTemplateWire(long? Id, string? Name, HookFieldWire[]? Schema);

internal sealed record HookGroupingWire(string? Name, HookEntityWire[]? Entities);

internal sealed record HookEntityWire(string? Name, string[]? Actions);

internal sealed record HookIdWire(long? ResourceId);
