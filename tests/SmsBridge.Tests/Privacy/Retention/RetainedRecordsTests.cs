using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Privacy.Retention;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>Whole records go by their age; what tells a repeat stays, and so does what is not settled.</summary>
public sealed class RetainedRecordsTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Its_page_says_so_in_words_and_a_repeat_of_the_core_makes_no_second_sms()
    {
        await _app.KeepAsync(_tenant, records: 31);
        var (old, transaction) = await _tenant.RepayTodayAsync();
        var repeat = await _tenant.RepeatAsync(transaction);
        await _tenant.RefusedAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(old, MessageStatus.Delivered);
        await _app.NoteAsync(old, "Called.");
        await _app.CountAsync();
        _app.DaysPass(33);
        var (young, _) = await _tenant.RepayTodayAsync();
        await _tenant.RefusedAsync();
        var youngRefused = (await _app.QueryAsync<long>("SELECT MAX(id) FROM event WHERE verdict = 4"))[0];
        await _app.DrainAsync();
        await _app.ReceiveAsync(young, MessageStatus.Delivered);

        (await _app.RetainAsync())[RetentionKind.Records].ShouldBe(3, "the payment, its repeat and the refused one");

        (await _app.QueryAsync<long>("SELECT event_id FROM message")).ShouldBe([young]);
        (await _app.QueryAsync<long>("SELECT id FROM event ORDER BY id")).ShouldBe([old, young, youngRefused]);
        foreach (var table in new[] { "attempt", "status_change", "note", "peer_answer", "roll_up_open" })
        {
            (await _app.RowsAsync(table, $"event_id <> {young}")).ShouldBe(0, table);
        }

        using var support = await _app.SignInAsAsync(OperatorRole.Support, TenantScope.All);
        var page = await PageAsync(support, $"/console/messages/{old}");
        page.ShouldContain("Its record was removed by its age at ");
        page.ShouldContain("The SMS was delivered.");
        page.ShouldNotContain("Resend…");
        (await StatusAsync(support, $"/console/messages/{repeat.EventId}")).ShouldBe(HttpStatusCode.NotFound);
        (await _tenant.LogAsync()).Select(row => row.GetProperty("eventId").GetInt64()).ShouldBe([youngRefused, young]);

        (await _app.Services.GetRequiredService<SentReceipts>().WasSentAsync(await _app.TenantIdAsync(_tenant), EventType.LoanRepayment, transaction, RetentionStage.Cancellation))
            .ShouldBe(Told.Yes, "the news that it was taken back is still told");
        var before = _app.Gateway.Sent.Count;
        (await _tenant.RepeatAsync(transaction)).Outcome.ShouldBe("duplicate");
        await _app.DrainAsync();
        _app.Gateway.Sent.Count.ShouldBe(before);
        _app.ShouldBeWhole();
    }

    [Fact]
    public async Task What_waits_is_in_doubt_or_on_its_way_stays_until_it_is_settled()
    {
        await _app.KeepAsync(_tenant, texts: 7, records: 31);
        _app.Gateway.CanBeAsked = false;
        var (doubtful, _) = await _tenant.RepayTodayAsync();
        _app.Gateway.Next(new SendResult.Unknown("timeout", "No answer."));
        await _app.DrainAsync();
        await _app.MeddleAsync("UPDATE message SET due_at = due_at + 8640000000 WHERE status = 2"); // nobody has found out anything for a hundred days
        (await _app.RowsAsync("message", "status = 2")).ShouldBe(1);
        var (settled, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await PauseAsync(isPaused: true);
        var (waiting, _) = await _tenant.RepayTodayAsync();
        await _app.CountAsync();
        _app.DaysPass(40);
        await _app.RetainAsync();

        (await _app.QueryAsync<string>("SELECT recipient FROM message WHERE event_id = @doubtful", new { doubtful })).ShouldBe([Some.Mobile]);
        (await _app.RowsAsync("message", $"event_id = {settled} AND recipient IS NULL")).ShouldBe(1, "the newest of a tenant stays, without number and text");
        (await _app.RowsAsync("event", $"id = {waiting} AND body IS NOT NULL")).ShouldBe(1);
        (await _app.QueryAsync<long>("SELECT DISTINCT event_id FROM retention_left")).ShouldBe([doubtful]);
        _app.ShouldBeWhole();

        await PauseAsync(isPaused: false);
        await _app.DrainAsync(); // too old by now: closed
        await _app.ReceiveLateAsync(doubtful);
        var (next, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.ReceiveAsync(next, MessageStatus.Delivered);
        await _app.CountAsync();
        _app.DaysPass(2);
        await _app.RetainAsync();

        (await _app.QueryAsync<long>("SELECT event_id FROM message ORDER BY event_id")).ShouldBe([next], "each went once it was settled");
        (await _app.RowsAsync("retention_left")).ShouldBe(0);
        _app.ShouldBeWhole();

        async Task PauseAsync(bool isPaused)
        {
            var verbs = _app.Services.GetRequiredService<TenantVerbs>();
            (isPaused ? await verbs.PauseAsync(Caller.CommandLine, _tenant.Id, "test") : await verbs.ResumeAsync(Caller.CommandLine, _tenant.Id)).ShouldBeAssignableTo<Outcome.Done>();
        }
    }

    [Fact]
    public async Task Counts_and_reports_of_removed_days_stay_also_when_what_was_left_of_them_changes()
    {
        await _app.KeepAsync(_tenant, texts: 7, records: 31);
        var tenantId = await _app.TenantIdAsync(_tenant);
        _app.Gateway.CanBeAsked = false;
        _app.Gateway.Next(new SendResult.Unknown("timeout", "No answer."));
        var (doubtful, _) = await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.MeddleAsync("UPDATE message SET due_at = due_at + 8640000000 WHERE status = 2");
        for (var payment = 0; payment < 5; payment++)
        {
            var (id, _) = await _tenant.RepayTodayAsync(payment + 1);
            await _app.DrainAsync();
            await _app.ReceiveAsync(id, payment == 0 ? MessageStatus.Undelivered : MessageStatus.Delivered);
        }

        await _tenant.IgnoredAsync();
        await _app.CountAsync();
        var before = await _app.CountsAsync(tenantId);
        before.ShouldContain("Head Office");
        _app.DaysPass(33);
        await _tenant.RepayTodayAsync(99m);
        await _app.DrainAsync();

        await _app.RetainAsync();
        (await _app.RowsAsync("message", "recipient IS NOT NULL")).ShouldBe(2, "the doubtful one and that of today");
        (await _app.CountsAsync(tenantId)).ShouldHold(before.Split('\n'));

        await _app.ReceiveLateAsync(doubtful);
        await _app.Services.GetRequiredService<Database>().WriteAsync(session => session.Execute(
            "INSERT INTO roll_up_report_due (start, changes) SELECT DISTINCT start, 1 FROM roll_up_count WHERE grain = 2 ON CONFLICT (start) DO NOTHING")); // as a later version might
        await _app.CountAsync();

        (await _app.CountsAsync(tenantId)).ShouldHold(before.Split('\n').Where(line => line.Contains("Head Office", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task It_is_cut_off_anywhere_and_the_next_run_goes_on_and_counts_both()
    {
        await _app.KeepAsync(_tenant, records: 31);
        for (var payment = 0; payment < 12; payment++)
        {
            await _tenant.RepayTodayAsync(payment + 1);
        }

        await _app.DrainAsync();
        await _app.CountAsync();
        _app.DaysPass(33);
        await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.CountAsync();
        var tenantId = await _app.TenantIdAsync(_tenant);
        var now = _app.Clock.GetUtcNow();
        var reach = await _app.Services.GetRequiredService<RetentionStore>().ReachAsync(RetentionLane.All[0], tenantId, now - TimeSpan.FromDays(31), RetentionStage.Cancellation);
        var batch = await _app.Services.GetRequiredService<Database>().WriteAsync(session => new RetentionStep(reach, now).Execute(session, isOfLeft: false, after: 0, most: 5));
        batch.Done.ShouldBe(5);

        await using var later = await _app.RestartAsync();
        (await later.RowsAsync("message")).ShouldBe(8);
        (await later.RetainAsync())[RetentionKind.Records].ShouldBe(12, "with the five of the run that was cut off");

        (await later.RowsAsync("message")).ShouldBe(1);
        (await later.QueryAsync<string>("SELECT after FROM audit WHERE action = 'retention_run'")).ShouldBe(["whole records 12"]);
        (await later.RetainAsync()).ShouldBeEmpty();
        (await later.RowsAsync("audit", "action = 'retention_run'")).ShouldBe(1, "of a run that took nothing out there is no entry");
        later.ShouldBeWhole();
    }

    [Fact]
    public async Task Nothing_goes_before_it_is_counted_and_what_is_late_needs_attention()
    {
        await _app.KeepAsync(_tenant, records: 31);
        await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        _app.DaysPass(34);
        await _tenant.RepayTodayAsync();
        await _app.DrainAsync();

        await _app.Services.GetRequiredService<RetentionRun>().RunAsync(Actor.Timetable, null, RetentionStage.Cancellation);

        (await _app.RowsAsync("message")).ShouldBe(2);
        (await _app.AttentionAsync(_tenant)).ShouldContain(item => item.Kind == "retention_behind" && item.Words.Contains(_tenant.Id, StringComparison.Ordinal));
        await _app.RetainAsync();
        (await _app.RowsAsync("message")).ShouldBe(1);
        (await _app.AttentionAsync(_tenant)).ShouldNotContain(item => item.Kind == "retention_behind");
        _app.DaysPass(3);
        (await _app.AttentionAsync(_tenant)).ShouldContain(item => item.Kind == "retention_behind", "no run for three days");
        await _app.KeepAsync(_tenant);
        await _app.RetainAsync();
        (await _app.AttentionAsync(_tenant)).ShouldNotContain(item => item.Kind == "retention_behind", "everything is kept for ever now");
    }

    [Fact]
    public async Task Each_tenant_has_its_own_rule_and_others_are_not_touched()
    {
        var other = await _app.NewTenantAsync();
        await _app.KeepAsync(_tenant, records: 31);
        foreach (var tenant in new[] { _tenant, other, _tenant, other })
        {
            await tenant.RepayTodayAsync();
        }

        await _app.DrainAsync();
        await _app.CountAsync();
        _app.DaysPass(40);

        (await _app.RetainAsync())[RetentionKind.Records].ShouldBe(1);

        (await _app.RowsAsync("message", $"tenant_id = {await _app.TenantIdAsync(other)} AND recipient IS NOT NULL")).ShouldBe(2);
        (await _app.RowsAsync("message", $"tenant_id = {await _app.TenantIdAsync(_tenant)}")).ShouldBe(1, "the newest stays");
    }
}
