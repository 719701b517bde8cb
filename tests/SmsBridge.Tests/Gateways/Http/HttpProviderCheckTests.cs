using SmsBridge.Gateways.Http;

namespace SmsBridge.Tests.Gateways.Http;

/// <summary>A description that could send wrongly, or never, does not start.</summary>
public class HttpProviderCheckTests
{
    [Fact]
    public void The_one_of_the_documents_is_right() => HttpProviderCheck.Problems("local", HttpSome.Options()).ShouldBeEmpty();

    [Theory]
    [InlineData("twilio")]
    [InlineData("infobip")]
    [InlineData("My Gateway")]
    [InlineData("x")]
    [InlineData("../x")]
    public void A_name_is_plain_and_nobody_elses(string name) => HttpProviderCheck.Problems(name, HttpSome.Options()).ShouldHaveSingleItem().ShouldContain("a name is");

    public static TheoryData<string, string> Mistakes => new()
    {
        { "plain http", "Url must be" },
        { "no url", "Url must be" },
        { "host from the sms", "the host must stand" },
        { "unknown placeholder", "there is no {phone}" },
        { "no text", "text goes" },
        { "no number", "number goes" },
        { "both bodies", "not both" },
        { "get with body", "a GET has no body" },
        { "broken json", "is no JSON" },
        { "nothing accepted", "none is Accepted" },
        { "accepted without match", "Pattern is missing" },
        { "accepted by anything", "fits an empty answer" },
        { "bad pattern", "no regular expression" },
        { "look-around", "no regular expression" },
        { "bad status", "status codes" },
        { "no words", "ReportWords is empty" },
        { "no id in reports", "ReportId or ReportReference" },
        { "reply without text", "ReplyFrom and ReplyText" },
        { "reply without sender", "ReplyFrom and ReplyText" },
        { "price without currency", "Currency is missing" },
        { "currency without price", "give Price or ReportPrice" },
        { "price of no report", "ReportStatus is missing" },
        { "answer of two lines", "ReportAnswer must be" },
        { "slow", "Timeout must be" },
        { "method", "Method must be" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_with_its_setting_and_what_to_do(string mistake, string says)
    {
        var options = HttpSome.Options(it =>
        {
            switch (mistake)
            {
                case "plain http": it.Url = "http://gateway.example/send"; break;
                case "no url": it.Url = ""; break;
                case "host from the sms": it.Url = "https://{from}.example/send"; break;
                case "unknown placeholder": it.Headers["X"] = "{phone}"; break;
                case "no text": it.Json = """{"to":"{to}"}"""; break;
                case "no number": it.Json = """{"text":"{text}"}"""; break;
                case "both bodies": it.Form["to"] = "{to}"; break;
                case "get with body": it.Method = "GET"; break;
                case "broken json": it.Json = """{"to":{to},"text":"{text}"}"""; break;
                case "nothing accepted": it.Answers.RemoveAt(0); break;
                case "accepted without match": it.Answers[0].Pattern = ""; break;
                case "accepted by anything": it.Answers[0].Pattern = "^.*$"; break;
                case "bad pattern": it.Answers[0].Pattern = "("; break;
                case "look-around": it.Answers[0].Pattern = "(?!error)"; break;
                case "bad status": it.Answers[0].Status = "OK"; break;
                case "no words": it.ReportWords.Clear(); break;
                case "no id in reports": (it.ReportId, it.ReportReference) = ("", ""); break;
                case "reply without text": it.ReplyText = ""; break;
                case "reply without sender": it.ReplyFrom = ""; break;
                case "price without currency": it.Currency = ""; break;
                case "currency without price": (it.Price, it.ReportPrice) = ("", ""); break;
                case "price of no report": (it.ReportStatus, it.ReportId, it.ReportReference, it.ReportWords) = ("", "", "", []); break;
                case "answer of two lines": it.ReportAnswer = "ACK\r\nX: 1"; break;
                case "slow": it.Timeout = TimeSpan.FromHours(1); break;
                default: it.Method = "DELETE"; break;
            }
        });

        HttpProviderCheck.Problems("local", options).ShouldContain(problem => problem.StartsWith("Http:Providers:local", StringComparison.Ordinal) && problem.Contains(says, StringComparison.Ordinal));
    }
}
