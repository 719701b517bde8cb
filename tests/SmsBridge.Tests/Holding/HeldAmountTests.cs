using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Holding;

/// <summary>How much is held, where it is more than is counted or more than one hour's: no part is told as the whole.</summary>
public class HeldAmountTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory]
    [InlineData(0, 2, "0 SMS", "about 0 parts", "")]
    [InlineData(10_000, 2, "10000 SMS", "about 20000 parts", "")]
    [InlineData(10_001, 2, "more than 10000 SMS", "about 20000 parts or more", "of those counted: ")]
    public void What_is_made_of_a_count_that_was_cut_off_says_so(long found, long partsOfOne, string sms, string parts, string before)
    {
        var amount = new HeldAmount(found, partsOfOne);

        (amount.SmsWords, amount.PartsWords, amount.OfCounted).ShouldBe((sms, parts, before));
    }

    [Theory]
    [InlineData(10_000, "10000 SMS", "about 10000 parts", false)]
    [InlineData(10_005, "more than 10000 SMS", "about 10000 parts or more", true)]
    public async Task Page_alarm_answer_and_audit_say_the_same(int held, string sms, string parts, bool isMore)
    {
        var stage = await HeldAsync(held);
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        var view = await stage.ViewAsync();
        (view.Held, view.HeldMore).ShouldBe((10_000, isMore));

        (await PageAsync(browser, "/console")).ShouldContain($"{stage.Tenant.Id} has {sms} held, {parts}: at least 10000 events with a text came"); // two were counted
        var page = await PageAsync(browser, $"/console/tenants/{stage.Tenant.Id}/holding");
        page.ShouldContain($">{sms}</dd>");
        page.ShouldContain($">{parts}</dd>");
        page.Contains("of those counted: LOAN REPAYMENT: ", StringComparison.Ordinal).ShouldBe(isMore);
        (await stage.CancelAsync()).ShouldStartWith($"Cancelled: {sms} of");
        (await app.QueryAsync<string>("SELECT after FROM audit WHERE action = @SurgeCancel AND tenant_id = @Id", new { AuditActions.SurgeCancel, stage.Registered.Id })).ShouldBe([$"{sms}, {parts}"]);
    }

    [Fact]
    public async Task Of_several_hours_the_figures_are_of_one_the_fullest()
    {
        var stage = await HeldAsync(2);
        await app.MeddleAsync("UPDATE surge_hour SET usual = 450, events = 600 WHERE tenant_id = @Id", new { stage.Registered.Id });
        await app.MeddleAsync(
            "INSERT INTO surge_hour (tenant_id, starts_at, state, events, usual, allowed, parts, opened_at) VALUES (@Id, @startsAt, 1, 9000, 100, 500, 1, @startsAt)",
            new { stage.Registered.Id, startsAt = stage.Hour - SurgeHour.Length });
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));

        (await PageAsync(browser, "/console")).ShouldContain(": at least 9000 events with a text came in an hour in which up to 100 are usual (the fullest of 2 hours).");
    }

    /// <summary>One by the gate, and the others as it would.</summary>
    private async Task<SurgeStage> HeldAsync(int count)
    {
        var stage = await SurgeStage.SetUpAsync(app, floor: 1);
        await stage.RepayAsync(2);
        await app.DrainAsync();
        (await stage.HeldAsync()).ShouldBe(1);
        await app.MeddleAsync("""
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @more)
            INSERT INTO message (event_id, tenant_id, type_id, received_at, status, queued_at, due_at, reason, updated_at)
            SELECT event_id * 1000000 + i, tenant_id, type_id, received_at, status, queued_at, due_at, reason, updated_at FROM message CROSS JOIN n WHERE tenant_id = @Id AND reason IS NOT NULL
            """, new { stage.Registered.Id, more = count - 1 });
        (await stage.HeldAsync()).ShouldBe(count);
        return stage;
    }
}
