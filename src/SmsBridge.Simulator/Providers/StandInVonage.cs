using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Providers;

/// <summary>Stands in for Vonage's Messages API: takes JSON, names its errors by number, and signs what it reports.</summary>
internal sealed class StandInVonage(TimeProvider? time = null) : StandInProvider(time ?? TimeProvider.System)
{
    public const string Key = "a1b2c3d4";
    public const string Secret = "stand-in-secret";

    /// <summary>Another account, with the same secret.</summary>
    public const string OtherKey = "e5f6a7b8";

    /// <summary>What reports are signed with.</summary>
    public string SignatureSecret { get; set; } = "signature-secret-of-the-stand-in";

    public override HttpRequestMessage ReportOf(TakenSms sms, StandInNews news, Uri? reportTo = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            message_uuid = sms.Id, to = sms.To[1..], from = sms.From, timestamp = "2026-11-21T19:11:50Z", channel = "sms", client_ref = sms.Reference,
            status = news switch { StandInNews.Delivered => "delivered", StandInNews.Failed or StandInNews.Blocked => "undeliverable", _ => "submitted" },
            usage = new { currency = "EUR", price = "0.0333" },
            error = news switch { StandInNews.Failed => Error(1040, "Absent subscriber"), StandInNews.Blocked => Error(1050, "Number barred"), _ => null },
        });
        return Signed(reportTo ?? new Uri(sms.ReportTo!), body);
    }

    public override HttpRequestMessage ReplyOf(StandInReply reply, Uri address) => ReplyOf(reply, address, "sms");

    public HttpRequestMessage ReplyOf(StandInReply reply, Uri address, string channel) => Signed(address, JsonSerializer.SerializeToUtf8Bytes(new
    {
        channel, message_uuid = reply.Id, to = reply.To.TrimStart('+'), from = reply.From.TrimStart('+'), timestamp = "2026-11-21T19:11:50Z", text = reply.Text,
        sms = new { num_messages = "1", keyword = reply.Text.Split(' ')[0].ToUpperInvariant() }, usage = new { currency = "EUR", price = "0.0000" }, message_type = "text",
        context_status = "none",
    }));

    protected override StandInAnswer Answer(StandInCall call)
    {
        if (call is not { Method: "POST", Path: "/v1/messages" })
        {
            return Json(404, new { type = "https://developer.vonage.com/api-errors#not-found", title = "Not Found", detail = "No such resource" });
        }

        if (call.Headers.Authorization != Login(Key) && call.Headers.Authorization != Login(OtherKey))
        {
            return Unauthorized();
        }

        switch (NextRefusal())
        {
            case StandInRefusal.WrongCredentials:
                return Unauthorized();
            case StandInRefusal.WrongNumber:
                return Json(422, Error(1040, "The to is not routable"));
            case StandInRefusal.OptedOut:
                return Json(422, Error(1050, "The number is barred"));
            case StandInRefusal.WrongSender:
                return Json(422, Error(1120, "Illegal sender"));
            case StandInRefusal.NoCredit:
                return Json(402, Error(1070, "Not enough credit"));
            case StandInRefusal.Throttled:
                return Json(429, Error(1000, "Throttled"));
            default:
                break;
        }

        using var document = JsonDocument.Parse(call.Body);
        var root = document.RootElement;
        var sms = Take(
            "+" + root.GetProperty("to").GetString(), root.GetProperty("from").GetString()!, root.GetProperty("text").GetString()!, root.GetProperty("client_ref").GetString(),
            root.TryGetProperty("webhook_url", out var url) ? url.GetString() : null, _ => Guid.NewGuid().ToString());
        return Json(202, new { message_uuid = sms.Id });
    }

    private HttpRequestMessage Signed(Uri address, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Sign(body));
        return request;
    }

    private static string Login(string key) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key}:{Secret}"));

    private static StandInAnswer Unauthorized() =>
        Json(401, new { type = "https://developer.vonage.com/api-errors#unauthorized", title = "Unauthorized", detail = "You did not provide correct credentials.", instance = "1" });

    private static object Error(int number, string words) => new { type = $"https://developer.vonage.com/api-errors/messages#{number}", title = $"{number}", detail = words, instance = "1" };

    // On purpose not the bridge's own code: two makers have to agree on a signature.
    private string Sign(byte[] body)
    {
        var head = Part(new { alg = "HS256", typ = "JWT" });
        var payload = Part(new { iat = Time.GetUtcNow().ToUnixTimeSeconds(), jti = Guid.NewGuid(), iss = "Vonage", api_key = Key, payload_hash = Convert.ToHexStringLower(SHA256.HashData(body)) });
        using var mac = new HMACSHA256(Encoding.UTF8.GetBytes(SignatureSecret));
        return $"{head}.{payload}.{Base64Url.EncodeToString(mac.ComputeHash(Encoding.UTF8.GetBytes($"{head}.{payload}")))}";

        static string Part(object content) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content));
    }
}
