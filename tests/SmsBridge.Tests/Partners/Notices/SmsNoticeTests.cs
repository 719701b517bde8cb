using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Holding.Digests;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>What partners are told of the SMS: with the transaction's code, and once more when it is final.</summary>
public class SmsNoticeTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    [Fact]
    public async Task An_sms_that_becomes_final_after_the_code_is_told_once_more()
    {
        var tenant = await stage.App.NewTenantAsync();
        var (partner, quiet) = (await stage.AddPartnerAsync(tenant), await stage.AddPartnerAsync(tenant, smsStatus: false));
        var eventId = await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await stage.TellAsync();

        await ReceiveAsync(eventId, MessageStatus.Delivered);
        await stage.TellAsync();
        await ReceiveAsync(eventId, MessageStatus.Delivered);
        await stage.TellAsync();

        partner.Codes.ShouldBe(["MR101", "MR101"]);
        partner.Told.ConvertAll(body => body.GetProperty("sms").GetProperty("status").GetString()).ShouldBe(["sent", "delivered"]);
        partner.Told[1].GetProperty("sms").GetProperty("to").GetString().ShouldBe(Msisdn.Mask(Some.Mobile));
        partner.Receiver.Received.Select(notice => notice.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
        quiet.Codes.ShouldBe(["MR101"]);
    }

    /// <summary>However many members read of it, what moved is one transaction.</summary>
    [Fact]
    public async Task A_transaction_of_a_group_whose_members_are_told_is_told_once_and_without_an_sms()
    {
        var tenant = await stage.App.NewTenantAsync();
        tenant.Books.AddClient(8, "Grace Achieng", "0712 345 679");
        tenant.Books.AddGroup(new StandInGroup(3, "Umoja") { Members = [TestTenant.Client, 8] });
        tenant.Books.AddLoan(new StandInLoan(32, null, 5_000m) { GroupId = 3, GroupName = "Umoja" });
        await tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupTo = "members" });
        var partner = await stage.AddPartnerAsync(tenant);
        using var answer = await tenant.Hooks().PostRepaymentAsync(
            new HookRepayment(32, tenant.Books.AddRepayment(32, 500m, new DateOnly(2026, 11, 21)), 500m) { GroupId = 3 }, NoticeStage.Cancellation);
        var before = stage.App.Gateway.Sent.Count;
        await stage.App.DrainAsync();
        await stage.TellAsync();
        await stage.TellAsync();

        (stage.App.Gateway.Sent.Count - before).ShouldBe(2);
        partner.Codes.ShouldBe(["MR101"]);
        Has(partner.Told[0], "sms").ShouldBeFalse();
    }

    [Fact]
    public async Task An_sms_that_is_final_by_then_is_told_with_the_code_and_not_again()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var eventId = await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await ReceiveAsync(eventId, MessageStatus.Undelivered);

        await stage.TellAsync();
        await stage.TellAsync();

        partner.Told.ShouldHaveSingleItem().GetProperty("sms").GetProperty("status").GetString().ShouldBe("undelivered");
    }

    [Fact]
    public async Task An_sms_given_up_by_the_bridge_is_told_and_a_failed_one_sent_anew_is_told_when_it_arrives()
    {
        var tenant = await stage.App.NewTenantAsync();
        tenant.Books.AddClient(TestTenant.Client, "No Number", mobileNo: null);
        var partner = await stage.AddPartnerAsync(tenant);
        var eventId = await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await stage.TellAsync();
        partner.Told.ShouldHaveSingleItem().GetProperty("sms").GetProperty("status").GetString().ShouldBe("dead_lettered");

        tenant.Books.AddClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678");
        stage.App.Clock.Advance(TimeSpan.FromMinutes(5)); // what the relay knows of the client may be a minute old
        await ResendAsync(eventId);
        await stage.App.DrainAsync();
        await ReceiveAsync(eventId, MessageStatus.Delivered);
        await stage.TellAsync();

        partner.Told.ConvertAll(body => body.GetProperty("sms").GetProperty("status").GetString()).ShouldBe(["dead_lettered", "delivered"]);
    }

    /// <summary>By a resend, or because the carrier corrects itself.</summary>
    [Theory]
    [InlineData(nameof(MessageStatus.Undelivered), true)]
    [InlineData(nameof(MessageStatus.Failed), true)]
    [InlineData(nameof(MessageStatus.Undelivered), false)]
    public async Task A_partner_that_was_told_of_a_failure_is_told_once_when_the_sms_arrives_after_all(string failed, bool isResent)
    {
        var failure = Enum.Parse<MessageStatus>(failed);
        var tenant = await stage.App.NewTenantAsync();
        var (partner, quiet) = (await stage.AddPartnerAsync(tenant), await stage.AddPartnerAsync(tenant, smsStatus: false));
        var eventId = await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await stage.TellAsync();
        await ReceiveAsync(eventId, failure);
        await stage.TellAsync();

        if (isResent)
        {
            await ResendAsync(eventId);
            await stage.App.DrainAsync();
        }

        for (var time = 0; time < 2; time++)
        {
            await ReceiveAsync(eventId, MessageStatus.Delivered);
            await stage.TellAsync();
        }

        partner.Told.ConvertAll(body => body.GetProperty("sms").GetProperty("status").GetString()).ShouldBe(["sent", failure.Name(), "delivered"]);
        partner.Codes.ShouldBe(["MR101", "MR101", "MR101"]); // the transaction's own never changes
        var correction = partner.Told[2].GetProperty("correction");
        correction.GetProperty("code").GetString().ShouldBe("CR101");
        correction.GetProperty("corrects").GetString().ShouldBe(partner.Receiver.Received[1].Id);
        correction.GetProperty("was").GetString().ShouldBe(failure.Name());
        partner.Told.Take(2).ShouldAllBe(body => !Has(body, "correction"));
        partner.Receiver.Received.Select(notice => notice.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
        partner.Told.ShouldAllBe(body => SchemaCheck.Problems(SchemaCheck.Load("transaction-status.schema.json"), body, "$").Count == 0);
        quiet.Codes.ShouldBe(["MR101"]);
    }

    /// <summary>Whether it was told with the transaction's code or later.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_told_as_delivered_is_not_taken_back_by_a_second_sms_that_is_cancelled(bool withTheCode)
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var eventId = await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await (withTheCode ? Task.CompletedTask : stage.TellAsync());
        await ReceiveAsync(eventId, MessageStatus.Delivered);
        await stage.TellAsync();

        await ResendAsync(eventId, new ResendRules(Again: true));
        (await stage.App.Services.GetRequiredService<MessageCancel>().CancelAsync(await TenantIdAsync(eventId), eventId, Sources.Operator, static _ => { })).ShouldBeNull();
        await stage.TellAsync();

        partner.Told.ConvertAll(body => body.GetProperty("sms").GetProperty("status").GetString()).ShouldBe(withTheCode ? ["delivered"] : ["sent", "delivered"]);
        (await stage.App.QueryAsync<int>("SELECT sms_told FROM money_transaction WHERE event_id = @eventId", new { eventId })).ShouldBe([(int)MessageStatus.Delivered]);
    }

    [Fact]
    public async Task A_payment_that_the_sms_of_another_one_tells_names_that_one()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var digest = new DigestStage(tenant);
        await digest.SetAsync(DigestStage.UntilThen);
        var ids = await digest.RepayAsync(2);
        await stage.TellAsync();
        await digest.TellAsync();
        await stage.TellAsync();

        var told = partner.Told.Last(body => body.GetProperty("mfsTransId").GetString() == FormattableString.Invariant($"{ids[1]}")).GetProperty("sms");
        (told.GetProperty("status").GetString(), told.GetProperty("toldIn").GetString()).ShouldBe(("dead_lettered", FormattableString.Invariant($"{ids[0]}")));
        partner.Told.Where(body => body.GetProperty("mfsTransId").GetString() == FormattableString.Invariant($"{ids[0]}")).ShouldAllBe(body => !Has(body.GetProperty("sms"), "toldIn"));
        partner.Told.ShouldAllBe(body => SchemaCheck.Problems(SchemaCheck.Load("transaction-status.schema.json"), body, "$").Count == 0);
    }

    private static bool Has(System.Text.Json.JsonElement body, string name) => body.TryGetProperty(name, out _);

    [Fact]
    public async Task No_way_of_a_message_to_its_end_leaves_the_record_without_it()
    {
        var tenant = await stage.App.NewTenantAsync();
        var (delivered, failed, dead) = (await tenant.RepayAsync(), await tenant.RepayAsync(), await tenant.RepayAsync());
        tenant.Books.Reverse(TestTenant.Loan, 903);
        await stage.App.DrainAsync();
        await ReceiveAsync(delivered, MessageStatus.Delivered);
        await ReceiveAsync(failed, MessageStatus.Failed);

        var finals = await stage.App.QueryAsync<long>("""
            SELECT message.event_id FROM message
            WHERE message.tenant_id = (SELECT tenant_id FROM event WHERE id = @dead) AND status >= 4
                AND (SELECT status FROM status_change WHERE event_id = message.event_id ORDER BY id DESC LIMIT 1) = message.status
            ORDER BY message.event_id
            """, new { dead });
        finals.ShouldBe([delivered, failed, dead]);
    }

    private async Task ReceiveAsync(long eventId, MessageStatus status)
    {
        var providerId = (await stage.App.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
        await stage.App.Services.GetRequiredService<MessageReceipts>().ApplyAsync(new Receipt(
            eventId, providerId, status, status.Name(), ErrorCode: null, Reason: null, Detail: null, Supersedes: _ => true));
    }

    private async Task ResendAsync(long eventId, ResendRules rules = default) =>
        (await stage.App.Services.GetRequiredService<MessageResend>().ResendAsync(await TenantIdAsync(eventId), [eventId], rules, "api", static (_, _) => { })).Requeued.ShouldBe([eventId]);

    private async Task<long> TenantIdAsync(long eventId) =>
        (await stage.App.QueryAsync<long>("SELECT tenant_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
}
