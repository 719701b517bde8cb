using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>A backup that was put back does not know what was sent since: what waits in it is closed, whatever it waits for.</summary>
public sealed class RestoredBackupTests : IAsyncLifetime
{
    private const string Mobile = "0712345678";

    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_was_queued_before_the_restore_is_closed_and_what_comes_later_or_is_resent_goes_out()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        var (calls, last) = await WaitingAsync(relay);

        await using var restored = await _app.RestartAsync(() =>
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(5));
            _app.Settings["Relay:CloseQueuedBefore"] = _app.Clock.GetUtcNow().ToString("O");
            _app.Core.Faults.Clear();
        });
        relay = RelayDriver.Of(restored, relay.Core, restored.Hooks(relay.Hooks.ApiKey!, relay.Core.Id));
        await restored.DrainAfterAsync(TimeSpan.FromHours(7));

        restored.Gateway.Sent.Count.ShouldBe(calls);
        relay.Messages().Select(message => (message.Status, message.Reason)).ShouldBe(Enumerable.Repeat((MessageStatus.DeadLettered, (string?)Reasons.ClosedAfterRestore), 3));

        await relay.SmsAsync(Mobile, "New");
        await restored.Services.GetRequiredService<MessageResend>().ResendAsync(1, [last], new ResendRules(Force: false, Again: false), Sources.Api, static (_, _) => { });
        await restored.DrainAfterAsync(TimeSpan.FromSeconds(1));

        restored.Gateway.Sent.Skip(calls).Select(sms => sms.Body).ShouldBe(["New", "Not looked at"], ignoreOrder: true);
    }

    /// <summary>One waits for its provider, one for its core, and one the relay has not seen yet.</summary>
    private async Task<(int Calls, long Last)> WaitingAsync(RelayDriver relay)
    {
        _app.Core.Faults.Add(new CoreFault("/clients/") { Status = 503 });
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Throttled, "20429", TimeSpan.FromHours(6), "Busy."));
        await relay.SmsAsync(Mobile, "Put off");
        await relay.ClientAsync(7, Mobile);
        await _app.DrainAsync();
        await relay.SmsAsync(Mobile, "Not looked at");
        return (_app.Gateway.Sent.Count, relay.LastEvent());
    }
}
