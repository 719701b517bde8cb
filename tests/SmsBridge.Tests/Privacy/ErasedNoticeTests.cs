using SmsBridge.Messages;
using SmsBridge.Partners.Notices;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Partners.Notices;

namespace SmsBridge.Tests.Privacy;

/// <summary>Partners are told what they wait for; what they were told names nobody afterwards.</summary>
public class ErasedNoticeTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    [Fact]
    public async Task A_hook_that_was_not_read_for_partners_yet_is_left_until_it_was()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        await tenant.RepayAsync();
        await stage.App.DrainAsync();

        (await stage.App.EraseAsync(tenant)).UnderWay.ShouldBe(1);
        await stage.TellAsync();
        (await stage.App.EraseAsync(tenant)).Events.ShouldBe(1);

        partner.Codes.ShouldBe(["MR101"]);
    }

    [Fact]
    public async Task What_waits_for_a_partner_stays_whole_and_is_taken_out_once_it_was_told()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var eventId = await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await stage.App.ReceiveAsync(eventId, MessageStatus.Delivered);
        partner.Receiver.Behaviour = _ => new StandInBehaviour(500);
        await stage.TellAsync();

        var first = await stage.App.EraseAsync(tenant);
        (first.Events, first.NoticesLeft).ShouldBe((1, 1));
        partner.Receiver.Behaviour = _ => StandInBehaviour.Healthy;
        await stage.TellAfterAsync(TimeSpan.FromHours(1));
        partner.Told[^1].GetProperty("receiveAmount").GetProperty("amount").GetDecimal().ShouldBe(1_500m);
        (await stage.App.EraseAsync(tenant)).NoticesLeft.ShouldBe(0);

        var notice = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem();
        var body = System.Text.Encoding.UTF8.GetString(notice.Body);
        body.ShouldNotContain("1500");
        body.ShouldContain("MR101");
        (await stage.App.QueryAsync<string?>("SELECT amount FROM money_transaction WHERE event_id = @eventId", new { eventId })).ShouldBe([null]);
        (await stage.Actions.ResendAsync(notice.Id, partner.By)).ShouldBe(NoticeBar.Erased);
        NoticeBar.Erased.Words().ShouldContain("erased");
    }

    [Fact]
    public async Task What_becomes_of_the_sms_later_is_told_by_what_the_partner_knows()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var eventId = await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await stage.TellAsync();
        await stage.App.EraseAsync(tenant);

        await stage.App.ReceiveAsync(eventId, MessageStatus.Delivered);
        await stage.TellAsync();

        partner.Told.ConvertAll(body => body.GetProperty("sms").GetProperty("status").GetString()).ShouldBe(["sent", "delivered"]);
        partner.Told[1].GetProperty("thirdPartyTransId").GetString().ShouldBe(partner.Told[0].GetProperty("thirdPartyTransId").GetString());
        partner.Told[1].GetProperty("sms").TryGetProperty("to", out _).ShouldBeFalse();
    }
}
