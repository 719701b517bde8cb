using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Intake.Campaigns;
using SmsBridge.Tests.Schedules;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy;

/// <summary>What comes after a client was taken out: reports, resends, repeats, replies.</summary>
public sealed class AfterErasureTests : IAsyncLifetime
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
    public async Task A_late_report_moves_the_status_and_brings_nothing_back()
    {
        var sent = await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _app.EraseAsync(_tenant);

        var applied = await _app.ReceiveAsync(sent, MessageStatus.Undelivered, receipt => receipt with
        {
            ErrorCode = "30003", Reason = Reasons.DeliveryFailed, Detail = $"{Some.Mobile} is off", Class = FailureClass.OptedOut, ResendAfter = TimeSpan.FromHours(1),
        });

        applied.Outcome.ShouldBe(ReceiptOutcome.Applied);
        (await _app.QueryAsync<int>("SELECT status FROM message WHERE event_id = @sent", new { sent })).ShouldBe([(int)MessageStatus.Undelivered]);
        (await _app.DrainAfterAsync(TimeSpan.FromHours(2))).ShouldBe(0, "no second SMS is planned");
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task An_opt_out_that_was_left_is_found_as_the_clients_again_and_goes_once_it_is_lifted()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        var tenantId = await _app.TenantIdAsync(_tenant);
        await _app.StopAsync(tenantId, "SM-stop");

        (await _app.EraseAsync(_tenant)).OptOutsKept.ShouldBe(1);
        (await _app.EraseAsync(_tenant)).OptOutsKept.ShouldBe(1, "it is still held, and said so");
        await _app.StopAsync(tenantId, "SM-start", stop: false);

        (await _app.EraseAsync(_tenant)).OptOutsKept.ShouldBe(0);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task A_reminder_is_not_told_again_by_the_next_run_nor_by_the_cores_event()
    {
        var stage = await ScheduleStage.SetUpAsync(_app);
        var day = stage.Today.AddDays(3);
        stage.Owes(77, (day, 100m));
        await stage.TickAsync();
        await _app.DrainAsync();
        (await stage.SentAsync()).ShouldHaveSingleItem();
        _app.Clock.Advance(TimeSpan.FromDays(2));

        (await _app.EraseAsync(stage.Tenant)).Events.ShouldBe(1);
        await _app.MeddleAsync("DELETE FROM reminder_loan");
        await stage.TickAsync();
        await stage.EventAsync("LoanRepaymentDueBusinessEvent", day, 77);
        await _app.DrainAsync();

        (await stage.SentAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_reminder_is_not_told_again_when_the_tenant_was_registered_anew()
    {
        var stage = await ScheduleStage.SetUpAsync(_app);
        var day = stage.Today.AddDays(3);
        stage.Owes(77, (day, 100m));
        await stage.TickAsync();
        await _app.DrainAsync();
        _app.Gateway.Sent.Count.ShouldBe(1);

        await stage.RegisterAnewAsync();
        stage.Owes(78, (day, 100m));
        await stage.TickAsync();
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(2, "that of the other loan");
        (await stage.RunAsync()).Known.ShouldBe(1);
    }

    [Fact]
    public async Task A_text_that_the_core_gave_a_number_is_not_sent_again_and_another_one_of_that_number_is()
    {
        var stage = await CampaignStage.SetUpAsync(_app);
        await stage.Tenant.RepayAsync();
        await PostAsync("Your branch moves.");
        await _app.DrainAsync();
        (await stage.SentAsync()).Count.ShouldBe(2);
        _app.Clock.Advance(TimeSpan.FromDays(2));

        await _app.EraseAsync(stage.Tenant);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE internal_id = 7 AND erased_at IS NOT NULL")).ShouldBe([1L]);
        await PostAsync("Your branch moves.");
        await _app.DrainAsync();
        (await stage.SentAsync()).Count.ShouldBe(2);

        await PostAsync("A core that was restored uses it for this.");
        await _app.DrainAsync();
        (await stage.SentAsync()).Count.ShouldBe(3);

        Task PostAsync(string text) => stage.PostAsync("/sms", $$"""[{"internalId":7,"tenantId":"{{stage.Tenant.Id}}","mobileNumber":"{{Some.Mobile}}","message":"{{text}}"}]""");
    }

    [Fact]
    public async Task It_is_not_sent_again_by_a_person_nor_in_bulk_nor_by_a_repeat_of_the_core()
    {
        var transaction = _tenant.Books.AddRepayment(TestTenant.Loan, 10m, new DateOnly(2026, 11, 21));
        using var first = await _tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, 10m, PrivacyStage.Cancellation);
        var id = (await HookReply.ReadAsync(first)).EventId;
        _app.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "no"));
        await _app.DrainAsync();
        await _app.EraseAsync(_tenant);
        var (resend, tenantId) = (_app.Services.GetRequiredService<MessageResend>(), await _app.TenantIdAsync(_tenant));

        var named = await resend.ResendAsync(tenantId, [id], force: true, Sources.Operator);
        var bulk = await resend.ResendFailedAsync(tenantId, Sources.Api);
        using var again = await _tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, 10m, PrivacyStage.Cancellation);
        var before = _app.Gateway.Sent.Count;
        await _app.DrainAsync();

        named.Left.ShouldHaveSingleItem().Why.ShouldBe("Its client's data were erased at the bridge, or taken out by their age: number and text are gone, and it is not sent again.");
        bulk.Requeued.ShouldBeEmpty();
        (await HookReply.ReadAsync(again)).Outcome.ShouldBe("duplicate");
        _app.Gateway.Sent.Count.ShouldBe(before);
    }

    [Fact]
    public async Task An_opt_out_in_force_stays_and_still_holds_and_one_that_was_lifted_goes()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        var tenantId = await _app.TenantIdAsync(_tenant);
        await _app.StopAsync(tenantId, "reply-1");

        (await _app.EraseAsync(_tenant)).OptOutsKept.ShouldBe(1);
        (await _app.ReadableAsync("opt_out")).ShouldNotNameTheClient();
        await _tenant.RepayAsync(20m);
        await _app.DrainAsync();
        (await _app.QueryAsync<string>("SELECT reason FROM message ORDER BY event_id DESC LIMIT 1")).ShouldBe([Reasons.OptedOut]);
        (await _app.StopAsync(tenantId, "reply-1")).ShouldBeFalse("a reply that came before is known by its id alone");

        await _app.StopAsync(tenantId, "reply-2", stop: false);
        await _tenant.RepayAsync(30m);
        await _app.DrainAsync();
        (await _app.EraseAsync(_tenant)).OptOutsKept.ShouldBe(0);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task The_record_is_still_whole_afterwards()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _tenant.RepayAsync(20m);
        await _app.EraseAsync(_tenant);

        _app.Services.GetRequiredService<SmsBridge.Insight.RecordChecks.RecordCheck>().Run(PrivacyStage.Cancellation).Where(finding => finding.Exceptions > 0).ShouldBeEmpty();
    }
}
