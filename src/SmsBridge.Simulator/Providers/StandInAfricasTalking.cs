using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Providers;

/// <summary>Stands in for Africa's Talking: takes forms, answers 201 also when it refuses, knows nothing of it afterwards, and reports to one address.</summary>
internal sealed class StandInAfricasTalking(TimeProvider? time = null) : StandInProvider(time ?? TimeProvider.System)
{
    public const string User = "bank";
    public const string Key = "stand-in-api-key";

    public override HttpRequestMessage ReportOf(TakenSms sms, StandInNews news, Uri? reportTo = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["id"] = sms.Id, ["phoneNumber"] = sms.To, ["networkCode"] = "63902",
            ["status"] = news switch { StandInNews.Delivered => "Success", StandInNews.Failed or StandInNews.Blocked => "Failed", _ => "Submitted" },
        };
        if (news is StandInNews.Failed or StandInNews.Blocked)
        {
            form["failureReason"] = news == StandInNews.Failed ? "UserIsInactive" : "UserInBlackList";
        }

        return Form(reportTo ?? throw new ArgumentNullException(nameof(reportTo)), form);
    }

    public override HttpRequestMessage ReplyOf(StandInReply reply, Uri address) => Form(address, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = reply.Id, ["from"] = reply.From, ["to"] = reply.To, ["text"] = reply.Text, ["date"] = "2026-11-21 19:11:50", ["linkId"] = "SampleLinkId123", ["cost"] = "KES 0.0000", ["networkCode"] = "63902",
    });

    /// <summary>The client wants no more SMS of a name, and told the provider.</summary>
    public static HttpRequestMessage OptOutOf(string number, string sender, Uri address) =>
        Form(address, new Dictionary<string, string>(StringComparer.Ordinal) { ["senderId"] = sender, ["phoneNumber"] = number });

    protected override StandInAnswer Answer(StandInCall call)
    {
        if (call.Headers["apiKey"] != Key)
        {
            return Unauthorized();
        }

        return (call.Method, call.Path) switch
        {
            ("POST", "/version1/messaging") => Send(QueryHelpers.ParseQuery(call.Body).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal)),
            ("GET", "/version1/user") => Json(200, new { UserData = new { balance = "KES 1785.50" } }),
            _ => Json(404, new { errorMessage = "Not found" }),
        };
    }

    private StandInAnswer Send(Dictionary<string, string> form)
    {
        if (form["username"] != User)
        {
            return Unauthorized();
        }

        var to = form["to"];
        switch (NextRefusal())
        {
            case StandInRefusal.WrongCredentials:
                return Unauthorized();
            case StandInRefusal.Throttled:
                return new StandInAnswer(429, "Too many requests"u8.ToArray());
            case StandInRefusal.WrongSender:
                return Json(201, new { SMSMessageData = new { Message = "InvalidSenderId", Recipients = Array.Empty<object>() } });
            case StandInRefusal.NoCredit:
                return Recipient(405, "InsufficientBalance", to, "None", "0");
            case StandInRefusal.OptedOut:
                return Recipient(406, "UserInBlacklist", to, "None", "0");
            case StandInRefusal.WrongNumber:
                return Recipient(403, "InvalidPhoneNumber", to, "None", "0");
            default:
                break;
        }

        var sms = Take(to, form["from"], form["message"], reference: null, reportTo: null, number => FormattableString.Invariant($"ATXid_{number:x32}"));
        return Recipient(101, "Success", to, sms.Id, "KES 0.8000");
    }

    private static HttpRequestMessage Form(Uri address, Dictionary<string, string> form) => new(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };

    private static StandInAnswer Unauthorized() => new(401, "The supplied authentication is invalid"u8.ToArray());

    private static StandInAnswer Recipient(int statusCode, string status, string number, string messageId, string cost) => Json(201, new
    {
        SMSMessageData = new
        {
            Message = messageId == "None" ? "Sent to 0/1 Total Cost: 0" : "Sent to 1/1 Total Cost: KES 0.8000",
            Recipients = new[] { new { statusCode, number, status, cost, messageId } },
        },
    });
}
