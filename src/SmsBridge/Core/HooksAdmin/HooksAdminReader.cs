using System.Text.Json;
using SmsBridge.Messages;

namespace SmsBridge.Core.HooksAdmin;

/// <summary>From the hooks API's JSON to models, by the same rules as <see cref="CoreReader"/>.</summary>
internal static class HooksAdminReader
{
    public static CoreResult<CoreHook> ReadHook(ReadOnlyMemory<byte> body, long expectedId) =>
        CoreReader.Read(body, json =>
            JsonSerializer.Deserialize(json.Span, HooksAdminJson.Default.HookWire) is { } wire && wire.Id == expectedId ? HookOf(wire) : null);

    public static CoreResult<IReadOnlyList<CoreHook>> ReadHooks(ReadOnlyMemory<byte> body) =>
        CoreReader.Read<IReadOnlyList<CoreHook>>(body, json =>
            JsonSerializer.Deserialize(json.Span, HooksAdminJson.Default.HookWireArray) is { } wires
            && Array.TrueForAll(wires, wire => wire?.Id is not null)
                ? Array.ConvertAll(wires, HookOf)
                : null);

    public static CoreResult<HookTemplates> ReadTemplates(ReadOnlyMemory<byte> body) =>
        CoreReader.Read(body, json =>
            JsonSerializer.Deserialize(json.Span, HooksAdminJson.Default.HookTemplatesWire) is { Templates: { } templates } wire
                ? new HookTemplates(
                    [.. templates.Select(template => new HookTemplate(
                        template.Id ?? 0, template.Name ?? string.Empty,
                        [.. (template.Schema ?? []).Select(field => new HookField(
                            field.FieldName ?? string.Empty, field.FieldType, field.Optional ?? false, field.Placeholder))]))],
                    [.. (wire.Groupings ?? []).Select(grouping => new HookGrouping(
                        grouping.Name ?? string.Empty,
                        [.. (grouping.Entities ?? []).Select(entity => new HookEntity(entity.Name ?? string.Empty, entity.Actions ?? []))]))])
                : null);

    public static CoreResult<HookIdWire> ReadId(ReadOnlyMemory<byte> body) =>
        CoreReader.Read(body, json =>
            JsonSerializer.Deserialize(json.Span, HooksAdminJson.Default.HookIdWire) is { ResourceId: not null } wire ? wire : null);

    private static CoreHook HookOf(HookWire wire)
    {
        // A key can be there twice (fineract-hooks.md 4.4), which a dictionary would not take.
        var fields = (wire.Config ?? []).Where(field => field.FieldName is not null).ToArray();
        var config = fields
            .DistinctBy(field => field.FieldName, StringComparer.Ordinal)
            .ToDictionary(field => field.FieldName!, field => field.FieldValue ?? string.Empty, StringComparer.Ordinal);
        return new CoreHook(
            wire.Id!.Value, wire.Name ?? string.Empty, wire.DisplayName ?? wire.Name ?? string.Empty, wire.IsActive ?? false,
            [.. (wire.Events ?? []).Select(it => new EventType(it.EntityName ?? string.Empty, it.ActionName ?? string.Empty))],
            config, wire.CreatedAt, wire.UpdatedAt, wire.TemplateId is null or 0 ? null : wire.TemplateId)
        {
            ApiKeys = fields.Count(field => HookFields.Is(field.FieldName!, HookFields.ApiKey)),
        };
    }
}
