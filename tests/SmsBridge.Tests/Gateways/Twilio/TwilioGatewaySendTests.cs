using System.Net;
using System.Net.Sockets;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>Over real sockets: what each way of succeeding and failing means for the relay.</summary>
public class TwilioGatewaySendTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task An_accepted_message_is_known_by_its_sid()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        var result = await under.Gateway.SendAsync(TwilioSome.Sms("Habari ☺ & é=1"), Token);

        var stored = twilio.Messages.ShouldHaveSingleItem();
        result.ShouldBe(new SendResult.Accepted(stored.Sid, "queued"));
        result.Answer.ShouldBeNull("what went well is not kept");
        stored.Body.ShouldBe("Habari ☺ & é=1");
        stored.From.ShouldBe(TwilioSome.Number);
    }

    [Fact]
    public async Task A_messaging_service_accepts_and_picks_the_number_itself()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        var result = await under.Gateway.SendAsync(
            TwilioSome.Sms(account: TwilioSome.Account with { Sender = TwilioSome.Service }), Token);

        result.ShouldBeOfType<SendResult.Accepted>().ProviderStatus.ShouldBe("accepted");
        twilio.Messages.ShouldHaveSingleItem().MessagingServiceSid.ShouldBe(TwilioSome.Service);
    }

    [Fact]
    public async Task The_request_is_what_the_reference_says()
    {
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { RecordRequests = true });
        using var under = new GatewayUnderTest(twilio.Url);

        await under.Gateway.SendAsync(
            TwilioSome.Sms(callback: new Uri("https://bridge.example.org/twilio/status/01HZX")), Token);

        twilio.Recorded.ShouldHaveSingleItem().ShouldBe(new StandInRequest(
            "POST",
            "/2010-04-01/Accounts/AC00000000000000000000000000000001/Messages.json",
            "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTowMTIzNDU2Nzg5YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZg==",
            "To=%2B254712345678&StatusCallback=https%3A%2F%2Fbridge.example.org%2Ftwilio%2Fstatus%2F01HZX%23rc%3D5%26rp%3Dall"
            + "&From=%2B15005550006&Body=Malipo+yako+yamepokelewa"));
    }

    [Fact]
    public async Task Twilio_is_told_to_repeat_callbacks_and_signs_them_without_being_told_so()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        await using var receiver = await CallbackReceiver.StartAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        var callback = new Uri(receiver.Url, "/twilio/status/42");

        await under.Gateway.SendAsync(TwilioSome.Sms(callback: callback), Token);
        await twilio.FinishAsync(Token);

        twilio.Messages.ShouldHaveSingleItem().StatusCallback.ShouldBe(callback.AbsoluteUri + "#rc=5&rp=all");
        receiver.Received.ShouldNotBeEmpty();
        receiver.Received.ShouldAllBe(received => TwilioSignature.Verify(new[] { TwilioSome.AuthToken }, callback.AbsoluteUri, received.Form, received.Signature));
    }

    [Fact]
    public async Task An_api_key_sends_for_the_account_in_the_path()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        twilio.AddApiKey(twilio.AddAccount(TwilioSome.AccountSid, TwilioSome.AuthToken), TwilioSome.KeySid, "s3cret");
        using var under = new GatewayUnderTest(twilio.Url);

        var result = await under.Gateway.SendAsync(
            TwilioSome.Sms(account: TwilioSome.Account with { Token = TwilioSome.KeySid + ":s3cret" }), Token);

        result.ShouldBeOfType<SendResult.Accepted>();
    }

    [Theory]
    [InlineData("+15005550001", FailureClass.Permanent, "21211")]
    [InlineData("+15005550002", FailureClass.Permanent, "21612")]
    [InlineData("+15005550003", FailureClass.Configuration, "21408")]
    [InlineData("+15005550004", FailureClass.OptedOut, "21610")]
    [InlineData("+15005550009", FailureClass.Permanent, "21614")]
    internal async Task A_magic_recipient_is_refused(string to, FailureClass failure, string code)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        var rejected = (await under.Gateway.SendAsync(TwilioSome.Sms(to: to), Token)).ShouldBeOfType<SendResult.Rejected>();

        (rejected.Class, rejected.Code).ShouldBe((failure, code));
        rejected.Detail.ShouldNotContain(to);
        rejected.Answer.ShouldNotBeNull().HttpStatus.ShouldBe(400);
        rejected.Answer.Body.ShouldNotBeNull().ShouldContain($"\"code\":{code}");
        rejected.Answer.Body.ShouldNotContain(to);
        twilio.Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("+15005550001", FailureClass.Configuration, "21212")]
    [InlineData("+15005550007", FailureClass.Configuration, "21606")]
    [InlineData("+15005559999", FailureClass.Configuration, "21606")]
    [InlineData("MG0000000000000000000000000000dead", FailureClass.Configuration, "21705")]
    internal async Task A_sender_that_is_not_ours_is_refused(string sender, FailureClass failure, string code)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        var result = await under.Gateway.SendAsync(TwilioSome.Sms(account: TwilioSome.Account with { Sender = sender }), Token);

        var rejected = result.ShouldBeOfType<SendResult.Rejected>();
        (rejected.Class, rejected.Code).ShouldBe((failure, code));
    }

    [Fact]
    public async Task A_full_sender_queue_is_tried_again_in_minutes()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        var result = await under.Gateway.SendAsync(TwilioSome.Sms(account: TwilioSome.Account with { Sender = "+15005550008" }), Token);

        var retryable = result.ShouldBeOfType<SendResult.Retryable>();
        (retryable.Class, retryable.Code, retryable.After).ShouldBe((FailureClass.Throttled, "21611", TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task A_text_too_long_is_refused()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        (await under.Gateway.SendAsync(TwilioSome.Sms(new string('a', 1600)), Token)).ShouldBeOfType<SendResult.Accepted>();
        (await under.Gateway.SendAsync(TwilioSome.Sms(new string('a', 1601)), Token))
            .ShouldBeOfType<SendResult.Rejected>().Code.ShouldBe("21617");
    }

    [Fact]
    public async Task Wrong_credentials_stop_the_tenant()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        var result = await under.Gateway.SendAsync(TwilioSome.Sms(account: TwilioSome.Account with { Token = "wrong" }), Token);

        result.ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(FailureClass.Credentials);
    }

    [Theory]
    [InlineData("AC1", TwilioSome.Number, FailureClass.Credentials)]
    [InlineData(TwilioSome.AccountSid, "no sender at all", FailureClass.Configuration)]
    internal async Task What_is_malformed_is_not_even_asked(string accountId, string sender, FailureClass failure)
    {
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { RecordRequests = true });
        using var under = new GatewayUnderTest(twilio.Url);

        var result = await under.Gateway.SendAsync(
            TwilioSome.Sms(account: new SenderAccount("twilio", accountId, TwilioSome.AuthToken, sender)), Token);

        result.ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);
        twilio.Recorded.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(429, 20429, null, "20429", null)]
    [InlineData(429, 20429, "7", "20429", 7)]
    [InlineData(429, null, "Sat, 21 Nov 2026 12:00:30 GMT", "http-429", 30)]
    [InlineData(429, null, "Sat, 21 Nov 2026 11:00:00 GMT", "http-429", 0)]
    [InlineData(429, 20429, "86400", "20429", 86_400)]
    [InlineData(429, 20429, "86401", "20429", 86_400)]
    [InlineData(429, 20429, "9999999999", "20429", 86_400)]
    [InlineData(429, null, "99999999999999999999999999", "http-429", 86_400)]
    [InlineData(429, 20429, "Fri, 31 Dec 9999 23:59:59 GMT", "20429", 86_400)]
    [InlineData(429, 20429, "-5", "20429", null)]
    [InlineData(429, 20429, "soon", "20429", null)]
    [InlineData(429, 14107, null, "14107", 300)]
    [InlineData(429, 63038, null, "63038", 86400)]
    public async Task Too_many_requests_wait_as_long_as_asked(int httpStatus, int? code, string? retryAfter, string expected, int? seconds)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url, new HandClock(Noon));
        twilio.Faults.Next(new StandInFault.Error(httpStatus, code, retryAfter));

        var retryable = (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Retryable>();

        (retryable.Class, retryable.Code).ShouldBe((FailureClass.Throttled, expected));
        retryable.After.ShouldBe(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
        twilio.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Maintenance_is_certain_not_to_have_sent()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(new StandInFault.Error(503, 21730));

        var result = await under.Gateway.SendAsync(TwilioSome.Sms(), Token);

        result.ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(FailureClass.Transient);
    }

    [Theory]
    [InlineData(500, 20500, "20500")]
    [InlineData(503, 20503, "20503")]
    [InlineData(502, null, "http-502")]
    public async Task Any_other_server_error_leaves_the_outcome_open(int httpStatus, int? code, string expected)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(new StandInFault.Error(httpStatus, code));

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Unknown>().Code.ShouldBe(expected);
    }

    public static TheoryData<string> TakenAndLost => ["drop", "error", "empty", "html", "no sid", "not an object", "too big"];

    [Theory]
    [MemberData(nameof(TakenAndLost))]
    public async Task A_message_taken_without_a_clear_answer_is_in_doubt(string how)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(how switch
        {
            "drop" => new StandInFault.AcceptThenDropConnection(),
            "error" => new StandInFault.ErrorAfterAcceptance(500),
            "empty" => new StandInFault.AnswerAfterAcceptance(201, string.Empty),
            "html" => new StandInFault.AnswerAfterAcceptance(200, "<html>", "text/html"),
            "no sid" => new StandInFault.AnswerAfterAcceptance(201, """{"status":"queued","sid":null}"""),
            "not an object" => new StandInFault.AnswerAfterAcceptance(201, "null"),
            _ => new StandInFault.AnswerAfterAcceptance(201, $$"""{"sid":"SM1","body":"{{new string('x', 300_000)}}"}"""),
        });

        var result = await under.Gateway.SendAsync(TwilioSome.Sms(), Token);

        result.ShouldBeOfType<SendResult.Unknown>();
        twilio.Messages.ShouldHaveSingleItem(); // it did go out: sending again would double it
    }

    [Fact]
    public async Task An_answer_with_surprises_is_still_an_acceptance()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(new StandInFault.AnswerAfterAcceptance(
            200, """{"sid":"SM00000000000000000000000000000007","status":"teleported","price":1.5,"error_code":"x","more":[{}]}"""));

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token))
            .ShouldBe(new SendResult.Accepted("SM00000000000000000000000000000007", "teleported"));
    }

    [Fact]
    public async Task A_connection_cut_before_the_answer_is_in_doubt_even_if_nothing_was_taken()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(new StandInFault.RefuseBeforeAcceptance());

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Unknown>().Code.ShouldBe("connection-broken");
        twilio.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_is_in_doubt()
    {
        var clock = new HandClock(Noon);
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url, clock);
        twilio.Faults.Next(new StandInFault.AcceptThenDelay(Timeout.InfiniteTimeSpan));

        var sending = under.Gateway.SendAsync(TwilioSome.Sms(), Token);
        await twilio.WaitForMessageAsync(message => message.To == TwilioSome.Recipient.Value, Token);
        clock.FireTimers();

        (await sending).ShouldBeOfType<SendResult.Unknown>().Code.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_refused_connection_is_safe_to_repeat()
    {
        using var under = new GatewayUnderTest(UnusedUrl());

        var retryable = (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Retryable>();

        (retryable.Class, retryable.Code).ShouldBe((FailureClass.Unreachable, "not-connected"));
    }

    [Fact]
    public async Task A_connection_reset_as_it_is_made_is_safe_to_repeat()
    {
        using var under = new GatewayUnderTest(UnusedUrl(), handler: ResetConnection.CreateHandler());

        var retryable = (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Retryable>();

        (retryable.Class, retryable.Code).ShouldBe((FailureClass.Unreachable, "not-connected"));
    }

    [Fact]
    public async Task A_failed_tls_handshake_is_safe_to_repeat()
    {
        await using var twilio = await TwilioSome.StandInAsync(); // speaks no TLS
        using var under = new GatewayUnderTest(new UriBuilder(twilio.Url) { Scheme = "https" }.Uri);

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Retryable>().Code.ShouldBe("tls");
    }

    [Fact]
    public async Task A_time_limit_that_ends_before_anything_was_written_is_safe_to_repeat()
    {
        var clock = new HandClock(Noon);
        using var handler = new StuckHandler();
        using var under = new GatewayUnderTest(new Uri("http://127.0.0.1"), clock, handler: handler);

        var sending = under.Gateway.SendAsync(TwilioSome.Sms(), Token);
        await handler.Entered;
        clock.FireTimers();

        (await sending).ShouldBeOfType<SendResult.Retryable>().Code.ShouldBe("timeout");
    }

    [Fact]
    public async Task A_connection_that_takes_too_long_is_safe_to_repeat()
    {
        using var handler = new StuckHandler();
        using var under = new GatewayUnderTest(new Uri("http://127.0.0.1"), handler: handler);

        var sending = under.Gateway.SendAsync(TwilioSome.Sms(), Token);
        await handler.Entered;
        handler.GiveUpConnecting();

        (await sending).ShouldBeOfType<SendResult.Retryable>().Code.ShouldBe("connect-timeout");
    }

    [Fact]
    public async Task A_caller_who_cancels_gets_the_cancellation()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Token);
        twilio.Faults.Next(new StandInFault.AcceptThenDelay(Timeout.InfiniteTimeSpan));

        var sending = under.Gateway.SendAsync(TwilioSome.Sms(), cancelling.Token);
        await twilio.WaitForMessageAsync(_ => true, Token);
        await cancelling.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(sending);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_message_waits()
    {
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { RecordRequests = true });
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(new StandInFault.Error(307, Location: "/elsewhere"));

        var waits = (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Retryable>();

        (waits.Class, waits.Code).ShouldBe((FailureClass.Unreachable, "http-307"));
        twilio.Recorded.Count.ShouldBe(1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Uri UnusedUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>A connection that never comes about: the content is never asked for.</summary>
    private sealed class StuckHandler : HttpMessageHandler
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        // As SocketsHttpHandler reports its ConnectTimeout.
        public void GiveUpConnecting() =>
            _gaveUp.SetException(new OperationCanceledException("cancelled", new TimeoutException("no connection in time")));

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _entered.SetResult();
            await _gaveUp.Task.WaitAsync(cancellationToken);
            throw new InvalidOperationException("Unreachable.");
        }
    }
}
