using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Http;

/// <summary>Makes the call of an SMS from a gateway's description. Each value is escaped for the place it is put in, so a text can not become anything else.</summary>
internal sealed class HttpCall(HttpProviderOptions options)
{
    // As few escapes as JSON allows: some gateways take \u0027 for six characters of text.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A part of the path that is dots alone takes the part before it away, however it is escaped: somebody else's address would be called.</summary>
    public bool ChangesAddress(OutgoingSms sms) =>
        options.Url.Split('?')[0].Split('/').Any(part => part.Contains('{', StringComparison.Ordinal) && IsDots(HttpPlaceholders.Fill(part, HttpPlaceholders.Of(sms), Uri.EscapeDataString)));

    public static bool IsDots(string text) => text is "." or "..";

    public HttpRequestMessage RequestOf(OutgoingSms sms)
    {
        var value = HttpPlaceholders.Of(sms);
        var request = new HttpRequestMessage(new HttpMethod(options.Method), HttpPlaceholders.Fill(options.Url, value, Uri.EscapeDataString)) { Content = BodyOf(value) };
        foreach (var (name, text) in options.Headers)
        {
            var header = HttpPlaceholders.Fill(text, value, OnOneLine);
            if (!string.Equals(name, "Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, header);
            }
            else if (MediaTypeHeaderValue.TryParse(header, out var type))
            {
                request.Content.Headers.ContentType = type;
            }
        }

        return request;
    }

    /// <summary>An empty one where there is none: see <see cref="ProviderCalls.SendAsync"/>.</summary>
    private WatchedContent BodyOf(Func<string, string> value)
    {
        if (options.Json.Length > 0)
        {
            return Content(Filled(JsonNode.Parse(options.Json), value)!.ToJsonString(Readable), "application/json");
        }

        return options.Form.Count > 0
            ? Content(
                string.Join('&', options.Form.Select(field => $"{FormEscape(field.Key)}={FormEscape(HttpPlaceholders.Fill(field.Value, value, static it => it))}")),
                "application/x-www-form-urlencoded")
            : new WatchedContent([]);
    }

    /// <summary>In texts only: a number stays a number, and what a client is called can not end a text and begin a member.</summary>
    private static JsonNode? Filled(JsonNode? node, Func<string, string> value) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Filled(member.Value, value)))),
        JsonArray items => new JsonArray([.. items.Select(item => Filled(item, value))]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => JsonValue.Create(HttpPlaceholders.Fill(text.GetValue<string>(), value, static it => it)),
        null => null,
        _ => node.DeepClone(),
    };

    private static string FormEscape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static string OnOneLine(string text) => text.ReplaceLineEndings(" ");

    private static WatchedContent Content(string body, string type) =>
        new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type, "utf-8") } };
}
