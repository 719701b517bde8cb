using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>A clock that jumps by a day while messages wait: nothing lost, nothing doubled.</summary>
public sealed class ClockJumpFlowTests : IAsyncLifetime
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly SmsBridgeApp _app = new();
    private RelayDriver _relay = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _relay = await RelayDriver.RegisterAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_waited_for_its_core_when_the_clock_was_set_goes_out_once(int days)
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = 503 });
        await _relay.SmsAsync("0712345678", "Not of the core"); // expires after a day
        await _relay.ClientAsync(7, "0712345678");
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Transient, "20503", null, "Busy."));
        await _app.DrainAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        _app.Clock.Jump(days * Day);

        await HourAsync();
        _app.Core.Faults.Clear();
        _app.Clock.Jump(-days * Day);
        await HourAsync();

        _app.Gateway.Taken.Select(taken => taken.Body).Order(StringComparer.Ordinal)
            .ShouldBe(["Not of the core", "Welcome, Jane Wanjiru! You are now registered with us."]);
        _relay.Messages().ShouldAllBe(message => message.Status == MessageStatus.Sent);
    }

    [Fact]
    public async Task What_has_waited_too_long_in_time_lived_through_is_still_too_late()
    {
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Throttled, "20429", TimeSpan.FromHours(6), "Busy."));
        await _relay.SmsAsync("0712345678", "Hello");
        await _app.DrainAsync();
        _app.Clock.Jump(Day);
        await _app.DrainAfterAsync(TimeSpan.FromSeconds(1));
        _app.Gateway.Sent.Count.ShouldBe(2); // due by the clock, and young enough

        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Throttled, "20429", TimeSpan.FromHours(6), "Busy."));
        await _relay.SmsAsync("0712345678", "Hello again");
        await _app.DrainAsync();
        await _app.DrainAfterAsync(Day + TimeSpan.FromSeconds(1));

        _relay.Message().Reason.ShouldBe(Reasons.TooLate);
    }

    [Fact]
    public async Task A_doubt_does_not_become_old_enough_to_send_again_because_the_clock_was_set_forward()
    {
        _app.Gateway.Next(new SendResult.Unknown("timeout", "No answer in time."));
        await _relay.SmsAsync("0712345678", "Hello");
        await _app.DrainAsync();
        _app.Clock.Jump(Day);
        await _app.DrainAfterAsync(TimeSpan.FromSeconds(10)); // seconds after the attempt: the provider's list may lag

        _app.Gateway.Take(_app.Gateway.Sent[0]);
        await HourAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    private async Task HourAsync()
    {
        for (var minute = 0; minute < 60; minute++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }
    }
}
