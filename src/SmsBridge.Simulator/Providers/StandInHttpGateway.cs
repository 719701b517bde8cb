using System.Globalization;
using System.Text.Json;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Providers;

/// <summary>
/// A gateway of nobody in particular, with the habits of many: it answers 200 whatever happens and says in the body what did, and it reports with
/// the words of SMPP.
/// </summary>
internal sealed class StandInHttpGateway(TimeProvider? time = null) : StandInProvider(time ?? TimeProvider.System)
{
    public const string Token = "stand-in-secret";

    public override HttpRequestMessage ReportOf(TakenSms sms, StandInNews news, Uri? reportTo = null) =>
        new(HttpMethod.Post, reportTo ?? new Uri(sms.ReportTo!))
        {
            Content = JsonContent.Create(new
            {
                id = sms.Id, @ref = sms.Reference, status = Word(news), price = "0.45", currency = "KES", 
                err = news switch { StandInNews.Failed => "absent subscriber", StandInNews.Blocked => "opted out", _ => null },
            }),
        };

    public override HttpRequestMessage ReplyOf(StandInReply reply, Uri address) => new(HttpMethod.Post, address)
    {
        Content = JsonContent.Create(new { id = reply.Id, sender = reply.From.TrimStart('+'), recipient = reply.To, text = reply.Text }),
    };

    protected override StandInAnswer Answer(StandInCall call)
    {
        if (call is not { Method: "POST", Path: "/send" })
        {
            return Json(404, new { status = "error", code = "E404", message = "No such resource" });
        }

        if (call.Headers.Authorization != $"Bearer {Token}")
        {
            return Error(401, "AUTH", "Unknown token");
        }

        switch (NextRefusal())
        {
            case StandInRefusal.WrongNumber:
                return Error(200, "E21", "Invalid destination");
            case StandInRefusal.OptedOut:
                return Error(200, "E30", "Destination has opted out");
            case StandInRefusal.WrongSender:
                return Error(200, "E40", "Sender not registered");
            case StandInRefusal.NoCredit:
                return Error(200, "E50", "Insufficient credit");
            case StandInRefusal.WrongCredentials:
                return Error(401, "AUTH", "Token revoked");
            case StandInRefusal.Throttled:
                return Error(429, "RATE", "Slow down");
            default:
                break;
        }

        using var body = JsonDocument.Parse(call.Body);
        var root = body.RootElement;
        var sms = Take(
            Text("to")!, Text("from")!, Text("text")!, Text("ref"), Text("callback") is { Length: > 0 } address ? address : null,
            number => number.ToString(CultureInfo.InvariantCulture));
        return Json(200, new { status = "queued", price = "0.45", currency = "KES", messages = new[] { new { id = sms.Id, to = sms.To } } });

        string? Text(string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private static StandInAnswer Error(int status, string code, string message) => Json(status, new { status = "error", code, message });

    private static string Word(StandInNews news) => news switch
    {
        StandInNews.Delivered => "DELIVRD",
        StandInNews.Failed => "UNDELIV",
        StandInNews.Blocked => "BLOCKED",
        _ => "ENROUTE",
    };
}
