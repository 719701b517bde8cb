using SmsBridge.Gateways;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>The stand-in's ways to fail, seen from the bridge's own client.</summary>
public class StandInFaultTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_it_does_not_listen_nothing_is_sent_and_afterwards_everything_is_as_before()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        (await under.Gateway.SendAsync(TwilioSome.Sms("one"), Token)).ShouldBeOfType<SendResult.Accepted>();

        await twilio.StopListeningAsync();
        (await under.Gateway.SendAsync(TwilioSome.Sms("two"), Token)).ShouldBeOfType<SendResult.Retryable>().Code.ShouldBe("not-connected");

        await twilio.ListenAgainAsync();
        (await under.Gateway.SendAsync(TwilioSome.Sms("three"), Token)).ShouldBeOfType<SendResult.Accepted>();
        twilio.Messages.Select(message => message.Body).ShouldBe(["one", "three"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_held_is_decided_later(bool isTaken)
    {
        var decision = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Plan = request => request.IsCreate ? new StandInFault.HoldThenDecide(decision.Task) : null;

        var sending = under.Gateway.SendAsync(TwilioSome.Sms(), Token);
        twilio.Messages.ShouldBeEmpty();
        decision.SetResult(isTaken);

        (await sending is SendResult.Accepted).ShouldBe(isTaken);
        twilio.Messages.Count.ShouldBe(isTaken ? 1 : 0);
        twilio.Requests.Accepted.ShouldBe(isTaken ? 1 : 0);
    }

    [Fact]
    public async Task A_fault_put_in_the_queue_goes_before_the_plan()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Plan = _ => new StandInFault.Error(503);
        twilio.Faults.Next(new StandInFault.Error(429, 20429));

        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Retryable>().Code.ShouldBe("20429");
        (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Unknown>();
    }

    [Fact]
    public async Task A_list_may_lag_behind()
    {
        var clock = new HandClock(Noon);
        await using var twilio = await TwilioSome.StandInAsync(time: clock);
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.ListLag = (_, body) => TimeSpan.FromSeconds(body == "late" ? 5 : 0);
        await under.Gateway.SendAsync(TwilioSome.Sms("late"), Token);
        await under.Gateway.SendAsync(TwilioSome.Sms("at once"), Token);

        (await ListAsync()).ShouldBe(["at once"]);
        clock.Now = Noon.AddSeconds(5);
        (await ListAsync()).ShouldBe(["at once", "late"]);

        async Task<List<string>> ListAsync() =>
            [.. (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, Noon, Token)).ShouldBeOfType<ProviderSearch.Listed>().Messages.Select(message => message.Body)];
    }

    [Fact]
    public async Task Callbacks_are_lost_repeated_overtaken_and_forged_as_the_plan_says()
    {
        await using var receiver = await CallbackReceiver.StartAsync();
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { StepDelay = TimeSpan.FromMilliseconds(20), CallbackConcurrency = 1 });
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Callbacks = (_, _, status) => status switch
        {
            "sending" => new CallbackFault { Delay = TimeSpan.FromMilliseconds(500) },
            "sent" => new CallbackFault { IsLost = true },
            _ => new CallbackFault { Times = 2, WithForgery = true },
        };

        await under.Gateway.SendAsync(TwilioSome.Sms(callback: new Uri(receiver.Url, "twilio/status/42")), Token);
        var told = await twilio.WaitForMessageAsync(message => message.Callbacks.Count == 4, Token);

        told.Callbacks.Select(callback => (callback.Status, callback.IsForged))
            .ShouldBe([("undelivered", true), ("delivered", false), ("delivered", false), ("sending", false)]);
        receiver.Received.Select(callback => SmsBridge.Gateways.Twilio.TwilioSignature.Verify(
            [TwilioSome.AuthToken], receiver.Url + "twilio/status/42", callback.Form, callback.Signature)).ShouldBe([false, true, true, true]);
        (receiver.Received.First().Form["MessageSid"] == told.Sid).ShouldBeFalse();
    }
}
