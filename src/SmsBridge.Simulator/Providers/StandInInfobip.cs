using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Providers;

/// <summary>Stands in for Infobip: sends under the caller's ids, refuses an id it knows, answers refusals with 200, and keeps a log.</summary>
internal sealed class StandInInfobip(TimeProvider? time = null) : StandInProvider(time ?? TimeProvider.System)
{
    public const string Key = "stand-in-api-key";

    private readonly Dictionary<string, StandInNews> _news = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>SMS taken are missing in the log, as they may be for some seconds.</summary>
    public bool IsLogLate { get; set; }

    /// <summary>Makes the log say what became of an SMS.</summary>
    public void Settle(TakenSms sms, StandInNews news)
    {
        lock (_gate)
        {
            _news[sms.Id] = news;
        }
    }

    public override HttpRequestMessage ReportOf(TakenSms sms, StandInNews news, Uri? reportTo = null) => ReportOf([(sms, news)], reportTo ?? new Uri(sms.ReportTo!));

    /// <summary>As Infobip does: many in one request.</summary>
    public static HttpRequestMessage ReportOf(IEnumerable<(TakenSms Sms, StandInNews News)> reports, Uri reportTo) =>
        new(HttpMethod.Post, reportTo) { Content = JsonContent.Create(new { results = reports.Select(report => Result(report.Sms, report.News)).ToArray() }) };

    public override HttpRequestMessage ReplyOf(StandInReply reply, Uri address) => ReplyOf([reply], address);

    /// <summary>As Infobip does: many in one request. Numbers have no plus, and the first word is a keyword.</summary>
    public static HttpRequestMessage ReplyOf(IReadOnlyList<StandInReply> replies, Uri address) => new(HttpMethod.Post, address)
    {
        Content = JsonContent.Create(new
        {
            results = replies.Select(reply => new
            {
                messageId = reply.Id, from = reply.From.TrimStart('+'), to = reply.To.TrimStart('+'), text = reply.Text, cleanText = "", keyword = reply.Text.Split(' ')[0].ToUpperInvariant(),
                receivedAt = "2026-11-21T19:11:50.000+0000", smsCount = 1, price = new { pricePerMessage = 0, currency = "EUR" }, callbackData = (string?)null,
            }).ToArray(),
            messageCount = replies.Count, pendingMessageCount = 0,
        }),
    };

    protected override StandInAnswer Answer(StandInCall call)
    {
        if (call.Headers.Authorization != $"App {Key}")
        {
            return Unauthorized();
        }

        return (call.Method, call.Path) switch
        {
            ("POST", "/sms/3/messages") => Send(call.Body),
            ("GET", "/sms/3/logs") => Logs(QueryHelpers.ParseQuery(call.Query)["messageId"].ToString()),
            _ => Json(404, Error("NOT_FOUND", "Requested resource not found")),
        };
    }

    private StandInAnswer Send(string text)
    {
        var refusal = NextRefusal();
        switch (refusal)
        {
            case StandInRefusal.WrongCredentials:
                return Unauthorized();
            case StandInRefusal.Throttled:
                return Json(429, Error("TOO_MANY_REQUESTS", "Too many requests"));
            default:
                break;
        }

        using var document = JsonDocument.Parse(text);
        var message = document.RootElement.GetProperty("messages")[0];
        var destination = message.GetProperty("destinations")[0];
        var (to, id) = (destination.GetProperty("to").GetString()!, destination.GetProperty("messageId").GetString()!);
        lock (_gate)
        {
            var status = refusal is { } why ? Status(why) : _news.ContainsKey(id) ? Status(5, 23, "REJECTED", "REJECTED_DUPLICATE_MESSAGE_ID") : Pending;
            if (status == Pending)
            {
                var reportTo = message.TryGetProperty("webhooks", out var webhooks) ? webhooks.GetProperty("delivery").GetProperty("url").GetString() : null;
                Take("+" + to, message.GetProperty("sender").GetString()!, message.GetProperty("content").GetProperty("text").GetString()!, id, reportTo, _ => id);
                _news[id] = StandInNews.OnItsWay;
            }

            return Json(200, new { messages = new[] { new { messageId = id, status, destination = to, details = new { messageCount = 1 } } } });
        }
    }

    private StandInAnswer Logs(string id)
    {
        lock (_gate)
        {
            return Json(200, new { results = IsLogLate ? [] : Taken.Where(sms => sms.Id == id).Select(sms => Result(sms, _news[id])).ToArray() });
        }
    }

    private static readonly object Pending = Status(1, 26, "PENDING", "PENDING_ACCEPTED");

    private static StandInAnswer Unauthorized() => Json(401, Error("UNAUTHORIZED", "Invalid login details"));

    private static object Error(string code, string words) => new { requestError = new { serviceException = new { messageId = code, text = words } } };

    private static object Result(TakenSms sms, StandInNews news) => new
    {
        messageId = sms.Id, to = sms.To[1..], sentAt = "2026-11-21T19:11:50.000+0000",
        status = news switch
        {
            StandInNews.Delivered => Status(3, 5, "DELIVERED", "DELIVERED_TO_HANDSET"),
            StandInNews.Failed or StandInNews.Blocked => Status(2, 9, "UNDELIVERABLE", "UNDELIVERABLE_NOT_DELIVERED"),
            _ => Pending,
        },
        error = news == StandInNews.Failed ? new { groupId = 1, id = 1, name = "EC_UNKNOWN_SUBSCRIBER", description = "Unknown Subscriber", permanent = true }
            : news == StandInNews.Blocked ? new { groupId = 2, id = 573, name = "EC_USER_BLOCKED_SENDER", description = "Blocked by the recipient", permanent = true }
            : new { groupId = 0, id = 0, name = "NO_ERROR", description = "No Error", permanent = false },
        messageCount = 1, price = new { pricePerMessage = 0.01, currency = "EUR" },
    };

    private static object Status(StandInRefusal refusal) => refusal switch
    {
        StandInRefusal.OptedOut => Status(5, 10, "REJECTED", "REJECTED_DND"),
        StandInRefusal.WrongSender => Status(5, 11, "REJECTED", "REJECTED_SOURCE"),
        StandInRefusal.NoCredit => Status(5, 12, "REJECTED", "REJECTED_NOT_ENOUGH_CREDITS"),
        _ => Status(5, 52, "REJECTED", "REJECTED_DESTINATION"),
    };

    private static object Status(int group, int id, string groupName, string name) => new { groupId = group, groupName, id, name, description = name };
}
