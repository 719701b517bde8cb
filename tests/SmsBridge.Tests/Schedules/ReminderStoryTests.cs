using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>From a loan's schedule to the SMS, beside external events of the same instalments.</summary>
public sealed class ReminderStoryTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ScheduleStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateOnly Today => _stage.Today;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ScheduleStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_falls_due_and_what_was_not_paid_is_told_once_with_what_is_not_paid_of_it()
    {
        _stage.Owes(TestTenant.Loan, (Today.AddDays(2), 900m), (Today.AddDays(32), 1_500m));
        _stage.Owes(32, (Today.AddDays(-1), 1_200m), (Today.AddDays(29), 1_500m));
        _stage.Owes(33, (Today.AddDays(-90), 1_200m));

        await _stage.TickAsync();
        await _app.DrainAsync();

        var sent = await _stage.SentAsync();
        sent.Count.ShouldBe(2);
        sent.ShouldContain(text => text.Contains("KES 900.00 of your loan 000000031 is due on", StringComparison.Ordinal));
        sent.ShouldContain(text => text.Contains("KES 1,200.00 of your loan 000000032 was due on", StringComparison.Ordinal));
        var run = await _stage.RunAsync();
        (run.State, run.Listed, run.Asked, run.Entered, run.Known, run.Day).ShouldBe(("done", 3, 3, 2, 0, Today));

        await _stage.TickAfterAsync(TimeSpan.FromDays(1));
        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(2, "each instalment is told once");
    }

    [Fact]
    public async Task By_event_and_by_schedule_it_is_one_sms_in_the_tenants_language_whichever_comes_first()
    {
        await _app.Services.GetRequiredService<TextStore>().SetLanguageAsync(await IdAsync(), "sw");
        var (first, second) = (Today.AddDays(1), Today.AddDays(2));
        _stage.Owes(TestTenant.Loan, (first, 900m), (second, 700m));
        await _app.Services.GetRequiredService<TextDirectory>().RefreshAsync(Cancellation);

        await _stage.EventAsync("LoanRepaymentDue", first);
        await _stage.TickAsync();
        await _stage.EventAsync("LoanRepaymentDue", second);
        await _app.DrainAsync();

        var sent = await _stage.SentAsync();
        sent.Count.ShouldBe(2);
        sent.ShouldAllBe(text => text.Contains("zinatakiwa kulipwa", StringComparison.Ordinal));
        var run = await _stage.RunAsync();
        (run.Entered, run.Known).ShouldBe((1, 1));
        (await _stage.EventsAsync()).Count(row => row.Verdict == (long)Verdict.Duplicate).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_paid_between_the_run_and_the_sms_is_not_reminded_of()
    {
        _stage.Owes(TestTenant.Loan, (Today.AddDays(1), 900m));
        await _stage.TickAsync();
        _stage.Owes(TestTenant.Loan, (Today.AddDays(1), 0m));

        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldBeEmpty();
        (await _app.QueryAsync<(string?, string?)>("SELECT reason, detail FROM message")).ShouldHaveSingleItem().ShouldBe((Reasons.NotSoInCore, "The instalment has been paid."));
    }

    [Fact]
    public async Task The_record_says_that_it_came_from_the_schedule()
    {
        _stage.Owes(TestTenant.Loan, (Today.AddDays(1), 900m));
        await _stage.TickAsync();
        await _app.DrainAsync();

        var id = (await _app.QueryAsync<long>("SELECT id FROM event")).ShouldHaveSingleItem();
        var shown = await _stage.Tenant.EventAsync(id);
        shown.Text("dialect").ShouldBe("schedule");
        shown.GetProperty("timeline")[0].Text("what").ShouldStartWith("Not told by the core: found in the loan's schedule");
    }

    [Fact]
    public async Task Found_at_night_it_waits_for_the_end_of_the_quiet_hours()
    {
        await _stage.QuietAsync("18:00-07:00"); // it is 19:11
        _stage.Owes(TestTenant.Loan, (Today.AddDays(1), 900m));

        await _stage.TickAsync();
        await _app.DrainAsync();
        (await _stage.RunAsync()).Entered.ShouldBe(1);
        (await _stage.SentAsync()).ShouldBeEmpty();

        await _app.DrainAfterAsync(TimeSpan.FromHours(12));
        (await _stage.SentAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_quiet_hours_nobody_is_woken()
    {
        _stage.Owes(TestTenant.Loan, (Today.AddDays(3), 900m));
        _app.Clock.Advance(TimeSpan.FromHours(8)); // 03:11, past 02:00

        await _stage.TickAsync();
        var waiting = await _stage.RunAsync();
        (waiting.State, waiting.Asked).ShouldBe(("under_way", 0));
        waiting.Problem!.ShouldStartWith("It waits for the morning");

        await _stage.TickAfterAsync(TimeSpan.FromHours(4)); // 07:11
        await _app.DrainAsync();
        (await _stage.RunAsync()).State.ShouldBe("done");
        (await _stage.SentAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_loan_whose_next_instalment_is_far_is_not_asked_for_every_night()
    {
        _stage.Owes(TestTenant.Loan, (Today.AddDays(30), 900m));
        _stage.Owes(32, (Today.AddDays(5), 900m));
        _stage.Asked();

        await _stage.TickAsync();
        _stage.Asked().ShouldBe([TestTenant.Loan, 32]);
        await _stage.TickAfterAsync(TimeSpan.FromDays(1));
        _stage.Asked().ShouldBeEmpty();
        (await _stage.RunAsync()).Listed.ShouldBe(2);
        await _stage.TickAfterAsync(TimeSpan.FromDays(1));
        _stage.Asked().ShouldBe([32]);
    }

    [Fact]
    public async Task A_text_that_is_switched_on_later_and_other_days_are_looked_for_anew()
    {
        await _stage.Tenant.Texts().PutAsync($"/{ScheduleStage.Due}", new { enabled = false });
        _stage.Owes(TestTenant.Loan, (Today.AddDays(2), 900m));
        await _stage.TickAsync();
        (await _stage.RunAsync()).Entered.ShouldBe(0);

        await _stage.Tenant.Texts().PutAsync($"/{ScheduleStage.Due}", new { enabled = true });
        await _stage.TickAfterAsync(TimeSpan.FromDays(1));

        (await _stage.RunAsync()).Entered.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_begun_of_a_tenant_that_tells_of_neither_is_paused_or_is_switched_off()
    {
        await _stage.Tenant.Texts().PutAsync($"/{ScheduleStage.Due}", new { enabled = false });
        await _stage.Tenant.Texts().PutAsync($"/{ScheduleStage.Overdue}", new { enabled = false });
        await _stage.TickAsync();
        await _stage.Tenant.Texts().PutAsync($"/{ScheduleStage.Due}", new { enabled = true });
        await _stage.SetAsync(new ScheduleRequest { Enabled = false });
        await _stage.TickAsync();
        await _stage.SetAsync(new ScheduleRequest { Enabled = true });
        await _app.Services.GetRequiredService<SmsBridge.Tenants.TenantVerbs>().PauseAsync(Caller.CommandLine, _stage.Tenant.Id, "a test");
        await _stage.TickAsync();

        (await _stage.ViewAsync()).Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_a_tenants_ends_with_it()
    {
        _stage.Owes(TestTenant.Loan, (Today.AddDays(30), 900m));
        await _stage.TickAsync();

        using var caller = _stage.Tenant.CreateCaller();
        using var answer = await caller.DeleteAsync(_stage.Tenant.ConfigurationUrl, Cancellation);

        answer.EnsureSuccessStatusCode();
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM reminder_loan UNION ALL SELECT COUNT(*) FROM reminder_schedule UNION ALL SELECT COUNT(*) FROM schedule_run")).ShouldBe([0L, 0L, 0L]);
    }

    private async Task<long> IdAsync() =>
        (await _app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { _stage.Tenant.Id })).ShouldHaveSingleItem();
}
