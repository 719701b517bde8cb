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
        var resend = restored.Services.GetRequiredService<MessageResend>();
        (await resend.ResendAsync(1, [last], new ResendRules(Force: false, Again: false), Sources.Api, static (_, _) => { })).Left.ShouldHaveSingleItem().Why.ShouldStartWith("It may have left");
        await resend.ResendAsync(1, [last], new ResendRules(Force: true, Again: false), Sources.Api, static (_, _) => { });
        await restored.DrainAfterAsync(TimeSpan.FromSeconds(1));

        restored.Gateway.Sent.Skip(calls).Select(sms => sms.Body).ShouldBe(["New", "Not looked at"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_will_be_closed_is_not_said_to_go_out_when_its_tenant_is_resumed()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        await relay.SmsAsync(Mobile, "Before");
        await using var restored = await _app.RestartAsync(() =>
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(5));
            _app.Settings["Relay:CloseQueuedBefore"] = _app.Clock.GetUtcNow().ToString("O");
        });
        var tenant = restored.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(relay.Core.Id)!;
        await restored.Services.GetRequiredService<SmsBridge.Tenants.TenantAdmin>().PauseAsync(tenant.Id, Reasons.PausedByOperator, "restored");
        var standings = restored.Services.GetRequiredService<SmsBridge.Console.TenantStandings>();

        var before = await standings.FindAsync(tenant.Id, MessageStatus.Queued, _app.Clock.GetUtcNow().AddMinutes(-5), TestContext.Current.CancellationToken);
        var after = await standings.FindAsync(tenant.Id, MessageStatus.Queued, _app.Clock.GetUtcNow(), TestContext.Current.CancellationToken);

        before!.Why.ShouldStartWith("it will not be sent, because a backup was put back since");
        before.Do.ShouldNotContain("goes out");
        after!.Do.ShouldStartWith("It goes out when the tenant is resumed");
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
