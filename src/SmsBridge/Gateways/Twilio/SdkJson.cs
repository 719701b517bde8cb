using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SmsBridge.Gateways.Twilio;

/// <summary>One page of a list, in the SDK's resources.</summary>
/// <param name="NextPage">The link to the next one as given; null on the last.</param>
internal sealed record SdkPage<T>(IReadOnlyList<T> Records, string? NextPage);

/// <summary>
/// Reads the SDK's resources where its own reading gives up or goes wrong. A property that changed its type must not make an accepted SMS
/// unreadable, and the SDK's <c>Page</c> takes a page without <c>uri</c> for the last one and rewrites texts that look like a date.
/// </summary>
internal static class SdkJson
{
    private static readonly JsonSerializer Tolerant = JsonSerializer.Create(new JsonSerializerSettings
    {
        DateParseHandling = DateParseHandling.None,
        Error = static (_, failure) => failure.ErrorContext.Handled = true, // the property stays unset
    });

    /// <summary>Null when it is no JSON object.</summary>
    public static T? Read<T>(string json)
        where T : class => Root(json)?.ToObject<T>(Tolerant);

    /// <summary>Null when it is no page: a list that can not be read whole proves nothing.</summary>
    public static SdkPage<T>? ReadPage<T>(string json, string list)
        where T : class
    {
        if (Root(json) is not { } root || root[list] is not JArray records || records.Any(record => record is not JObject))
        {
            return null;
        }

        return root["next_page_uri"] switch
        {
            null or { Type: JTokenType.Null } => new SdkPage<T>(Resources<T>(records), NextPage: null),
            { Type: JTokenType.String } link => new SdkPage<T>(Resources<T>(records), link.Value<string>() is { Length: > 0 } text ? text : null),
            _ => null,
        };
    }

    private static List<T> Resources<T>(JArray records)
        where T : class => [.. records.Select(record => record.ToObject<T>(Tolerant)!)];

    private static JObject? Root(string json)
    {
        try
        {
            using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None };
            var root = JToken.ReadFrom(reader) as JObject;
            return reader.Read() ? null : root; // nothing may follow
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
