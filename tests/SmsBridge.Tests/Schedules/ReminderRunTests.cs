using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>A run beside the core's work: so many questions a minute, on from where it was, through what goes wrong.</summary>
public sealed class ReminderRunTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ScheduleStage _stage = null!;

    private static TimeSpan Minute => TimeSpan.FromMinutes(1);

    private DateOnly Tomorrow => _stage.Today.AddDays(1);

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Schedules:CallsPerMinute"] = "50";
        await _app.InitializeAsync();
        _stage = await ScheduleStage.SetUpAsync(_app);
        _stage.Tenant.Books.DeleteLoan(TestTenant.Loan);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task The_core_is_asked_so_often_in_a_minute_and_every_loan_once()
    {
        Lend(1, 130);
        _app.Core.ForgetRequests();

        await _stage.TickAsync();
        _app.Core.Requests.Count.ShouldBe(50);
        (await _stage.RunAsync()).State.ShouldBe("under_way");
        for (var minute = 0; minute < 3; minute++)
        {
            await _stage.TickAfterAsync(Minute);
        }

        var run = await _stage.RunAsync();
        (run.State, run.Listed, run.Asked, run.Entered).ShouldBe(("done", 130, 130, 130));
        _stage.Asked().ShouldBe(Enumerable.Range(1, 130).Select(loan => (long)loan));
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_where_it_was()
    {
        Lend(1, 120);
        await _stage.TickAsync();
        await using var restarted = await _app.RestartAsync();
        var stage = _stage.On(restarted);

        for (var minute = 0; minute < 3; minute++)
        {
            await stage.TickAfterAsync(Minute);
        }

        var run = await stage.RunAsync();
        (run.State, run.Listed, run.Asked, run.Entered, run.Known).ShouldBe(("done", 120, 120, 120, 0));
    }

    [Fact]
    public async Task What_was_entered_just_before_a_crash_is_known_and_not_entered_twice()
    {
        Lend(1, 10);
        await _stage.TickAsync();
        await _app.MeddleAsync("UPDATE schedule_run SET state = 1, ended_at = NULL, place = 0, last_id = 0, listed = 0, asked = 0, entered = 0");
        await _app.MeddleAsync("DELETE FROM reminder_loan");

        await _stage.TickAfterAsync(Minute);

        var run = await _stage.RunAsync();
        (run.State, run.Entered, run.Known).ShouldBe(("done", 0, 10));
        (await _stage.EventsAsync()).Count.ShouldBe(10);
    }

    [Fact]
    public async Task Loans_that_are_deleted_meanwhile_hide_none_of_the_others()
    {
        Lend(1, 260);
        for (var minute = 0; minute < 4; minute++)
        {
            await _stage.TickAfterAsync(Minute); // beyond the first page
        }

        for (var loan = 1; loan <= 80; loan++)
        {
            _stage.Tenant.Books.DeleteLoan(loan);
        }

        for (var minute = 0; minute < 6; minute++)
        {
            await _stage.TickAfterAsync(Minute);
        }

        var run = await _stage.RunAsync();
        (run.State, run.Listed, run.Entered).ShouldBe(("done", 260, 260));
    }

    [Fact]
    public async Task It_can_be_stopped_and_what_was_entered_stays()
    {
        Lend(1, 130);
        await _stage.TickAsync();
        var before = (await _stage.EventsAsync()).Count;

        (await _stage.Verbs.StopAsync(Caller.CommandLine, _stage.Tenant.Id)).ShouldBeOfType<Outcome.Done>();
        await _stage.TickAfterAsync(Minute);

        var run = await _stage.RunAsync();
        (run.State, run.Problem, run.Entered).ShouldBe(("stopped", "Stopped by command line.", before));
        (await _stage.EventsAsync()).Count.ShouldBe(before);
        (await _stage.Verbs.StopAsync(Caller.CommandLine, _stage.Tenant.Id)).ShouldBeOfType<Outcome.Unchanged>();
    }

    [Fact]
    public async Task Switching_reminders_off_stops_the_run_that_is_under_way()
    {
        Lend(1, 130);
        await _stage.TickAsync();
        var before = (await _stage.EventsAsync()).Count;

        (await _stage.SetAsync(new ScheduleRequest { Enabled = false })).ShouldBeOfType<Outcome.Done>().Words.ShouldContain("The run that was under way is stopped.");
        await _stage.TickAfterAsync(Minute);

        (await _stage.RunAsync()).State.ShouldBe("stopped");
        (await _stage.EventsAsync()).Count.ShouldBe(before);
        (await _stage.SetAsync(new ScheduleRequest { Enabled = false })).ShouldBeOfType<Outcome.Unchanged>();
    }

    [Fact]
    public async Task What_was_looked_up_before_the_stop_and_not_entered_yet_becomes_no_event_after_it()
    {
        Lend(1, 130);
        await _stage.TickAsync();
        var before = (await _stage.EventsAsync()).Count;
        var store = _app.Services.GetRequiredService<ScheduleStore>();
        var run = (await store.UnderWayAsync(TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        var tenantId = run.TenantId;
        (await _stage.Verbs.StopAsync(Caller.CommandLine, _stage.Tenant.Id)).ShouldBeOfType<Outcome.Done>();

        var reminder = new NewEvent
        {
            TenantId = tenantId, Type = ReminderSchedule.Due, Verdict = Verdict.Accepted, ReceivedAt = _app.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Dialect = Dialect.Schedule,
            ClientId = TestTenant.Client, LoanId = 130, Digest = InstalmentKey.Of(ReminderSchedule.Due, 130, Tomorrow),
        };
        (await store.EnterAsync(run, [], [reminder])).ShouldBeNull();

        (await _stage.EventsAsync()).Count.ShouldBe(before);
    }

    [Fact]
    public async Task A_run_that_waited_overnight_goes_by_the_day_it_is_then()
    {
        _stage.Owes(1, (_stage.Today, 100m), (_stage.Today.AddDays(4), 100m));
        await _stage.QuietAsync("");
        _app.Clock.Advance(TimeSpan.FromHours(20) - _app.Clock.GetUtcNow().TimeOfDay); // in the evening: it waits for the morning
        await _stage.TickAsync();
        (await _stage.EventsAsync()).ShouldBeEmpty();

        _app.Clock.Advance(TimeSpan.FromHours(11.5));
        await _stage.TickAsync();
        await _stage.TickAfterAsync(Minute);

        (await _stage.EventsAsync()).Select(each => each.Detail).ShouldBe(
            [$"Schedule of loan 1, the instalment of {_stage.Today.AddDays(3):yyyy-MM-dd}.", $"Schedule of loan 1, the instalment of {_stage.Today.AddDays(-1):yyyy-MM-dd}."], ignoreOrder: true);
        await _app.DrainAsync();
        (await _stage.SentAsync()).ShouldNotContain(text => text.Contains($"is due on {_stage.Today.AddDays(-1).Day} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_beginning_in_the_evening_is_refused_where_there_are_no_quiet_hours()
    {
        var refused = (await _stage.SetAsync(new ScheduleRequest { Begins = "20:30" })).ShouldBeOfType<Outcome.Refused>();
        (refused.Field, refused.Words.StartsWith("begins is before 20:00", StringComparison.Ordinal)).ShouldBe(("begins", true));

        await _stage.QuietAsync("21:00-07:00");
        (await _stage.SetAsync(new ScheduleRequest { Begins = "20:30" })).ShouldBeOfType<Outcome.Done>();
    }

    [Fact]
    public async Task A_core_that_is_away_is_waited_for_and_nothing_is_skipped()
    {
        Lend(1, 5);
        _app.Core.Faults.Add(new CoreFault("/loans") { Status = 503 });
        await _stage.TickAsync();
        var waiting = await _stage.RunAsync();
        (waiting.State, waiting.Asked).ShouldBe(("under_way", 0));
        waiting.Problem.ShouldNotBeNull();

        _app.Core.Faults.Clear();
        await _stage.TickAfterAsync(TimeSpan.FromMinutes(2));

        var run = await _stage.RunAsync();
        (run.State, run.Entered, run.Unread, run.Problem).ShouldBe(("done", 5, 0, null));
    }

    [Fact]
    public async Task A_loan_that_the_core_can_not_show_does_not_hold_up_the_others()
    {
        Lend(1, 5);
        _app.Core.Faults.Add(new CoreFault("/loans/3") { Status = 500, Body = """{"Exception":"null"}""" });

        for (var minute = 0; minute < 20; minute++)
        {
            await _stage.TickAfterAsync(Minute);
        }

        var run = await _stage.RunAsync();
        (run.State, run.Entered, run.Unread).ShouldBe(("done", 4, 1));
    }

    [Fact]
    public async Task A_run_that_does_not_get_through_in_a_day_ends_and_says_why_and_the_next_begins()
    {
        Lend(1, 5);
        _app.Core.Faults.Add(new CoreFault("/loans") { Status = 503 });
        await _stage.TickAsync();
        await _stage.TickAfterAsync(TimeSpan.FromHours(24));
        var given = await _stage.RunAsync();
        given.State.ShouldBe("given_up");
        given.Problem.ShouldNotBeNull();

        _app.Core.Faults.Clear();
        await _stage.TickAfterAsync(Minute);

        (await _stage.ViewAsync()).Runs.Select(run => (run.State, run.Entered)).ShouldBe([("done", 5L), ("given_up", 0L)]);
    }

    [Fact]
    public async Task Groups_loans_and_what_is_not_active_are_left_alone()
    {
        _stage.Owes(1, 600, (Tomorrow, 100m));
        _stage.Tenant.Books.AddLoan(new StandInLoan(2, null, 1_000m) { GroupId = 4, GroupName = "Umoja", Schedule = [new StandInInstalment(Tomorrow, 100m)] });

        await _stage.TickAsync();

        var run = await _stage.RunAsync();
        (run.State, run.Listed, run.Asked, run.Entered).ShouldBe(("done", 1, 1, 0));
    }

    private void Lend(int from, int to)
    {
        for (var loan = from; loan <= to; loan++)
        {
            _stage.Owes(loan, (Tomorrow, 100m + loan));
        }
    }
}
