using SmsBridge.Operators;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>A receiver that answers 410 ends its own subscription; where nobody looks, nobody knows.</summary>
public class GoneReceiverTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    [Fact]
    public async Task A_partner_whose_receiver_was_gone_is_pointed_out_for_some_days_or_until_it_subscribes_anew()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        partner.Receiver.Behaviour = _ => new StandInBehaviour(410);
        await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await stage.TellAsync();

        var item = (await AttentionAsync(partner)).ShouldHaveSingleItem();
        item.Text("words")!.ShouldContain("(410)");
        item.Text("remedy")!.ShouldContain("subscribe anew");

        stage.App.Clock.Advance(TimeSpan.FromMinutes(1));
        var now = stage.App.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        const string Successor = """
            INSERT INTO subscription (partner_id, reference, callback_url, method, sms_status, secret, logged_at, updated_at)
            SELECT partner_id, 'ReconM13', callback_url, method, sms_status, 'sealed', @now, @now FROM subscription WHERE id = @SubscriptionId
            """;
        await stage.App.MeddleAsync(Successor, new { now, partner.SubscriptionId });
        (await AttentionAsync(partner)).ShouldBeEmpty();

        await stage.App.MeddleAsync("DELETE FROM subscription WHERE reference = 'ReconM13'");
        (await AttentionAsync(partner)).ShouldHaveSingleItem();
        stage.App.Clock.Advance(TimeSpan.FromDays(7));
        (await AttentionAsync(partner)).ShouldBeEmpty();
    }

    private async Task<List<System.Text.Json.JsonElement>> AttentionAsync(TestPartner partner)
    {
        using var browser = await stage.App.SignInAsAsync(OperatorRole.Admin);
        using var answer = await browser.GetAsync("/api/stats/attention", TestContext.Current.CancellationToken);
        return [.. (await Json.ReadAsync(answer)).GetProperty("items").EnumerateArray().Where(item => item.Text("partner") == partner.Code)];
    }
}
