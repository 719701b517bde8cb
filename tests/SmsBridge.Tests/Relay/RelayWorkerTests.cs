using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>The real loop, woken by the bell alone: the clock stands still.</summary>
public sealed class RelayWorkerTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RelayWorker Worker => _app.Services.GetRequiredService<RelayWorker>();

    public ValueTask InitializeAsync()
    {
        _app.Settings["Relay:Enabled"] = "true";
        _app.Settings["Relay:Concurrency"] = "4";
        _app.Settings["Relay:TenantConcurrency"] = "2";
        _app.Settings["Storage:BusyTimeout"] = "00:00:00";
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_tenant_has_no_more_in_work_than_its_limit_and_the_rest_follows()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        var calls = new Calls(_app, 6);
        for (var index = 0; index < 6; index++)
        {
            await relay.SmsAsync("0712345678", $"Text {index}");
        }

        await calls.ArrivedAsync(2);
        Worker.InWork.ShouldBe(2);
        calls.Release(1);
        await calls.ArrivedAsync(3);
        Worker.InWork.ShouldBeLessThanOrEqualTo(3); // the first may not be through with its record yet
        calls.Release(5);
        await calls.ArrivedAsync(6);

        calls.MostAtOnce.ShouldBe(2);
        _app.Gateway.Sent.Select(sms => sms.Body).Distinct(StringComparer.Ordinal).Count().ShouldBe(6);
    }

    [Fact]
    public async Task A_core_that_hangs_holds_up_its_own_tenant_only()
    {
        var hung = new TaskCompletionSource();
        var slow = await RelayDriver.RegisterAsync(_app);
        var other = await RelayDriver.RegisterAsync(_app);
        _app.Core.Faults.Add(new CoreFault("/clients/666") { Until = hung.Task });
        for (var index = 0; index < 5; index++)
        {
            await slow.ClientAsync(666_000 + index, "0712345678");
        }

        var calls = new Calls(_app, 1);
        calls.Release(1);
        await other.SmsAsync("0712345678", "Nobody waits for somebody else");
        await calls.ArrivedAsync(1);

        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Nobody waits for somebody else");
        hung.SetResult();
    }

    [Fact]
    public async Task Many_tenants_with_cores_that_hang_hold_up_nobody_elses_SMS_for_longer_than_a_poll()
    {
        const int SlowTenants = 40;
        await using var app = new SmsBridgeApp();
        app.Settings["Relay:Enabled"] = "true";
        await app.InitializeAsync();
        var worker = app.Services.GetRequiredService<RelayWorker>();
        var hung = new TaskCompletionSource();
        var slow = new List<RelayDriver>();
        for (var index = 0; index < SlowTenants; index++)
        {
            slow.Add(await RelayDriver.RegisterAsync(app));
        }

        var honest = await RelayDriver.RegisterAsync(app);
        app.Core.Faults.Add(new CoreFault("/clients/666") { Until = hung.Task });
        await Task.WhenAll(slow.Select(async tenant =>
        {
            for (var index = 0; index < 15; index++)
            {
                await tenant.ClientAsync(666_000 + index, "0712345678");
            }
        }));
        await PollUntilAsync(app, () => worker.InWork >= 256, step: TimeSpan.Zero);

        await honest.ClientAsync(7, "0722345678", "Asha");
        for (var poll = 0; poll < 4 && app.Gateway.Sent.Count == 0; poll++) // one would do, but the loop may look at the clock a moment later than it is moved here
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1)); // what hangs is seen to be slow
            await WaitBrieflyAsync(() => app.Gateway.Sent.Count > 0);
        }

        app.Gateway.Sent.Count.ShouldBe(1);
        await honest.ClientAsync(8, "0722345679", "Joy");
        await PollUntilAsync(app, () => app.Gateway.Sent.Count == 2, step: TimeSpan.Zero); // known by now: at once

        app.Gateway.Sent.Select(sms => sms.To.Value).ShouldBe(["+254722345678", "+254722345679"]);
        hung.SetResult();
        await PollUntilAsync(app, () => app.Gateway.Sent.Count == 2 + (15 * SlowTenants), step: TimeSpan.FromSeconds(1)); // and theirs are not lost
    }

    [Fact]
    public async Task A_stop_waits_for_what_is_in_work_and_its_outcome_is_on_record()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        var calls = new Calls(_app, 1);
        await relay.SmsAsync("0712345678", "Hello");
        await calls.ArrivedAsync(1);

        var stopping = Worker.StopAsync(Token);
        stopping.IsCompleted.ShouldBeFalse();
        calls.Release(1);
        await stopping.WaitAsync(Token);

        relay.Message().Status.ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_ever_and_leaves_a_doubt_that_is_resolved()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        var calls = new Calls(_app, 1);
        await relay.SmsAsync("0712345678", "Hello");
        await calls.ArrivedAsync(1);

        var stopping = Worker.StopAsync(Token);
        await PollUntilAsync(() => stopping.IsCompleted, step: TimeSpan.FromSeconds(5));
        await stopping;

        relay.Message().Status.ShouldBe(MessageStatus.Sending);
        calls.Release(1);
    }

    [Fact]
    public async Task A_store_that_somebody_else_holds_for_a_while_ends_no_loop()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Transient, "20503", null, "Busy."));
        await relay.SmsAsync("0712345678", "Hello");
        await PollUntilAsync(() => Worker.InWork == 0 && _app.Gateway.Sent.Count == 1, step: TimeSpan.Zero);
        using (_app.HoldStore())
        {
            var failing = _app.Services.GetRequiredService<SmsBridge.Store.Database>().ProveWritableAsync();
            await PollUntilAsync(() => failing.IsCompleted, step: TimeSpan.FromSeconds(1));
            await Should.ThrowAsync<SmsBridge.Store.StoreUnavailableException>(failing);
        }

        await PollUntilAsync(() => _app.Gateway.Sent.Count == 2, step: TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_two_factor_code_goes_out_though_every_place_is_taken()
    {
        var relay = await RelayDriver.RegisterAsync(_app);
        var other = await RelayDriver.RegisterAsync(_app);
        var stage = await SmsBridge.Tests.Intake.Campaigns.CampaignStage.SetUpAsync(_app);
        var calls = new Calls(_app, 4);
        foreach (var tenant in new[] { relay, other })
        {
            await tenant.SmsAsync("0712345678", "One");
            await tenant.SmsAsync("0712345679", "Two");
            await tenant.SmsAsync("0712345670", "Three");
        }

        await calls.ArrivedAsync(4);
        await stage.PostAsync("/sms", """[{"internalId":1,"mobileNumber":"0712345671","message":"Your code is 48151.","providerId":2222}]""");
        await PollUntilAsync(() => _app.Gateway.Sent.Count == 5, step: TimeSpan.Zero);

        _app.Gateway.Sent[^1].Body.ShouldBe("Your code is 48151.");
        calls.Release(4);
        await PollUntilAsync(() => _app.Gateway.Sent.Count == 7, step: TimeSpan.Zero);
    }

    /// <summary>Moves the clock until something has happened: the loop under test runs on its own.</summary>
    private Task PollUntilAsync(Func<bool> happened, TimeSpan step) => PollUntilAsync(_app, happened, step);

    private static async Task PollUntilAsync(SmsBridgeApp app, Func<bool> happened, TimeSpan step)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!happened())
        {
            app.Clock.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }

    /// <summary>A few seconds, without moving the clock of the bridge.</summary>
    private static async Task WaitBrieflyAsync(Func<bool> happened)
    {
        for (var look = 0; look < 600 && !happened(); look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    /// <summary>Holds calls to the provider until they are released, and counts them.</summary>
    private sealed class Calls
    {
        private readonly Channel<bool> _released = Channel.CreateUnbounded<bool>();
        private readonly Channel<bool> _arrivals = Channel.CreateUnbounded<bool>();
        private readonly ConcurrentQueue<int> _atOnce = new();
        private int _now;
        private int _seen;

        public Calls(SmsBridgeApp app, int count)
        {
            for (var index = 0; index < count; index++)
            {
                app.Gateway.NextAsync(async sms =>
                {
                    _atOnce.Enqueue(Interlocked.Increment(ref _now));
                    _arrivals.Writer.TryWrite(true);
                    await _released.Reader.ReadAsync(CancellationToken.None);
                    Interlocked.Decrement(ref _now);
                    return app.Gateway.Take(sms);
                });
            }
        }

        public int MostAtOnce => _atOnce.Max();

        public void Release(int count)
        {
            for (var index = 0; index < count; index++)
            {
                _released.Writer.TryWrite(true);
            }
        }

        /// <summary>Waits until so many have come in all.</summary>
        public async Task ArrivedAsync(int total)
        {
            for (; _seen < total; _seen++)
            {
                await _arrivals.Reader.ReadAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
            }
        }
    }
}
