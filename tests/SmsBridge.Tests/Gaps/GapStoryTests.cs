using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gaps;
using SmsBridge.Insight.EventLog;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gaps;

/// <summary>A stretch without hooks, from what is missing to the SMS.</summary>
public sealed class GapStoryTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private GapStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await GapStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_the_hooks_did_not_tell_is_listed_made_up_and_each_client_gets_one_sms()
    {
        var told = await _stage.RepayToldAsync(100m);
        await _app.DrainAsync();
        var bridgeDown = new[] { _stage.RepayUntold(200m), _stage.CreateClientUntold() }; // hooks ran into nothing
        _app.Clock.Advance(TimeSpan.FromMinutes(40));
        var hooksGone = new[] { _stage.RepayUntold(300m), _stage.CreateClientUntold(), _stage.CreateClientUntold() }; // nobody posted any
        NoiseOfTheTrail();
        _stage.Settle();

        var listed = await _stage.CompareAsync();
        listed.ShouldList("missing", [.. bridgeDown.Concat(hooksGone).Select(entry => entry.Id).Order()]);
        listed.ShouldList("explained");
        _stage.Sent.ShouldBe(1, "nothing goes out for being listed");

        (await _stage.MakeUpAsync()).View.ShouldList("made_up", [.. bridgeDown.Concat(hooksGone).Select(entry => entry.Id).Order()]);
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(6);
        _app.Gateway.Sent.Select(sms => sms.Body).Distinct(StringComparer.Ordinal).Count().ShouldBe(6, "each its own");

        (await _stage.TellAsync(hooksGone[0], 300m)).Outcome.ShouldBe("duplicate", "the hook comes after all");
        (await _stage.TellAsync(told, 100m)).Outcome.ShouldBe("duplicate");
        (await _stage.MakeUpAsync()).Words.ShouldStartWith("Nothing was made up.");
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(6);
    }

    [Fact]
    public async Task What_was_made_up_says_so_and_names_its_entry()
    {
        var entry = _stage.RepayUntold();
        _stage.Settle();

        var made = (await _stage.MakeUpAsync()).View.Gaps.ShouldHaveSingleItem();
        await _app.DrainAsync();

        var history = await _app.Services.GetRequiredService<EventQueries>().FindAsync(_stage.Registered.Id, made.EventId!.Value, Cancellation);
        var detail = history!.ToDetail([]);
        (detail.Dialect, detail.Source).ShouldBe(("audit", "audit"));
        detail.Timeline[0].What.ShouldStartWith("Not told by a hook: found in the core's audit trail");
        (await _app.QueryAsync<string>("SELECT detail FROM event WHERE id = @EventId", new { made.EventId })).ShouldBe([$"Entry {entry.Id} of the core's audit trail."]);
    }

    [Fact]
    public async Task How_old_it_may_get_counts_from_the_act_and_not_from_the_making_up()
    {
        _stage.RepayUntold();
        _app.Clock.Advance(TimeSpan.FromHours(23.5));
        var made = (await _stage.MakeUpAsync()).View.Gaps.ShouldHaveSingleItem();
        _app.Clock.Advance(TimeSpan.FromHours(1)); // a repayment is of use for 24 hours

        await _app.DrainAsync();

        _stage.Sent.ShouldBe(0);
        (await _app.QueryAsync<string>("SELECT reason FROM message WHERE event_id = @EventId", new { made.EventId })).ShouldBe([Reasons.TooLate]);
    }

    [Fact]
    public async Task A_core_that_was_cut_off_for_long_costs_what_is_still_of_use_nothing_and_the_rest_is_said_to_be_too_late()
    {
        await _stage.CompareAsync();
        var early = _stage.RepayUntold();
        _app.Clock.Advance(TimeSpan.FromHours(30));
        var late = _stage.RepayUntold();
        _stage.Settle();

        var listed = await _stage.CompareAsync();

        listed.ShouldList("missing", late.Id);
        listed.ReasonOf(early).ShouldBe(Reasons.TooLate);
        await _stage.MakeUpAsync();
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(1);
    }

    [Fact]
    public async Task By_rule_it_is_made_up_with_the_timetable_and_without_one_only_listed()
    {
        var timetable = _app.Services.GetRequiredService<GapTimetable>();
        var first = _stage.RepayUntold();
        _stage.Settle();
        await timetable.RunAsync(Cancellation);
        (await StatesAsync()).ShouldBe([(first.Id, (long)GapState.Missing)]);

        (await _stage.Verbs.RuleAsync(Caller.CommandLine, _stage.Tenant.Id, asked: true)).ShouldBeOfType<Outcome.Done>();
        (await _stage.Verbs.RuleAsync(Caller.CommandLine, _stage.Tenant.Id, asked: true)).ShouldBeOfType<Outcome.Unchanged>();
        await timetable.RunAsync(Cancellation);
        (await StatesAsync()).ShouldBe([(first.Id, (long)GapState.Missing)], "it is not due yet");

        _app.Clock.Advance(TimeSpan.FromMinutes(15));
        await timetable.RunAsync(Cancellation);
        (await StatesAsync()).ShouldBe([(first.Id, (long)GapState.MadeUp)]);
        await _app.DrainAsync();
        _stage.Sent.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_entered_before_it_could_be_noted_is_noted_and_not_entered_twice()
    {
        var entry = _stage.RepayUntold();
        _stage.Settle();
        await _stage.CompareAsync();
        await _app.Services.GetRequiredService<EventInbox>().AppendAsync(new NewEvent // the process ended behind this
        {
            TenantId = _stage.Registered.Id, Type = EventType.LoanRepayment, Verdict = Verdict.Accepted, ReceivedAt = _app.Clock.GetUtcNow().ToUnixTimeMilliseconds(),
            Dialect = Dialect.Audit, ResourceId = entry.ResourceId, LoanId = TestTenant.Loan, ClientId = TestTenant.Client,
        });

        (await _stage.MakeUpAsync()).View.ShouldList("made_up", entry.Id);

        await _app.DrainAsync();
        _stage.Sent.ShouldBe(1);
    }

    /// <summary>What is on every trail, and is no event.</summary>
    private void NoiseOfTheTrail()
    {
        var audits = _stage.Audits;
        audits.Add(new StandInAudit(0, "USER", "UPDATE", _app.Clock.GetUtcNow()) { ResourceId = 3 });
        audits.Add(new StandInAudit(0, "LOANCHARGE", "REPAYMENT", _app.Clock.GetUtcNow()) { ResourceId = 900, LoanId = TestTenant.Loan }); // LOAN is a beginning of it
        audits.Add(new StandInAudit(0, "CLIENTNOTE", "CREATE", _app.Clock.GetUtcNow()) { ResourceId = 12, ClientId = 7 });
        audits.Record(GapStage.RepaymentOf(5_000), status: StandInAudit.Error); // failed, and nothing says so but that it made nothing
        audits.Record(GapStage.RepaymentOf(5_001), status: StandInAudit.AwaitingApproval);
    }

    private async Task<List<(long, long)>> StatesAsync() => await _app.QueryAsync<(long, long)>("SELECT audit_id, state FROM gap ORDER BY audit_id");
}
