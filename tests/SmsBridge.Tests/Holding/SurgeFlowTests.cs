using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding;

/// <summary>Far more than usual: what passes, what is held, and what becomes of it.</summary>
public class SurgeFlowTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_goes_beyond_the_usual_is_held_and_told_with_the_rules_name()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        var ids = await stage.RepayAsync(9);

        await app.DrainAsync();

        (await stage.StatesAsync()).ShouldBe(new Dictionary<(MessageStatus, string?), int> { [(MessageStatus.Sent, null)] = 5, [(MessageStatus.Queued, Reasons.HeldAsSurge)] = 4 }, ignoreOrder: true);
        var held = await app.QueryAsync<long>("SELECT event_id FROM message WHERE tenant_id = @Id AND reason IS NOT NULL ORDER BY event_id", new { stage.Registered.Id });
        ids.ShouldContain(held[0]);
        (await app.QueryAsync<string>("SELECT detail FROM status_change WHERE event_id = @id", new { id = held[0] })).ShouldHaveSingleItem()
            .ShouldBe(FormattableString.Invariant(
                $"Rule surge gate: more than 5 events with a text came in the hour from {DateTimeOffset.FromUnixTimeMilliseconds(stage.Hour):yyyy-MM-dd HH:mm} UTC. Usual at that hour: up to 0."));
        (await stage.Tenant.EventAsync(held[0])).ToString().ShouldContain("waits for a person");
        await app.DrainAfterAsync(TimeSpan.FromMinutes(40)); // nothing more happens by itself
        (await stage.HeldAsync()).ShouldBe(4);
    }

    [Fact]
    public async Task Released_each_goes_out_once_and_what_follows_within_the_hour_is_not_held()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(12);
        await app.DrainAsync();

        (await stage.ReleaseAsync()).ShouldStartWith("Released: 7 SMS of");
        (await stage.Verbs.ReleaseAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Unchanged>();
        (await stage.Verbs.CancelAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<Outcome.Unchanged>();
        await stage.MoveAsync();
        await stage.MoveAsync();
        await stage.RepayAsync(3);
        await app.DrainAsync();
        await app.DrainAsync();

        (await stage.StatesAsync()).ShouldBe(new Dictionary<(MessageStatus, string?), int> { [(MessageStatus.Sent, null)] = 15 });
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM attempt JOIN message ON message.event_id = attempt.event_id WHERE tenant_id = @Id", new { stage.Registered.Id })).ShouldBe([15]);
        (await app.QueryAsync<string>(
            "SELECT DISTINCT detail FROM status_change WHERE source = 'operator' AND event_id IN (SELECT event_id FROM message WHERE tenant_id = @Id)", new { stage.Registered.Id }))
            .ShouldBe(["Surge gate: released by command line."]);
        (await stage.ViewAsync()).Hours.ShouldHaveSingleItem().State.ShouldBe("released");
    }

    [Fact]
    public async Task Cancelled_nothing_goes_out_but_what_support_sends_anew_and_more_of_it_is_held_again()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(8);
        await app.DrainAsync();

        (await stage.CancelAsync()).ShouldStartWith("Cancelled: 3 SMS of");
        await stage.MoveAsync();
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.Cancelled)).ShouldBe(3);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.Services.GetRequiredService<MessageResend>().ResendAsync(stage.Registered.Id, [await FirstAsync(stage, Reasons.Cancelled)], force: false, "operator");
        await stage.RepayAsync(2);
        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(6, "five, and the one that support sent anew");
        (await stage.HeldAsync()).ShouldBe(2);
        (await stage.ViewAsync()).Hours.ShouldHaveSingleItem().State.ShouldBe("held");
    }

    [Fact]
    public async Task What_is_usual_for_the_hour_passes()
    {
        var stage = await SurgeStage.SetUpAsync(app, floor: 2);
        await stage.CameAsync(TimeSpan.FromDays(28), 4); // the month before
        await stage.CameAsync(TimeSpan.FromDays(1) + TimeSpan.FromHours(5), 90); // at another hour of the day
        await stage.CameAsync(TimeSpan.FromDays(36), 80); // too long ago
        await stage.RepayAsync(13);

        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(12);
        var hour = (await stage.ViewAsync()).Hours.ShouldHaveSingleItem();
        (hour.Usual, hour.Allowed).ShouldBe((4, 12));
    }

    /// <summary>Each counts in the hour it came in: what waited while the tenant was paused is no surge.</summary>
    [Fact]
    public async Task A_backlog_of_ours_is_no_surge_and_the_next_hour_begins_anew()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        for (var hour = 0; hour < 3; hour++)
        {
            await stage.RepayAsync(5);
            app.Clock.Advance(TimeSpan.FromHours(1));
        }

        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(15);
    }

    [Fact]
    public async Task What_nobody_decides_about_is_closed_as_too_late_and_the_hour_is_over()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(7);
        await app.DrainAsync();
        for (var hour = 0; hour < 25; hour++)
        {
            await app.DrainAfterAsync(TimeSpan.FromHours(1));
        }

        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.TooLate)).ShouldBe(2);
        await stage.MoveAsync();
        (await stage.ViewAsync()).Hours.ShouldHaveSingleItem().State.ShouldBe("over");
        await stage.RepayAsync(1);
        await app.DrainAsync();
        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(6);
    }

    [Fact]
    public async Task Where_the_gate_is_off_nothing_is_counted()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RuleAsync(isOn: false);
        await stage.RepayAsync(8);

        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(8);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM surge_hour WHERE tenant_id = @Id", new { stage.Registered.Id })).ShouldBe([0]);
    }

    [Fact]
    public async Task What_the_core_writes_itself_is_neither_counted_nor_held()
    {
        var stage = await SurgeStage.SetUpAsync(app, floor: 1);
        await stage.RepayAsync(3);
        for (var number = 0; number < 3; number++)
        {
            using var answer = await stage.Tenant.Hooks().PostSmsAsync("0712345678", $"Your code is {number}.", Cancellation);
        }

        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(4);
        (await stage.HeldAsync()).ShouldBe(2);
    }

    /// <summary>Another node has decided, and this one has not heard of it: its held ones do not wait for nobody.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_decision_that_this_node_does_not_know_yet_is_heeded(bool isRelease)
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(6);
        await app.DrainAsync();
        await stage.RepayAsync(2); // under way while it is decided
        (await stage.Store.DecideAsync(stage.Registered.Id, isRelease ? SurgeState.Releasing : SurgeState.Cancelling, "somebody", _ => { })).ShouldBeTrue();

        await app.DrainAsync(); // by what is known here the hour is held
        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(5);
        (await stage.HeldAsync()).ShouldBe(3);
        await stage.MoveAsync();
        await app.DrainAfterAsync(TimeSpan.FromSeconds(3));
        await stage.MoveAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(isRelease ? 8 : 5);
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.Cancelled)).ShouldBe(isRelease ? 0 : 3);
        (await stage.HeldAsync()).ShouldBe(0);
    }

    private async Task<long> FirstAsync(SurgeStage stage, string reason) =>
        (await app.QueryAsync<long>("SELECT MIN(event_id) FROM message WHERE tenant_id = @Id AND reason = @reason", new { stage.Registered.Id, reason }))[0];
}
