using System.Text;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Tests.Gateways.Http;

/// <summary>Only a positive match is taken for sent; everything else is a value, and what nobody described leaves the SMS in doubt.</summary>
public class HttpAnswersTests
{
    [Fact]
    public void What_was_described_as_accepted_is_accepted()
    {
        var byReference = Judge(200, """{"status":"queued","messages":[{"id":"7"}]}""");
        var byId = Judge(200, """{"status":"queued","messages":[{"id":7}]}""", options => options.ReportReference = "");
        var without = Judge(200, """{"status":"queued","messages":[]}""", options => options.ReportReference = "");

        byReference.ShouldBe(new SendResult.Accepted("42.1.1700", "accepted") { IsIdUnique = false });
        byId.ShouldBe(new SendResult.Accepted("local:7", "accepted") { IsIdUnique = false });
        without.ShouldBe(new SendResult.Accepted("42.1.1700", "accepted") { IsIdUnique = false }, "it was accepted, whatever it is called");
    }

    [Fact]
    public void A_member_whose_name_is_no_text_hides_nothing() =>
        Judge(200, """{"status":"queued","\ud800status":7,"messages":[{"id":"7","\udc00id":1}],"\ud800":1}""", options => options.ReportReference = "")
            .ShouldBe(new SendResult.Accepted("local:7", "accepted") { IsIdUnique = false });

    [Theory]
    [InlineData(200, """{"status":"error","code":"E21","message":"Invalid +254712345678"}""", FailureClass.Permanent)]
    [InlineData(200, """{"status":"error","code":"E30"}""", FailureClass.OptedOut)]
    [InlineData(200, """{"status":"error","code":"E40"}""", FailureClass.Configuration)]
    [InlineData(200, """{"status":"error","code":"E50"}""", FailureClass.Credentials)]
    [InlineData(401, """{"status":"error","code":"AUTH"}""", FailureClass.Credentials)]
    internal void An_error_inside_a_200_is_the_refusal_it_is(int status, string body, FailureClass failure)
    {
        var rejected = Judge(status, body).ShouldBeOfType<SendResult.Rejected>();

        rejected.Class.ShouldBe(failure);
        rejected.Detail.ShouldNotContain("254712345678");
    }

    [Theory]
    [InlineData(200, "<html>Please sign in</html>")]
    [InlineData(200, "")]
    [InlineData(200, """{"messages":[]}""")] // an empty recipient list
    [InlineData(200, """{"status":null}""")]
    [InlineData(200, """{"status":"accepted in principle"}""")]
    [InlineData(200, """{"status":"queued" """)] // broken off
    [InlineData(200, "\"queued\"")]
    [InlineData(202, """{"price":"12,50 Ksh"}""")] // a price in a strange currency and nothing else
    [InlineData(400, """{"status":"error"}""")]
    [InlineData(401, """{"status":"queued"}""")] // not with that status
    [InlineData(302, "")]
    [InlineData(403, "<html>Blocked</html>")]
    [InlineData(500, """{"status":"error","code":"E21"}""")]
    [InlineData(504, "")]
    public void What_nobody_described_is_never_taken_for_sent(int status, string body)
    {
        var result = Judge(status, body);

        if (status == 401)
        {
            result.ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(FailureClass.Unreachable); // a portal: it was not passed on
        }
        else
        {
            result.ShouldBeOfType<SendResult.Unknown>();
        }
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(407)]
    public void What_was_not_passed_on_is_sent_again(int status) =>
        Judge(status, "<html></html>").ShouldBeOfType<SendResult.Retryable>().UsesUpATry.ShouldBeFalse();

    [Fact]
    public void Throttled_waits_as_long_as_asked()
    {
        Judge(429, """{"code":"RATE"}""", retryAfter: TimeSpan.FromSeconds(7)).ShouldBeOfType<SendResult.Retryable>()
            .ShouldSatisfyAllConditions(it => it.Class.ShouldBe(FailureClass.Throttled), it => it.After.ShouldBe(TimeSpan.FromSeconds(7)));
        Judge(429, "<html></html>").ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(FailureClass.Throttled, "whoever says so");
    }

    [Fact]
    public void A_body_that_is_no_json_is_matched_as_a_whole_and_gives_its_id()
    {
        void Describe(HttpProviderOptions options)
        {
            options.Answers = [new() { Means = HttpAnswerMeaning.Accepted, Pattern = "^Success \"" }, new() { Means = HttpAnswerMeaning.Permanent, Status = "400-499", Pattern = "^Error" }];
            (options.IdPattern, options.ReportReference) = ("^Success \"([0-9a-f-]+)\"", "");
        }

        Judge(200, "Success \"07033084-5cfd\"", Describe).ShouldBeOfType<SendResult.Accepted>().ProviderId.ShouldBe("local:07033084-5cfd");
        Judge(400, "Error \"Mandatory argument to is missing\"", Describe).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(FailureClass.Permanent);
        Judge(200, "<p>Success</p>", Describe).ShouldBeOfType<SendResult.Unknown>();
    }

    private static SendResult Judge(int status, string body, Action<HttpProviderOptions>? change = null, TimeSpan? retryAfter = null) =>
        HttpSome.Answers(HttpSome.Options(change)).Judge(new WireAnswer(status, Encoding.UTF8.GetBytes(body), retryAfter, RequestId: null), HttpSome.Sms());
}
