using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Tests.Support;
using Twilio.Rest.Api.V2010.Account;
using TwilioHttp = Twilio.Http;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>What Twilio's SDK does that must not reach the relay; each test says what it would have been.</summary>
public class SdkTrapTests
{
    private const string Message = """{"sid":"SM00000000000000000000000000000007","status":"queued"}""";

    private static readonly Uri Url = new("http://127.0.0.1:1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(201, "")] // the SDK: no message, and no exception either
    [InlineData(201, "null")]
    [InlineData(204, "")]
    [InlineData(202, "")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"sid":"","status":"queued"}""")]
    [InlineData(201, """{"sid":"portal","status":"queued"}""")] // no name of Twilio's: nothing could ever be matched with it
    [InlineData(201, "<html>")] // the SDK: an ApiException, as for a refusal
    [InlineData(201, """{"sid":"SM00000000000000000000000000000007","status":"que""")]
    [InlineData(201, "[]")]
    [InlineData(200, """{"code":21211,"message":"A refusal in a success","status":200}""")]
    public async Task A_success_without_a_message_is_a_doubt(int status, string body)
    {
        using var answers = new CannedAnswers(status, body);
        using var under = new GatewayUnderTest(Url, handler: answers);

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Unknown>().Code.ShouldBe(GatewayCodes.UnreadableAnswer);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(302)]
    [InlineData(304)]
    [InlineData(307)]
    public async Task A_redirect_with_a_message_in_it_is_no_success(int status) // the SDK: sent
    {
        using var answers = new CannedAnswers(status, Message);
        using var under = new GatewayUnderTest(Url, handler: answers);

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldNotBeOfType<SendResult.Accepted>();
    }

    [Theory]
    [InlineData("""{"sid":"SM00000000000000000000000000000007","status":"queued","date_created":"soon"}""", "queued")]
    [InlineData("""{"sid":"SM00000000000000000000000000000007","status":{},"error_code":"x","num_media":[]}""", "")]
    [InlineData("""{"sid":"SM00000000000000000000000000000007","status":null,"date_sent":5,"subresource_uris":"none","from":{}}""", "")]
    [InlineData("\uFEFF" + Message, "queued")]
    public async Task A_property_that_changed_its_type_makes_no_doubt_of_an_acceptance(string body, string status) // the SDK: as for a refusal
    {
        using var answers = new CannedAnswers(201, body);
        using var under = new GatewayUnderTest(Url, handler: answers);

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBe(new SendResult.Accepted("SM00000000000000000000000000000007", status));
    }

    [Theory]
    [InlineData("//evil.example/x")]
    [InlineData("/\\evil.example/x")]
    [InlineData("\\\\evil.example/x")]
    [InlineData("@evil.example/x")]
    [InlineData(".evil.example/x")]
    [InlineData("http://127.0.0.1:1@evil.example/x")]
    [InlineData("http://127.0.0.1:10/x")]
    [InlineData("https://127.0.0.1:1/x")]
    [InlineData("https://api.twilio.com/2010-04-01/x")]
    [InlineData("/a b")]
    [InlineData("x")]
    public async Task A_link_to_another_host_is_not_followed(string link) // the SDK: host and link put together as text
    {
        using var answers = new CannedAnswers(200, System.Text.Json.JsonSerializer.Serialize(new { messages = Array.Empty<object>(), uri = "/x", next_page_uri = link }));
        using var under = new GatewayUnderTest(Url, handler: answers);

        (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, Token)).ShouldBeOfType<ProviderSearch.Unavailable>();

        answers.Asked.ShouldHaveSingleItem().Url.Authority.ShouldBe("127.0.0.1:1");
    }

    [Theory]
    [InlineData("/2010-04-01/x?PageToken=a%2Bb%41&To=%2B1")]
    [InlineData("http://127.0.0.1:1/2010-04-01/x?PageToken=a%2Bb%41&To=%2B1")]
    public async Task A_link_on_our_host_is_followed_as_it_was_given(string link)
    {
        using var answers = new CannedAnswers(200, System.Text.Json.JsonSerializer.Serialize(new { messages = Array.Empty<object>(), next_page_uri = link }));
        using var under = new GatewayUnderTest(Url, handler: answers);

        await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, Token);

        answers.Asked.Last().Url.PathAndQuery.ShouldBe("/2010-04-01/x?PageToken=a%2Bb%41&To=%2B1");
    }

    [Theory]
    [InlineData("""{"messages":null}""")] // the SDK: a NullReferenceException
    [InlineData("""{"messages":[null]}""")]
    [InlineData("""{"messages":[[]]}""")]
    [InlineData("""{"messages":[],"next_page_uri":7}""")]
    [InlineData("""{"messages":[],"next_page_uri":null}{}""")]
    [InlineData("""{"messages":[{"sid":"SM1","date_created":"soon"}]}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_list_that_can_not_be_read_whole_proves_nothing(string body)
    {
        using var answers = new CannedAnswers(200, body);
        using var under = new GatewayUnderTest(Url, handler: answers);

        (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, Token)).ShouldBeOfType<ProviderSearch.Unavailable>();
    }

    [Fact]
    public async Task A_listed_message_with_little_in_it_is_still_listed()
    {
        using var answers = new CannedAnswers(200, """{"messages":[{"sid":"SM1","date_created":"Sat, 21 Nov 2026 19:11:50 +0000","error_code":"x"}]}""");
        using var under = new GatewayUnderTest(Url, handler: answers);

        var listed = (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, Token)).ShouldBeOfType<ProviderSearch.Listed>();

        listed.Messages.ShouldBe([new ProviderMessage("SM1", "", "", "", Outbound: false, new DateTimeOffset(2026, 11, 21, 19, 11, 50, TimeSpan.Zero), ErrorCode: null)]);
    }

    [Theory]
    [InlineData("2026-11-21T19:11:50.000Z")] // the SDK: rewritten as a date, so that the text would not be found and be sent twice
    [InlineData("2026-11-21T19:11:50+03:00")]
    [InlineData("Habari ☺")]
    public void A_listed_text_stays_as_it_is(string text)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new { messages = new[] { new { sid = "SM1", body = text } } });

        SdkJson.ReadPage<MessageResource>(json, "messages").ShouldNotBeNull().Records.ShouldHaveSingleItem().Body.ShouldBe(text);
    }

    [Fact]
    public async Task Calls_side_by_side_get_their_own_answers() // the SDK: LastResponse is shared
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => under.Gateway.SendAsync(TwilioSome.Sms($"{number}"), Token)));

        results.Select((result, number) => (Sid: result.ShouldBeOfType<SendResult.Accepted>().ProviderId, $"{number}")).Order()
            .ShouldBe(twilio.Messages.Select(message => (message.Sid, message.Body)).Order());
    }

    [Fact]
    public async Task Every_call_ends_when_the_caller_cancels() // the SDK: none of its methods takes a token
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => under.Gateway.SendAsync(TwilioSome.Sms(), cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => under.Gateway.PollAsync(TwilioSome.Account, 42, "SM00000000000000000000000000000007", cancelled.Token));
        await Should.ThrowAsync<OperationCanceledException>(() => under.Gateway.VerifyAsync(TwilioSome.Account, cancelled.Token));
        twilio.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void It_is_never_called_synchronously()
    {
        using var http = new HttpMessageInvoker(new CannedAnswers(201, Message));
        var wire = new SdkHttpClient(http, new TwilioOptions(), TimeProvider.System, 1_000, Token);

        Should.Throw<NotSupportedException>(() => wire.MakeRequest(new TwilioHttp.Request(TwilioHttp.HttpMethod.Get, "https://api.twilio.com/x")));
    }

    [Fact]
    public async Task The_settings_decide_the_host_and_we_say_who_we_are()
    {
        using var answers = new CannedAnswers(201, Message);
        using var under = new GatewayUnderTest(new Uri("https://twilio.bank.example:8443"), handler: answers);

        await under.Gateway.SendAsync(TwilioSome.Sms(), Token);
        await under.Gateway.PollAsync(TwilioSome.Account, 42, "SM00000000000000000000000000000007", Token);

        answers.Asked.ShouldAllBe(asked => asked.Url.GetLeftPart(UriPartial.Authority) == "https://twilio.bank.example:8443");
        answers.Asked.ShouldAllBe(asked => asked.UserAgent == SmsBridge.Web.Product.UserAgent);
    }
}
