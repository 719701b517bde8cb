using System.Text.Json;

namespace SmsBridge.Gateways;

/// <summary>What somebody sent, who may have sent anything.</summary>
internal static class ForeignJson
{
    /// <summary>Null when it is no JSON.</summary>
    public static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
