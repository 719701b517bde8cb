using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gaps;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gaps;

/// <summary>Audit trails as cores have them: pages that shift, repeat and skip, times that are wrong, numbers that go back, users that may not read them.</summary>
public sealed class AuditTrailTests : IAsyncLifetime
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
    public async Task Many_pages_are_gone_through_while_entries_arrive_and_each_is_found_once()
    {
        var entries = Untold(700);
        _stage.Audits.Traps.ArrivingPerPage = 30;
        _stage.Settle();

        var listed = await _stage.CompareAsync();

        listed.Missing.ShouldBe(700);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM gap WHERE state = 1")).ShouldBe([700L]);
        listed.Problem.ShouldBeNull();
        listed.Gaps[0].AuditId.ShouldBeGreaterThan(entries[200].Id);
    }

    [Fact]
    public async Task A_page_that_comes_twice_or_is_left_out_costs_no_entry()
    {
        Untold(700);
        (_stage.Audits.Traps.Repeats, _stage.Audits.Traps.Skips) = (1, 1);
        _stage.Settle();

        var listed = await _stage.CompareAsync();

        (listed.Missing, listed.Problem).ShouldBe((700, null));
    }

    [Fact]
    public async Task Pages_that_never_join_are_said_and_what_could_be_compared_is_and_the_next_run_begins_where_this_one_did()
    {
        Untold(700);
        _stage.Audits.Traps.Skips = 1_000;
        _stage.Settle();
        var listed = await _stage.CompareAsync();
        listed.Problem!.ShouldContain("repeat or skip");
        listed.Missing.ShouldBe(200);

        _stage.Audits.Traps.Skips = 0;

        (await _stage.CompareAsync()).Missing.ShouldBe(700);
    }

    [Fact]
    public async Task What_nobody_can_read_is_passed_over_and_said_and_so_is_a_text_that_is_no_json()
    {
        var entries = Untold(3);
        _stage.Audits.Traps.Broken.Add(entries[1].Id);
        _stage.Audits.Change(entries[2].Id, entry => entry with { CommandJson = "{\"broken" });
        _stage.Settle();

        var listed = await _stage.CompareAsync();

        listed.ShouldList("missing", entries[0].Id, entries[2].Id);
        listed.Problem.ShouldBe("1 entries of LOAN REPAYMENT could not be read, and were passed over.");
        _app.Core.Requests.ShouldNotContain(request => request.Query.Contains("includeJson", StringComparison.Ordinal), "clients' data that nobody needs");
    }

    [Fact]
    public async Task A_core_that_fails_half_way_is_said_and_what_was_compared_by_then_stands()
    {
        Untold(500);
        _stage.Settle();
        var asked = 0;
        _app.Core.Faults.Plan = path => path.EndsWith("/audits", StringComparison.Ordinal) && ++asked == 3 ? new CoreFault(path) { Status = 500 } : null; // of LOAN REPAYMENT the second page

        var listed = await _stage.CompareAsync();

        listed.Problem!.ShouldContain("HTTP 500");
        listed.Missing.ShouldBe(200);
        (await _stage.CompareAsync()).Missing.ShouldBe(500);
    }

    [Fact]
    public async Task A_user_that_may_not_read_audits_is_told_which_permission_it_lacks_and_asked_again_only_hours_later()
    {
        _stage.Tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT", "READ_LOAN", "READ_OFFICE"] });
        _stage.RepayUntold();
        _stage.Settle();

        var outcome = (await _stage.Verbs.CompareAsync(Caller.CommandLine, _stage.Tenant.Id, null, Cancellation)).ShouldBeOfType<Outcome.NotNow>();
        outcome.Words.ShouldContain("Give the core's user READ_AUDIT.");

        var timetable = _app.Services.GetRequiredService<GapTimetable>();
        _app.Core.ForgetRequests();
        _app.Clock.Advance(TimeSpan.FromHours(2));
        await timetable.RunAsync(Cancellation);
        _app.Core.Requests.ShouldBeEmpty();
        _app.Clock.Advance(TimeSpan.FromHours(5));
        await timetable.RunAsync(Cancellation);
        _app.Core.Requests.Count(request => request.Path.EndsWith("/audits", StringComparison.Ordinal)).ShouldBe(1, "one says it for all");
    }

    [Fact]
    public async Task Only_what_is_new_is_read_again_and_an_entry_that_becomes_visible_late_is_found()
    {
        for (var run = 0; run < 3; run++)
        {
            await _stage.RepayToldAsync();
            _stage.Settle();
            await _stage.CompareAsync();
        }

        var newest = _stage.Audits.Newest[0];
        _stage.Audits.Remove(newest.Id);
        _stage.Audits.Add(newest, newest.Id + 1); // seen before the one with the lower number is committed
        await _stage.CompareAsync();
        var late = _stage.Audits.Add(newest with { ResourceId = _stage.Tenant.Books.AddRepayment(TestTenant.Loan, 5m, new DateOnly(2026, 11, 21)) }, newest.Id);
        _stage.Settle();

        (await _stage.CompareAsync()).ShouldList("missing", late.Id);
    }

    [Fact]
    public async Task More_than_a_page_since_the_last_comparison_is_read_down_to_where_that_ended()
    {
        await SettleSomethingAsync();
        Untold(450);
        _stage.Settle();

        var listed = await _stage.CompareAsync();

        (listed.Missing, listed.Problem).ShouldBe((450, null));
    }

    [Fact]
    public async Task Everything_since_the_beginning_of_time_can_be_asked_for()
    {
        Untold(250);
        _stage.Settle();

        var listed = await _stage.CompareAsync(DateTimeOffset.MinValue);

        (listed.Missing, listed.Problem).ShouldBe((250, null));
    }

    [Fact]
    public async Task A_kind_at_which_the_bridge_fails_is_said_and_the_others_are_compared()
    {
        await _app.MeddleAsync(
            "INSERT INTO gap_cursor (tenant_id, event, settled_to, seen_to, seen_at) VALUES (@Id, 'LOAN REPAYMENT', 0, 0, 9000000000000000000)", new { _stage.Registered.Id });
        _stage.RepayUntold();
        var client = _stage.CreateClientUntold();
        _stage.Settle();

        var listed = await _stage.CompareAsync();

        listed.ShouldList("missing", client.Id);
        listed.Problem!.ShouldStartWith("LOAN REPAYMENT could not be compared: the bridge failed at it");
        listed.ComparedAt.ShouldBeNull("not all of it was");
    }

    [Fact]
    public async Task Numbers_that_went_back_with_a_backup_of_the_core_are_begun_anew_by_time()
    {
        var before = _stage.Audits.Newest.Select(entry => entry.Id).DefaultIfEmpty(4_000).Max();
        for (var run = 0; run < 3; run++)
        {
            await _stage.RepayToldAsync();
            await _stage.RepayToldAsync();
            _stage.Settle();
            await _stage.CompareAsync();
        }

        _stage.Audits.GoBackTo(before);
        var again = _stage.RepayUntold();
        _stage.Settle();

        (await _stage.CompareAsync()).ShouldList("missing", again.Id);
    }

    [Fact]
    public async Task Times_that_are_ahead_by_a_zone_hide_nothing()
    {
        _stage.Audits.Traps.Ahead = TimeSpan.FromHours(3); // 1.8 in Nairobi
        var entry = _stage.RepayUntold();
        await _stage.CompareAsync();
        _stage.Settle();

        (await _stage.CompareAsync()).ShouldList("missing", entry.Id);
    }

    [Fact]
    public async Task A_hook_that_is_under_way_is_waited_for()
    {
        _stage.RepayUntold();

        (await _stage.CompareAsync()).Gaps.ShouldBeEmpty();
    }

    /// <summary>100,000 with <c>SMSBRIDGE_TEST_GAP_ENTRIES=100000</c>: no more than a minute.</summary>
    [Fact]
    public async Task Ten_thousand_entries_are_compared_in_sets()
    {
        var many = int.Parse(Environment.GetEnvironmentVariable("SMSBRIDGE_TEST_GAP_ENTRIES") ?? "10000", CultureInfo.InvariantCulture);
        await FillAsync(many);
        _stage.Settle();
        var started = Stopwatch.GetTimestamp();

        var listed = await _stage.CompareAsync();

        listed.Missing.ShouldBe(0);
        var took = Stopwatch.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage($"{many} entries compared in {took.TotalSeconds:0.00} s");
        took.ShouldBeLessThan(TimeSpan.FromMinutes(1));
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM gap")).ShouldBe([0L]);
    }

    /// <summary>So that the next comparison is by number.</summary>
    private async Task SettleSomethingAsync()
    {
        await _stage.RepayToldAsync();
        for (var run = 0; run < 2; run++)
        {
            _stage.Settle();
            await _stage.CompareAsync();
        }
    }

    private StandInAudit[] Untold(int count) => [.. Enumerable.Range(0, count).Select(_ => _stage.RepayUntold(1m))];

    /// <summary>Entries that all came in.</summary>
    private async Task FillAsync(int count)
    {
        var inbox = _app.Services.GetRequiredService<SmsBridge.Ledger.EventInbox>();
        for (var at = 0; at < count; at += 500)
        {
            await inbox.AppendAllAsync([.. Enumerable.Range(at, 500).Select(number =>
            {
                _stage.Audits.Record(GapStage.RepaymentOf(1_000_000 + number));
                return new SmsBridge.Ledger.NewEvent
                {
                    TenantId = _stage.Registered.Id, Type = EventType.LoanRepayment, Verdict = SmsBridge.Ledger.Verdict.Accepted, ReceivedAt = 0, ResourceId = 1_000_000 + number,
                };
            })]);
        }
    }
}
