using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>The stand-in itself: the life of a message, its callbacks, and the resources the bridge does not use yet.</summary>
public class StandInTwilioTests
{
    [Fact]
    public async Task A_message_lives_through_all_statuses_and_each_is_told_with_a_valid_signature()
    {
        await using var receiver = await CallbackReceiver.StartAsync();
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        await under.Gateway.SendAsync(TwilioSome.Sms(callback: new Uri(receiver.Url, "twilio/status/42#rc=5&rp=all")), Token);

        await twilio.FinishAsync(Token);

        receiver.Received.Select(callback => callback.Form["MessageStatus"].ToString()).ShouldBe(["sending", "sent", "delivered"]);
        foreach (var (form, signature) in receiver.Received)
        {
            TwilioSignature.Verify([TwilioSome.AuthToken], receiver.Url + "twilio/status/42", form, signature).ShouldBeTrue();
            TwilioStatusCallback.TryParse(form, out var callback).ShouldBeTrue();
            callback.MessageSid.ShouldBe(twilio.Messages[0].Sid);
            callback.AccountSid.ShouldBe(TwilioSome.AccountSid);
        }

        twilio.Messages[0].Callbacks.ShouldAllBe(callback => callback.Answer == 204);
    }

    [Theory]
    [InlineData("delivered", null, "accepted queued sending sent delivered")]
    [InlineData("undelivered", 30003, "accepted queued sending sent undelivered")]
    [InlineData("failed", 30007, "accepted queued sending failed")]
    [InlineData("sent", null, "accepted queued sending sent")]
    public async Task The_outcome_is_chosen_by_number(string final, int? errorCode, string expected)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.SetOutcome(TwilioSome.Recipient.Value, new StandInOutcome(final, errorCode));
        await under.Gateway.SendAsync(TwilioSome.Sms(account: TwilioSome.Account with { Sender = TwilioSome.Service }), Token);
        var statuses = new List<string> { twilio.Messages[0].Status };

        while (await twilio.AdvanceAsync(Token) > 0)
        {
            statuses.Add(twilio.Messages[0].Status);
        }

        string.Join(' ', statuses).ShouldBe(expected);
        twilio.Messages[0].ErrorCode.ShouldBe(errorCode);
        twilio.Messages[0].From.ShouldBe(TwilioSome.Number);
    }

    [Fact]
    public async Task Left_to_itself_a_message_is_delivered()
    {
        await using var receiver = await CallbackReceiver.StartAsync();
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { StepDelay = TimeSpan.FromMilliseconds(1) });
        using var under = new GatewayUnderTest(twilio.Url);

        await under.Gateway.SendAsync(TwilioSome.Sms(callback: receiver.Url), Token);

        var told = await twilio.WaitForMessageAsync(message => message.Callbacks.Count == 3, Token);
        told.Status.ShouldBe("delivered");
    }

    [Fact]
    public async Task A_callback_nobody_answers_is_tried_twice_and_noted()
    {
        var receiver = await CallbackReceiver.StartAsync();
        var gone = receiver.Url;
        await receiver.DisposeAsync();
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        await under.Gateway.SendAsync(TwilioSome.Sms(callback: gone), Token);

        await twilio.AdvanceAsync(Token);

        twilio.Messages[0].Callbacks.ShouldBe([new StandInCallback("sending", Answer: null, "not connected")]);
        twilio.Requests.Callbacks.ShouldBe(2);
    }

    [Fact]
    public async Task Callbacks_can_be_lost_on_purpose()
    {
        await using var receiver = await CallbackReceiver.StartAsync();
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { SendCallbacks = false });
        using var under = new GatewayUnderTest(twilio.Url);
        await under.Gateway.SendAsync(TwilioSome.Sms(callback: receiver.Url), Token);

        await twilio.FinishAsync(Token);

        twilio.Messages[0].Status.ShouldBe("delivered");
        receiver.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_so_many_messages_are_remembered()
    {
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { KeepMessages = 2 });
        using var under = new GatewayUnderTest(twilio.Url);
        foreach (var body in (string[])["one", "two", "three"])
        {
            await under.Gateway.SendAsync(TwilioSome.Sms(body), Token);
        }

        twilio.Messages.Select(message => message.Body).ShouldBe(["two", "three"]);
    }

    [Fact]
    public async Task A_number_can_be_refused_for_a_while()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Refuse(TwilioSome.Recipient.Value, new StandInError(400, 21610, "Attempt to send to unsubscribed recipient"));

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SmsBridge.Gateways.SendResult.Rejected>();
        twilio.Refuse(TwilioSome.Recipient.Value, error: null);
        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SmsBridge.Gateways.SendResult.Accepted>();
    }

    [Fact]
    public async Task A_message_is_redacted_or_deleted_once_it_is_finished()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        using var http = Authorized(twilio);
        await under.Gateway.SendAsync(TwilioSome.Sms(), Token);
        var path = $"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages/{twilio.Messages[0].Sid}.json";

        (await http.DeleteAsync(path, Token)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await twilio.FinishAsync(Token);
        using var empty = new FormUrlEncodedContent([new("Body", string.Empty)]);
        (await http.PostAsync(path, empty, Token)).StatusCode.ShouldBe(HttpStatusCode.OK);
        twilio.Messages[0].Body.ShouldBeEmpty();
        (await http.DeleteAsync(path, Token)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await http.GetAsync(path, Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Dates_filter_by_names_that_hold_comparison_signs()
    {
        var clock = new HandClock(new DateTimeOffset(2026, 11, 21, 19, 0, 0, TimeSpan.Zero));
        await using var twilio = await TwilioSome.StandInAsync(time: clock);
        using var under = new GatewayUnderTest(twilio.Url);
        using var http = Authorized(twilio);
        await under.Gateway.SendAsync(TwilioSome.Sms("early"), Token);
        await twilio.FinishAsync(Token);
        clock.Now = clock.Now.AddMinutes(1);
        await under.Gateway.SendAsync(TwilioSome.Sms("late"), Token);
        await twilio.FinishAsync(Token);
        var list = $"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages.json";

        (await BodiesAsync(http, $"{list}?DateSent%3E=2026-11-21T19%3A00%3A30Z")).ShouldBe(["late"]);
        (await BodiesAsync(http, $"{list}?DateSent%3C=2026-11-21T19%3A00%3A30Z")).ShouldBe(["early"]);
        (await BodiesAsync(http, $"{list}?DateSent=2026-11-21&PageSize=1000")).ShouldBe(["late", "early"]);
    }

    [Theory]
    [InlineData('a', 160, "1")]
    [InlineData('a', 161, "2")]
    [InlineData('a', 306, "2")]
    [InlineData('a', 307, "3")]
    [InlineData('€', 80, "1")]
    [InlineData('€', 81, "2")]
    [InlineData('ж', 70, "1")]
    [InlineData('ж', 71, "2")]
    [InlineData('ж', 134, "2")]
    [InlineData('ж', 135, "3")]
    public void Segments_are_counted_as_on_the_reference(char character, int count, string segments)
    {
        $"{StandInSegments.Count(new string(character, count))}".ShouldBe(segments);
    }

    [Theory]
    [InlineData(35, 1)]
    [InlineData(36, 2)]
    [InlineData(66, 2)]
    [InlineData(67, 3)]
    public void A_surrogate_pair_is_not_split(int emojis, int segments)
    {
        StandInSegments.Count(string.Concat(Enumerable.Repeat("😀", emojis))).ShouldBe(segments);
    }

    internal static HttpClient Authorized(StandInTwilio twilio)
    {
        var http = new HttpClient { BaseAddress = twilio.Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TwilioSome.AccountSid}:{TwilioSome.AuthToken}")));
        return http;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<IEnumerable<string?>> BodiesAsync(HttpClient http, string path)
    {
        using var page = JsonDocument.Parse(await http.GetStringAsync(path, Token));
        return [.. page.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("body").GetString())];
    }
}
