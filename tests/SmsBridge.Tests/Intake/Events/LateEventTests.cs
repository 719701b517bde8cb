using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Holding;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>A core publishes a bulk for hours after it, and a backlog at once: what counts is when it was done.</summary>
public sealed class LateEventTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private EventStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await EventStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_was_raised_in_an_import_pause_is_told_to_nobody_although_it_comes_after_it()
    {
        var pauses = _app.Services.GetRequiredService<ImportPauseVerbs>();
        var until = _app.Clock.GetUtcNow() + TimeSpan.FromMinutes(40);
        (await pauses.StartAsync(Caller.CommandLine, _stage.Tenant.Id, new ImportPauseRequest(null, until, "branch 7"))).ShouldBeOfType<Outcome.Done>();
        var imported = Enumerable.Range(1, 3).Select(amount => _stage.Message(_stage.Repay(amount).Event)).ToArray();
        _app.Clock.Advance(TimeSpan.FromHours(1));
        var paid = _stage.Message(_stage.Repay(500m).Event);

        await _stage.TakeAsync([.. imported, paid]);
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem().ShouldContain("500.00");
        (await new SurgeStage(_stage.Tenant).StatesAsync())[(MessageStatus.DeadLettered, Reasons.ImportPause)].ShouldBe(3);
    }

    [Fact]
    public async Task A_backlog_of_hours_is_no_surge_of_the_hour_it_comes_in()
    {
        var surge = new SurgeStage(_stage.Tenant);
        await surge.RuleAsync(isOn: true, floor: 5, times: 3);
        var backlog = Enumerable.Range(0, 8).Select(number => _stage.Message(_stage.Repay(number + 1).Event, age: TimeSpan.FromHours(number))).ToArray();

        await _stage.TakeAsync(backlog);
        await _app.DrainAsync();

        (await surge.StatesAsync()).ShouldBe(new Dictionary<(MessageStatus, string?), int> { [(MessageStatus.Sent, null)] = 8 });
    }

    [Fact]
    public async Task What_comes_after_a_backup_was_put_back_is_told_however_early_it_was_raised()
    {
        await using var app = new SmsBridgeApp();
        app.Settings["Relay:CloseQueuedBefore"] = app.Clock.GetUtcNow().ToString("O");
        await app.InitializeAsync();
        var stage = await EventStage.SetUpAsync(app);

        await stage.TakeAsync(stage.Message(stage.Repay().Event, age: TimeSpan.FromMinutes(10)));
        await app.DrainAsync();

        (await stage.SentAsync()).ShouldHaveSingleItem();
    }
}
