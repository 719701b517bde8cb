using SmsBridge.Gateways;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>
/// Pages of proxies, CDNs, captive portals and other gateways. Only Twilio's own error form refuses: anything else closes no SMS, stops no tenant
/// and proves nothing about account, number or message.
/// </summary>
public class ForeignPagesTests
{
    private const string Html = "<!DOCTYPE html><html><title>Access denied</title></html>";
    private const string Refusal = """{"code":21211,"message":"Invalid 'To' Phone Number: +254712345678","more_info":"https://www.twilio.com/docs/errors/21211","status":400}""";
    private const string Sid = "SM00000000000000000000000000000001";

    private static readonly Uri Url = new("http://127.0.0.1:1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(407)]
    [InlineData(411)]
    [InlineData(413)]
    [InlineData(414)]
    [InlineData(421)]
    [InlineData(431)]
    [InlineData(501)]
    [InlineData(511)]
    public async Task Where_the_status_says_that_nobody_passed_it_on_it_waits_and_is_sent_again(int status)
    {
        var waits = (await SendAsync(status, Html, "text/html")).ShouldBeOfType<SendResult.Retryable>();

        (waits.Class, waits.Code, waits.UsesUpATry).ShouldBe((FailureClass.Unreachable, $"http-{status}", false));
        waits.Answer.ShouldNotBeNull().HttpStatus.ShouldBe(status);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(408)]
    [InlineData(409)]
    [InlineData(410)]
    [InlineData(418)]
    [InlineData(451)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(520)]
    public async Task Where_Twilio_may_have_had_it_all_the_same_it_is_found_out_first(int status)
    {
        var doubt = (await SendAsync(status, Html, "text/html")).ShouldBeOfType<SendResult.Unknown>();

        (doubt.Code, doubt.UsesUpATry).ShouldBe(($"http-{status}", false));
        doubt.Detail.ShouldContain("not Twilio's");
    }

    [Fact]
    public async Task A_foreign_limit_on_requests_slows_down_and_its_wish_is_heeded()
    {
        using var page = new CannedAnswers(429, Html, "text/html", ("Retry-After", "7"));

        var waits = (await SendAsync(page)).ShouldBeOfType<SendResult.Retryable>();

        (waits.Class, waits.Code, waits.After).ShouldBe((FailureClass.Throttled, "http-429", TimeSpan.FromSeconds(7)));
    }

    [Theory]
    [InlineData("""{"message":"Forbidden"}""")]
    [InlineData("""{"code":"AccessDenied","message":"Forbidden","status":400}""")]
    [InlineData("""{"code":"21211","message":"as text","status":400}""")]
    [InlineData("""{"code":0,"message":"zero","status":400}""")]
    [InlineData("""{"code":-21211,"message":"negative","status":400}""")]
    [InlineData("""{"code":400,"message":"the status again","status":400}""")]
    [InlineData("""{"code":9999,"message":"too small","status":400}""")]
    [InlineData("""{"code":100000,"message":"too large","status":400}""")]
    [InlineData("""{"code":99999999999,"message":"no int","status":400}""")]
    [InlineData("""{"code":21211.5,"message":"a fraction","status":400}""")]
    [InlineData("""{"code":null,"message":"null","status":400}""")]
    [InlineData("""{"code":{"value":21211},"message":"an object","status":400}""")]
    [InlineData("""{"code":10001,"message":"token expired","data":null}""")] // five digits, and yet another gateway's
    [InlineData("""{"code":20003,"message":"Unauthorized","status":500}""")]
    [InlineData("""{"code":20003,"message":"Unauthorized","more_info":"https://gateway.example/20003"}""")]
    [InlineData("""{"code":21211,"status":400}""")]
    [InlineData("""{"error":{"code":21211,"message":"inside","status":400}}""")]
    [InlineData("""[{"code":21211,"message":"in a list","status":400}]""")]
    [InlineData("""{"code":21211,"message":"cut off","status":40""")]
    [InlineData("""{"code":21211,"message":"and more","status":400}{"code":21211}""")]
    [InlineData("""{"code":21211,"message":"half a character in its link","more_info":"https://www.twilio.com/\ud800"}""")]
    [InlineData("""{"\ud800":1,"code":20003,"message":"in a name"}""")]
    [InlineData("21211")]
    [InlineData("\"refused\"")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(Html)]
    public async Task What_is_not_in_Twilios_form_refuses_nothing(string body)
    {
        (await SendAsync(400, body)).ShouldBeOfType<SendResult.Unknown>().Code.ShouldBe("http-400");
        (await SendAsync(401, body)).ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(FailureClass.Unreachable);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("text/html; charset=utf-8")]
    [InlineData(null)]
    public async Task Twilios_own_refusal_is_final_at_once_whoever_changed_its_media_type(string? mediaType)
    {
        var rejected = (await SendAsync(400, Refusal, mediaType)).ShouldBeOfType<SendResult.Rejected>();

        (rejected.Class, rejected.Code).ShouldBe((FailureClass.Permanent, "21211"));
        rejected.Detail.ShouldNotContain("254712345678");
    }

    [Theory]
    [InlineData("""{"code":21211,"message":"m","more_info":"https://www.twilio.com/docs/errors/21211"}""")]
    [InlineData("""{"code":21211,"message":"m","status":400}""")]
    [InlineData("""{"code":21211,"message":"m","status":400,"details":"none","more_info":7}""")]
    [InlineData("""{"code":21211,"message":"m","status":400,"details":[],"user_error":true}""")]
    [InlineData("\uFEFF" + Refusal)]
    [InlineData("  " + Refusal + "\r\n")]
    public async Task So_is_one_with_less_or_with_a_mark_before_it(string body) =>
        (await SendAsync(400, body)).ShouldBeOfType<SendResult.Rejected>().Code.ShouldBe("21211");

    [Fact]
    public async Task An_answer_too_large_to_be_read_refuses_nothing() =>
        (await SendAsync(400, Refusal + new string(' ', 300_000))).ShouldBeOfType<SendResult.Unknown>();

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(407)]
    [InlineData(410)]
    [InlineData(502)]
    public async Task A_page_says_nothing_about_an_account_a_list_or_a_message(int status)
    {
        using var page = new CannedAnswers(status, Html, "text/html");
        using var under = new GatewayUnderTest(Url, handler: page);

        (await under.Gateway.VerifyAsync(TwilioSome.Account, Token)).ShouldBeOfType<AccountCheck.Unavailable>().Detail.ShouldContain("not Twilio's");
        (await under.Gateway.VerifyAsync(TwilioSome.Account with { Token = TwilioSome.KeySid + ":s3cret" }, Token)).ShouldBeOfType<AccountCheck.Unavailable>();
        (await under.Gateway.PollAsync(TwilioSome.Account, 42, Sid, Token)).ShouldBeOfType<ProviderReport.Unavailable>();
        (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, Token)).ShouldBeOfType<ProviderSearch.Unavailable>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"status":null}""")]
    [InlineData("""{"status":"merged"}""")]
    [InlineData(Html)]
    public async Task An_account_in_no_known_state_is_not_verified(string body)
    {
        using var page = new CannedAnswers(200, body);
        using var under = new GatewayUnderTest(Url, handler: page);

        (await under.Gateway.VerifyAsync(TwilioSome.Account, Token)).ShouldBeOfType<AccountCheck.Unavailable>();
    }

    [Fact]
    public async Task Once_the_page_is_gone_the_message_goes_out_once()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(new StandInFault.Error(404), new StandInFault.Error(407), new StandInFault.Error(511));

        for (var call = 0; call < 3; call++)
        {
            (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Retryable>();
        }

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Accepted>();
        twilio.Messages.ShouldHaveSingleItem();
    }

    private static async Task<SendResult> SendAsync(int status, string body, string? mediaType = "application/json")
    {
        using var page = new CannedAnswers(status, body, mediaType);
        return await SendAsync(page);
    }

    private static async Task<SendResult> SendAsync(CannedAnswers page)
    {
        using var under = new GatewayUnderTest(Url, handler: page);
        return await under.Gateway.SendAsync(TwilioSome.Sms(), Token);
    }
}
