using System.Text.Json;
using SmsBridge.Insight.OneMessage;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Console.Pages.OneMessage;

/// <summary>When an event's act was done in the core, which need not be when the bridge heard of it.</summary>
internal static class EventTimes
{
    /// <summary>Null: it is not known. Of an external event the core says it in the event, of one that was made up its audit trail does.</summary>
    public static DateTimeOffset? HappenedAt(MessageRecord record) =>
        StoredTime.At(record.History.Hook.HappenedAt) ?? (record.History.Hook.Dialect == Dialect.External && record.Hook.Body is { } body ? RaisedAt(body) : null);

    private static DateTimeOffset? RaisedAt(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("createdAt", out var at) && at.ValueKind == JsonValueKind.String
                && at.TryGetDateTimeOffset(out var raised) ? raised : null;
        }
        catch (JsonException)
        {
            return null; // of another version
        }
    }
}
