using System.Text;
using System.Text.Json;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Http;

/// <summary>What a described gateway says that an SMS costs: read where it is said, kept out where it is none.</summary>
public class HttpPriceTests
{
    [Theory]
    [InlineData("currency", """{"status":"queued","price":"0.45","currency":"KES"}""", "KES 0.45")]
    [InlineData("currency", """{"status":"queued","price":0.45,"currency":"kes"}""", "KES 0.45")]
    [InlineData("UGX", """{"status":"queued","price":"35"}""", "UGX 35.00")]
    [InlineData("UGX", """{"status":"queued","price":"35","currency":"KES"}""", "UGX 35.00")] // the settings' own
    [InlineData("currency", """{"status":"queued","price":"0","currency":"KES"}""", "KES 0.00")]
    public void It_is_read_from_an_answer(string currency, string body, string price) =>
        Judge(HttpSome.Options(it => it.Currency = currency), body).Price.ShouldNotBeNull().ToString().ShouldBe(price);

    [Theory]
    [InlineData("""{"status":"queued","price":"12,50","currency":"KES"}""")]
    [InlineData("""{"status":"queued","price":"-0.45","currency":"KES"}""")]
    [InlineData("""{"status":"queued","price":"KES 0.45","currency":"KES"}""")]
    [InlineData("""{"status":"queued","price":"0.45","currency":"Ksh."}""")]
    [InlineData("""{"status":"queued","price":"0.45"}""")]
    [InlineData("""{"status":"queued","price":"99999999","currency":"KES"}""")]
    public void What_is_no_price_is_kept_out_and_said_once(string body)
    {
        using var log = new LogLines();
        var options = HttpSome.Options();
        var answers = HttpSome.Answers(options, log);

        for (var time = 0; time < 3; time++)
        {
            answers.Judge(Answer(body), HttpSome.Sms()).ShouldBeOfType<SendResult.Accepted>("the SMS was taken, whatever it costs").Price.ShouldBeNull();
        }

        log.Text.Split('\n').ShouldHaveSingleItem().ShouldContain("no price that can be counted");
    }

    [Theory]
    [InlineData("""{"status":"queued"}""")]
    [InlineData("""{"status":"queued","price":"","currency":""}""")]
    [InlineData("""{"status":"queued","price":null}""")]
    public void Where_none_is_said_there_is_none_and_no_line(string body)
    {
        using var log = new LogLines();

        HttpSome.Answers(HttpSome.Options(), log).Judge(Answer(body), HttpSome.Sms()).ShouldBeOfType<SendResult.Accepted>().Price.ShouldBeNull();

        log.Text.ShouldBeEmpty();
    }

    [Fact]
    public void It_is_read_from_each_report_of_a_request()
    {
        using var body = JsonDocument.Parse("""{"all":[{"ref":"42.1.1700","status":"DELIVRD","price":"0.45","currency":"KES"},{"ref":"43.1.1700","status":"UNDELIV"}]}""");
        var request = new ReportRequest(default, new Dictionary<string, string>(StringComparer.Ordinal), body.RootElement, Authorization: null);

        HttpSome.Reports(HttpSome.Options(it => it.ReportList = "all")).Read(request).ShouldNotBeNull()
            .Select(report => report.Of(1)!.Price?.ToString()).ShouldBe(["KES 0.45", null]);
    }

    private static SendResult.Accepted Judge(HttpProviderOptions options, string body) => HttpSome.Answers(options).Judge(Answer(body), HttpSome.Sms()).ShouldBeOfType<SendResult.Accepted>();

    private static WireAnswer Answer(string body) => new(200, Encoding.UTF8.GetBytes(body), RetryAfter: null, RequestId: null);
}
