using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>The real loop: a sender with a limit goes at its pace, and another at his.</summary>
public sealed class SenderRateFlowTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync()
    {
        _app.Settings["Relay:Enabled"] = "true";
        _app.Settings["Relay:SenderRate"] = "2";
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_its_sender_may_not_send_yet_is_not_even_claimed_and_others_go_at_once()
    {
        var fast = await RelayDriver.RegisterAsync(_app);
        var other = await RelayDriver.RegisterAsync(_app);
        for (var index = 0; index < 10; index++)
        {
            await fast.SmsAsync("0712345678", $"Fast {index}");
        }

        await SentAsync(2);
        await other.SmsAsync("0712345678", "Other");
        await SentAsync(3);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM waiting_event")).ShouldBe([8L]);
        _app.Gateway.Sent.Count(sms => sms.Body == "Other").ShouldBe(1);

        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        await SentAsync(5);
        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        await SentAsync(7);
        fast.Messages().ShouldAllBe(message => message.Attempts <= 1);
    }

    [Fact]
    public async Task What_only_waits_for_its_core_does_not_take_the_turn_of_what_can_go()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        _app.Core.Faults.Add(new SmsBridge.Simulator.Core.CoreFault("/clients/") { Status = 503 });
        for (var client = 1; client <= 4; client++)
        {
            await relay.ClientAsync(client, "0712345678");
        }

        await Eventually.BecomesAsync(
            () => Task.FromResult(relay.Messages()), waiting => waiting.Count == 4 && waiting.TrueForAll(message => message.Reason is not null), "four that wait");
        await relay.SmsAsync("0712345678", "Now");

        await SentAsync(1);
    }

    [Fact]
    public async Task A_sender_asked_to_slow_down_is_held_back_and_the_other_tenants_is_not()
    {
        var slowed = await RelayDriver.RegisterAsync(_app);
        var other = await RelayDriver.RegisterAsync(_app);
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Throttled, "20429", TimeSpan.FromHours(1), "Too many."));
        await slowed.SmsAsync("0712345678", "First");
        await SentAsync(1);
        await Eventually.BecomesAsync(() => Task.FromResult(slowed.Message().Status), status => status == MessageStatus.Queued, "the refusal");
        await slowed.SmsAsync("0712345678", "Second");
        await other.SmsAsync("0712345678", "Other");

        await SentAsync(2);

        _app.Gateway.Sent[^1].Body.ShouldBe("Other");
        _app.Clock.Advance(TimeSpan.FromSeconds(2));
        await SentAsync(3);
        _app.Gateway.Sent[^1].Body.ShouldBe("Second");
    }

    /// <summary>Exactly so many, also after the loop had time to do more.</summary>
    private async Task SentAsync(int count)
    {
        await Eventually.BecomesAsync(() => Task.FromResult(_app.Gateway.Sent.Count), sent => sent >= count, $"{count} sent");
        for (var index = 0; index < 5; index++)
        {
            await ((SmsBridge.Store.Database)_app.Services.GetService(typeof(SmsBridge.Store.Database))!).ProveWritableAsync();
        }

        _app.Gateway.Sent.Count.ShouldBe(count);
    }
}
