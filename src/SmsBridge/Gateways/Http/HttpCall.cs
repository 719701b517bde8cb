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
        var request = new HttpRequestMessage(new HttpMethod(options.Method), HttpPlaceholders.Fill(UrlFor(sms), value, Uri.EscapeDataString)) { Content = BodyOf(sms, value) };
        foreach (var (name, text) in options.Headers.Where(header => !IsLeftOut(header.Value, sms)))
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

    /// <summary>A field that tells where to report, and there is nowhere: an empty address is refused by some gateways, and with it the SMS.</summary>
    private static bool IsLeftOut(string text, OutgoingSms sms) => sms.StatusCallback is null && HttpPlaceholders.TellsReports(text);

    private string UrlFor(OutgoingSms sms)
    {
        if (sms.StatusCallback is not null || options.Url.Split('?', 2) is not [var path, var query])
        {
            return options.Url;
        }

        var kept = query.Split('&').Where(field => !IsLeftOut(field, sms)).ToList();
        return kept.Count > 0 ? $"{path}?{string.Join('&', kept)}" : path;
    }

    /// <summary>An empty one where there is none: see <see cref="ProviderCalls.SendAsync"/>.</summary>
    private WatchedContent BodyOf(OutgoingSms sms, Func<string, string> value)
    {
        if (options.Json.Length > 0)
        {
            return Content(Filled(JsonNode.Parse(options.Json), sms, value)!.ToJsonString(Readable), "application/json");
        }

        return options.Form.Count > 0
            ? Content(
                string.Join('&', options.Form.Where(field => !IsLeftOut(field.Value, sms)).Select(field => $"{FormEscape(field.Key)}={FormEscape(HttpPlaceholders.Fill(field.Value, value, static it => it))}")),
                "application/x-www-form-urlencoded")
            : new WatchedContent([]);
    }

    /// <summary>In texts only: a number stays a number, and what a client is called can not end a text and begin a member.</summary>
    private static JsonNode? Filled(JsonNode? node, OutgoingSms sms, Func<string, string> value) => node switch
    {
        JsonObject members => new JsonObject(members.Where(member => !IsLeftOut(member.Value, sms)).Select(member => KeyValuePair.Create(member.Key, Filled(member.Value, sms, value)))),
        JsonArray items => new JsonArray([.. items.Where(item => !IsLeftOut(item, sms)).Select(item => Filled(item, sms, value))]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => JsonValue.Create(HttpPlaceholders.Fill(text.GetValue<string>(), value, static it => it)),
        null => null,
        _ => node.DeepClone(),
    };

    private static bool IsLeftOut(JsonNode? node, OutgoingSms sms) => node is JsonValue text && text.GetValueKind() == JsonValueKind.String && IsLeftOut(text.GetValue<string>(), sms);

    private static string FormEscape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static string OnOneLine(string text) => text.ReplaceLineEndings(" ");

    private static WatchedContent Content(string body, string type) =>
        new(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue(type, "utf-8") } };
}
