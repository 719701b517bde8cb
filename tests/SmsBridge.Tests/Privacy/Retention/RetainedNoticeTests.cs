using SmsBridge.Messages;
using SmsBridge.Privacy.Retention;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Partners.Notices;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>What partners were told goes by its age; what they are still to be told stays, and so does what a repeat of it is known by.</summary>
public class RetainedNoticeTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    [Fact]
    public async Task Notices_go_alone_and_a_repeat_is_told_to_nobody()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        await stage.App.KeepAsync(tenant, notices: 7);
        var (id, transaction) = await tenant.RepayTodayAsync();
        await stage.App.DrainAsync();
        await stage.App.ReceiveAsync(id, MessageStatus.Delivered);
        await stage.TellAsync();
        var told = partner.Codes.Count;
        told.ShouldBe(1);

        stage.App.DaysPass(9);
        var removed = (await stage.App.RetainAsync())[RetentionKind.Notices];
        removed.ShouldBeGreaterThanOrEqualTo(told); // what this class's other tests left goes with it
        (await stage.App.RowsAsync("notification", $"event_id = {id}")).ShouldBe(0);
        await tenant.RepeatAsync(transaction);
        await stage.TellAsync();

        partner.Codes.Count.ShouldBe(told);
        (await stage.App.QueryAsync<string?>("SELECT amount FROM money_transaction WHERE event_id = @id", new { id })).ShouldBe([null]);
        (await stage.App.RowsAsync("message", $"event_id = {id} AND recipient IS NOT NULL")).ShouldBe(1, "the SMS is not touched");
        stage.App.ShouldBeWhole();
    }

    [Fact]
    public async Task A_report_that_comes_after_what_it_is_about_went_is_told_to_nobody()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        await stage.App.KeepAsync(tenant, notices: 7);
        var (id, _) = await tenant.RepayTodayAsync();
        await stage.App.DrainAsync();
        await stage.TellAsync();
        var told = partner.Codes.Count;

        stage.App.DaysPass(9);
        await stage.App.RetainAsync();
        await stage.App.ReceiveAsync(id, MessageStatus.Delivered);
        await stage.TellAsync();

        partner.Codes.Count.ShouldBe(told);
        (await stage.App.RowsAsync("notification", $"event_id = {id}")).ShouldBe(0);
        (await stage.App.RowsAsync("message", $"event_id = {id} AND status = {(int)MessageStatus.Delivered}")).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_partner_is_still_to_be_told_keeps_its_event()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        await stage.App.KeepAsync(tenant, notices: 7, records: 31);
        var (id, _) = await tenant.RepayTodayAsync();
        await stage.App.DrainAsync();
        await stage.App.ReceiveAsync(id, MessageStatus.Delivered);
        partner.Receiver.Behaviour = _ => new StandInBehaviour(500);
        await stage.TellAsync();
        await stage.App.MeddleAsync("UPDATE notification SET due_at = due_at + 8640000000 WHERE due_at IS NOT NULL"); // its receiver is down for months
        stage.App.DaysPass(33);
        var (next, _) = await tenant.RepayTodayAsync();
        await stage.App.DrainAsync();
        await stage.App.ReceiveAsync(next, MessageStatus.Delivered);

        await stage.App.RetainAsync();
        (await stage.App.RowsAsync("message", $"event_id = {id}")).ShouldBe(1);
        (await stage.App.RowsAsync("notification", $"event_id = {id}")).ShouldBe(1);

        partner.Receiver.Behaviour = _ => StandInBehaviour.Healthy;
        await stage.App.MeddleAsync("UPDATE notification SET due_at = due_at - 8640000000 WHERE due_at IS NOT NULL");
        await stage.TellAsync();
        partner.Told[^1].GetProperty("receiveAmount").GetProperty("amount").GetDecimal().ShouldBe(700m, "it is told whole");
        await stage.App.RetainAsync();

        (await stage.App.RowsAsync("message", $"event_id = {id}")).ShouldBe(0);
        (await stage.App.RowsAsync("notification", $"event_id = {id}")).ShouldBe(0);
        (await stage.App.RowsAsync("money_transaction", $"event_id = {id}")).ShouldBe(0);
        stage.App.ShouldBeWhole();
    }
}
