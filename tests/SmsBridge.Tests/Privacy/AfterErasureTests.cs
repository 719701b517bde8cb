using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
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

        named.Left.ShouldHaveSingleItem().Why.ShouldBe("Its client's data were erased at the bridge: number and text are gone, and it is not sent again.");
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
