using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.Core.EventsAdmin;

/// <summary>
/// Which external events a tenant's core publishes (fineract-external-events.md 1). The user needs READ_EXTERNAL_EVENT_CONFIGURATION, and
/// UPDATE_EXTERNAL_EVENT_CONFIGURATION to change them.
/// </summary>
internal sealed class CoreEventsClient(CoreExchange exchange)
{
    private const string Path = "externalevents/configuration";

    /// <returns>Of each kind the core has whether it is on, by its full name.</returns>
    public async Task<CoreResult<IReadOnlyDictionary<string, bool>>> ListAsync(CoreAccess access, CancellationToken cancellationToken)
    {
        var answer = await exchange.SendAsync(access, CoreCall.Get(Path), cancellationToken);
        return answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found found
            ? CoreReader.Read(found.Value, Read)
            : Named(answer, "READ_EXTERNAL_EVENT_CONFIGURATION");
    }

    /// <summary>Switches kinds on.</summary>
    /// <returns>The names that were asked for.</returns>
    public async Task<CoreResult<IReadOnlyDictionary<string, bool>>> EnableAsync(CoreAccess access, IReadOnlyCollection<string> types, CancellationToken cancellationToken)
    {
        var asked = types.ToDictionary(type => type, _ => true, StringComparer.Ordinal);
        var json = JsonSerializer.SerializeToUtf8Bytes(new EventSwitchesWire(asked), EventsAdminJson.Default.EventSwitchesWire);
        var answer = await exchange.SendAsync(access, CoreCall.Put(Path, json), cancellationToken);
        return answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found
            ? new CoreResult<IReadOnlyDictionary<string, bool>>.Found(asked)
            : Named(answer, "UPDATE_EXTERNAL_EVENT_CONFIGURATION");
    }

    private static IReadOnlyDictionary<string, bool>? Read(ReadOnlyMemory<byte> body) =>
        JsonSerializer.Deserialize(body.Span, EventsAdminJson.Default.EventListWire)?.ExternalEventConfiguration?
            .Where(one => one.Type is not null).GroupBy(one => one.Type!, StringComparer.Ordinal)
            .ToDictionary(one => one.Key, one => one.Any(switched => switched.Enabled == true), StringComparer.Ordinal);

    private static CoreResult<IReadOnlyDictionary<string, bool>> Named(CoreAnswer answer, string permission) =>
        answer.Result.Failed<IReadOnlyDictionary<string, bool>>() switch
        {
            CoreResult<IReadOnlyDictionary<string, bool>>.Forbidden it when answer.Code == CoreVerdict.NotAuthorized => it with { Detail = $"Give the core's user {permission}. {it.Detail}" },
            CoreResult<IReadOnlyDictionary<string, bool>>.NotFound => new CoreResult<IReadOnlyDictionary<string, bool>>.NotFound("The core has no external events: it is older than 1.8."),
            var other => other,
        };
}

internal sealed record EventListWire(EventSwitchWire[]? ExternalEventConfiguration);

internal sealed record EventSwitchWire(string? Type, bool? Enabled);

/// <summary>With a plural that the answer does not have.</summary>
internal sealed record EventSwitchesWire(Dictionary<string, bool> ExternalEventConfigurations);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(EventListWire))]
[JsonSerializable(typeof(EventSwitchesWire))]
internal sealed partial class EventsAdminJson : JsonSerializerContext;
