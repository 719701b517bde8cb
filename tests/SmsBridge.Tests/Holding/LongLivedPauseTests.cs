using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding;

/// <summary>SMS that an operator lets live for a month: what was paused or cancelled for them is still known after weeks.</summary>
public sealed class LongLivedPauseTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _app.Settings["Relay:Expiry:LOAN REPAYMENT"] = "40.00:00:00";
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // it was taken out of the inbox, and waits for the core
    public async Task What_waits_for_weeks_is_closed_by_the_pause_it_came_in(bool wasTried)
    {
        var stage = new SurgeStage(await _app.NewTenantAsync());
        var pauses = _app.Services.GetRequiredService<ImportPauseVerbs>();
        (await pauses.StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(null, _app.Clock.GetUtcNow() + TimeSpan.FromHours(1), null))).ShouldBeOfType<Outcome.Done>();
        var id = (await stage.RepayAsync(1))[0];
        if (wasTried)
        {
            await _app.MeddleAsync("UPDATE import_pause SET from_at = from_at + 3600000, until_at = until_at + 7200000");
            await _app.Services.GetRequiredService<HoldDirectory>().ReloadAsync(Cancellation);
            _app.Core.Faults.Add(new Simulator.Core.CoreFault("/") { Status = 503 });
            await _app.DrainAsync();
            _app.Core.Faults.Clear();
            await _app.MeddleAsync("UPDATE import_pause SET from_at = from_at - 3600000, until_at = until_at - 7200000");
        }

        _app.Clock.Advance(TimeSpan.FromDays(20));
        await _app.Services.GetRequiredService<HoldDirectory>().ReloadAsync(Cancellation);
        await _app.DrainAsync();

        (await stage.StatesAsync()).ShouldBe(new Dictionary<(MessageStatus, string?), int> { [(MessageStatus.DeadLettered, Reasons.ImportPause)] = 1 });
        _app.Gateway.Sent.ShouldBeEmpty($"message {id}");
    }
}
