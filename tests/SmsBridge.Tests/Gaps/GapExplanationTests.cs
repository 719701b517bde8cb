using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gaps;

/// <summary>What nobody is to be told of, each with its reason; and what the core has not decided yet.</summary>
public sealed class GapExplanationTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private GapStage _stage = null!;
    private DateTimeOffset _registered;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _registered = _app.Clock.GetUtcNow();
        _stage = await GapStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_is_undone_gone_or_brought_in_later_is_explained_and_never_made_up()
    {
        var undone = _stage.RepayUntold(100m);
        _stage.Tenant.Books.Reverse(TestTenant.Loan, undone.ResourceId!.Value);
        var gone = _stage.Audits.Record(GapStage.RepaymentOf(77_777));
        var imported = _stage.RepayUntold(200m, new DateOnly(2019, 3, 1)); // a row of a spreadsheet
        var good = _stage.RepayUntold(300m);
        _stage.Settle();

        var listed = (await _stage.MakeUpAsync()).View;

        listed.ReasonOf(undone).ShouldBe(Reasons.ReversedInCore);
        listed.ReasonOf(gone).ShouldBe(Reasons.NotFoundInCore);
        listed.ReasonOf(imported).ShouldBe(Reasons.BookedBack);
        listed.ShouldList("made_up", good.Id);
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(1);
    }

    [Fact]
    public async Task What_came_about_in_an_import_pause_is_explained_from_the_start_also_when_that_was_set_afterwards()
    {
        var pauses = _app.Services.GetRequiredService<ImportPauseVerbs>();
        var before = _stage.RepayUntold(100m);
        _stage.Settle();
        (await _stage.CompareAsync()).ShouldList("missing", before.Id);
        var from = before.MadeAt - TimeSpan.FromMinutes(1);
        (await pauses.StartAsync(Caller.CommandLine, _stage.Tenant.Id, new ImportPauseRequest(from, null, "branch 7"))).ShouldBeOfType<Outcome.Done>();
        var within = _stage.RepayUntold(200m);
        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await pauses.EndAsync(Caller.CommandLine, _stage.Tenant.Id)).ShouldBeOfType<Outcome.Done>();
        var after = _stage.RepayUntold(300m);
        _stage.Settle();

        var made = await _stage.MakeUpAsync();

        made.View.ReasonOf(before).ShouldBe(Reasons.ImportPause);
        made.View.ReasonOf(within).ShouldBe(Reasons.ImportPause);
        made.View.Gaps.Single(gap => gap.AuditId == within.Id).Explanation.ShouldBe("It came about in an import pause, in which nobody is told.");
        made.View.ShouldList("made_up", after.Id);
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_switched_off_when_its_hook_came_or_is_by_now_is_explained()
    {
        await SwitchAsync(isOn: false);
        var ignored = await _stage.RepayToldAsync();
        await SwitchAsync(isOn: true);
        _stage.Settle();
        (await _stage.CompareAsync()).ReasonOf(ignored).ShouldBe(Reasons.SwitchedOff);

        var missing = _stage.RepayUntold();
        _stage.Settle();
        (await _stage.CompareAsync()).ShouldList("missing", missing.Id);
        await SwitchAsync(isOn: false);
        (await _stage.CompareAsync()).ReasonOf(missing).ShouldBe(Reasons.SwitchedOff);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // and a second change, of what was changed already
    public async Task A_new_amount_rule_explains_nothing_away(bool isTwice)
    {
        var missing = _stage.RepayUntold();
        _stage.Settle();
        (await _stage.CompareAsync()).ShouldList("missing", missing.Id);

        await SwitchAsync(isOn: true, amountFrom: 100m);
        if (isTwice)
        {
            await SwitchAsync(isOn: true, amountFrom: 200m);
        }

        (await _stage.CompareAsync(_registered)).ShouldList("missing", missing.Id);
        (await _stage.MakeUpAsync(_registered)).View.ShouldList("made_up", missing.Id);
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_from_before_its_event_was_switched_on_again_says_so_whatever_was_changed_since()
    {
        await SwitchAsync(isOn: false);
        var before = _stage.RepayUntold();
        await SwitchAsync(isOn: true);
        var since = _stage.RepayUntold();
        await SwitchAsync(isOn: true, amountFrom: 1m);
        _stage.Settle();

        var listed = await _stage.CompareAsync(_registered);

        listed.ShouldList("missing", since.Id);
        var explained = listed.Gaps.Single(gap => gap.State == "explained");
        (explained.AuditId, explained.Reason).ShouldBe((before.Id, Reasons.SwitchedOff));
        explained.Explanation.ShouldBe("The tenant did not tell of this event then.");
        explained.Detail!.ShouldEndWith("when the tenant switched the texts of this event on.");
    }

    [Fact]
    public async Task What_the_core_did_not_show_is_asked_for_anew_only_when_everything_is()
    {
        var entry = _stage.RepayUntold();
        _app.Core.Faults.Add(new CoreFault("/transactions/") { Status = 404, Body = StandInErrors.NotFound("transaction", 0) });
        _stage.Settle();
        (await _stage.CompareAsync()).ReasonOf(entry).ShouldBe(Reasons.NotFoundInCore);
        (await _stage.CompareAsync(_registered)).ReasonOf(entry).ShouldBe(Reasons.NotFoundInCore, "the core still does not");

        _app.Core.Faults.Clear(); // its user was given the whole house to see
        (await _stage.MakeUpAsync()).Words.ShouldStartWith("Nothing was made up.");
        (await _stage.MakeUpAsync(_registered)).View.ShouldList("made_up", entry.Id);
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_switched_off_for_a_while_is_missing_again_and_what_was_undone_is_not(bool isAnew)
    {
        var missing = _stage.RepayUntold(100m);
        var undone = _stage.RepayUntold(200m);
        _stage.Tenant.Books.Reverse(TestTenant.Loan, undone.ResourceId!.Value);
        _stage.Settle();
        await _stage.CompareAsync();
        await SwitchAsync(isOn: false);
        (await _stage.CompareAsync()).ReasonOf(missing).ShouldBe(Reasons.SwitchedOff);
        await SwitchAsync(isOn: true);

        var listed = await _stage.CompareAsync(isAnew ? _registered : null);

        listed.ShouldList("missing", missing.Id);
        listed.ReasonOf(undone).ShouldBe(Reasons.ReversedInCore);
    }

    [Fact]
    public async Task Switching_an_event_off_and_on_explains_only_what_came_about_in_between()
    {
        var lost = _stage.RepayUntold(100m); // the bridge was down
        await SwitchAsync(isOn: false);
        var between = _stage.RepayUntold(200m);
        await SwitchAsync(isOn: true);
        var after = _stage.RepayUntold(300m);
        await SwitchAsync(isOn: false);
        await SwitchAsync(isOn: true);
        _stage.Settle();

        var listed = await _stage.CompareAsync();

        listed.ShouldList("missing", lost.Id, after.Id);
        listed.ShouldList("explained", between.Id);
        listed.ReasonOf(between).ShouldBe(Reasons.SwitchedOff);
        (await _stage.MakeUpAsync()).View.ShouldList("made_up", lost.Id, after.Id);
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(2);
    }

    [Fact]
    public async Task A_checkers_yes_days_later_is_found_although_the_entry_keeps_its_place_and_its_time()
    {
        var waiting = _stage.Audits.Record(GapStage.RepaymentOf(1), status: StandInAudit.AwaitingApproval);
        _stage.Settle();
        (await _stage.CompareAsync()).ShouldList("undecided", waiting.Id);
        _app.Clock.Advance(TimeSpan.FromDays(3)); // and far behind the cursor
        await _stage.CompareAsync();

        _stage.Audits.Check(waiting.Id, StandInAudit.Processed, _stage.Tenant.Books.AddRepayment(TestTenant.Loan, 900m, new DateOnly(2026, 11, 24)));
        _app.Clock.Advance(TimeSpan.FromDays(4));
        _stage.Audits.Change(waiting.Id, entry => entry with { CheckedAt = _app.Clock.GetUtcNow() });
        _app.Clock.Advance(TimeSpan.FromMinutes(20));

        (await _stage.CompareAsync()).ShouldList("missing", waiting.Id);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(24 * 365 * 500)]
    public async Task A_checkers_yes_of_a_clock_that_is_ahead_counts_from_now(int hours)
    {
        var waiting = _stage.Audits.Record(GapStage.RepaymentOf(1), status: StandInAudit.AwaitingApproval);
        _stage.Settle();
        (await _stage.CompareAsync()).ShouldList("undecided", waiting.Id);
        _stage.Audits.Check(waiting.Id, StandInAudit.Processed, _stage.Tenant.Books.AddRepayment(TestTenant.Loan, 900m, new DateOnly(2026, 11, 21)));
        _stage.Audits.Change(waiting.Id, entry => entry with { CheckedAt = _app.Clock.GetUtcNow().AddHours(hours) });
        _app.Clock.Advance(TimeSpan.FromMinutes(20));

        var listed = await _stage.CompareAsync();

        listed.ShouldList("missing", waiting.Id);
        listed.Gaps.ShouldHaveSingleItem().At.ToUnixTimeMilliseconds().ShouldBe(_app.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task What_failed_or_was_refused_by_a_checker_leaves_nothing_behind()
    {
        _stage.Audits.Traps.Status = AuditStatusText.Words;
        _stage.Audits.Record(GapStage.RepaymentOf(1), status: StandInAudit.Error);
        var waiting = _stage.Audits.Record(GapStage.RepaymentOf(2), status: StandInAudit.AwaitingApproval);
        _stage.Settle();
        (await _stage.CompareAsync()).Gaps.ShouldHaveSingleItem().State.ShouldBe("undecided");

        _stage.Audits.Check(waiting.Id, StandInAudit.Rejected, null);
        _app.Clock.Advance(TimeSpan.FromHours(1));

        (await _stage.CompareAsync()).Gaps.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_of_which_nobody_says_whether_it_was_carried_out_is_no_gap_until_the_core_shows_it()
    {
        await _app.Services.GetRequiredService<TextVerbs>().SetEventAsync(
            Caller.CommandLine, _stage.Tenant.Id, "LOAN_APPROVE", new EventRequest { Enabled = true });
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        _stage.Tenant.Books.AddLoan(new StandInLoan(44, TestTenant.Client, 5_000m) { IsDisbursed = false, StatusId = 100 });
        var approval = _stage.Audits.Record(new HookEvent("LOAN", "APPROVE") { LoanId = 44, ClientId = TestTenant.Client, ResourceId = 44 }); // the id is from the address: it may wait, or have failed
        _stage.Settle();
        (await _stage.CompareAsync()).ShouldList("undecided", approval.Id);

        _stage.Tenant.Books.AddLoan(new StandInLoan(44, TestTenant.Client, 5_000m) { IsDisbursed = false, StatusId = 200, ApprovedPrincipal = 5_000m });
        _app.Clock.Advance(TimeSpan.FromHours(1));
        (await _stage.CompareAsync()).ShouldList("missing", approval.Id);
    }

    [Fact]
    public async Task What_comes_late_by_itself_is_no_gap_any_more()
    {
        var entry = _stage.RepayUntold();
        _stage.Settle();
        (await _stage.CompareAsync()).ShouldList("missing", entry.Id);

        await _stage.TellAsync(entry);

        (await _stage.CompareAsync()).Gaps.ShouldBeEmpty();
    }

    private Task<Outcome> SwitchAsync(bool isOn, decimal? amountFrom = null)
    {
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        return _app.Services.GetRequiredService<TextVerbs>().SetEventAsync(
            Caller.CommandLine, _stage.Tenant.Id, "LOAN_REPAYMENT", new EventRequest { Enabled = isOn, AmountFrom = amountFrom });
    }
}
