using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Simulator.Partners;
using SmsBridge.Store;
using SmsBridge.Tests.Privacy;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>A receiver refuses what the bridge sends: it is said why, from what the receiver shows.</summary>
public class NoticeSignatureTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_as_it_was_sent_is_genuine()
    {
        var (partner, notice) = await ReceiveAsync();

        var report = await ExplainAsync(partner, notice, Text(notice), partner.Secret, stage.App.Clock.GetUtcNow());

        report.IsAccepted.ShouldBeTrue(Words(report));
        Words(report).ShouldContain("byte for byte");
        Words(report).ShouldContain("made with the secret in force");
        Words(report).ShouldContain("It is the one in force");
    }

    [Theory]
    [InlineData("\r\n", true, "byte for byte")] // a field for text ends lines like this
    [InlineData(" ", false, "blanks or line ends")]
    [InlineData("x", false, "bytes came of")]
    public async Task A_body_that_was_changed_is_told_from_a_wrong_secret(string added, bool isGenuine, string words)
    {
        var (partner, notice) = await ReceiveAsync();

        var report = await ExplainAsync(partner, notice, Text(notice) + added);

        report.IsAccepted.ShouldBe(isGenuine, Words(report));
        Words(report).ShouldContain(words);
        Words(report).Contains("It fits the body that was sent, and not this one.", StringComparison.Ordinal).ShouldBe(!isGenuine);
    }

    [Fact]
    public async Task A_receivers_clock_that_goes_wrong_is_found()
    {
        var (partner, notice) = await ReceiveAsync();
        var now = stage.App.Clock.GetUtcNow();

        Words(await ExplainAsync(partner, notice, Text(notice), at: now.AddHours(3))).ShouldContain("it was 3 hours old");
        Words(await ExplainAsync(partner, notice, Text(notice), at: now.AddMinutes(-40))).ShouldContain("minutes ahead");
        (await ExplainAsync(partner, notice, Text(notice), at: now.AddMinutes(4))).IsAccepted.ShouldBeTrue();
        Words(await ExplainAsync(partner, notice with { Timestamp = now.AddDays(-2).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) }, Text(notice))).ShouldContain("No try of this notification");
        Words(await ExplainAsync(partner, notice with { Timestamp = "2026-11-21" }, Text(notice))).ShouldContain("whole number of seconds");
    }

    [Fact]
    public async Task An_old_secret_and_another_ones_are_told_apart()
    {
        var (partner, _) = await ReceiveAsync();
        var old = partner.Secret;
        var fresh = (await stage.RotateSecretAsync(partner))!;
        var (_, notice) = await ReceiveAsync(partner);

        var during = await ExplainAsync(partner, notice, Text(notice), old);
        during.IsAccepted.ShouldBeTrue(Words(during));
        Words(during).ShouldContain("an older one, which signs too until");
        stage.App.Clock.Advance(TimeSpan.FromDays(2));
        Words(await ExplainAsync(partner, notice, Text(notice), old)).ShouldContain("an old one that has ended");
        (await ExplainAsync(partner, notice, Text(notice), fresh)).IsAccepted.ShouldBeTrue(); // also what the old one signed, as it signed then
        Words(await ExplainAsync(partner, notice, Text(notice), PartnerSecrets.NewSigningSecret())).ShouldContain("not one of this subscription, or one that was ended at once");
        Words(await ExplainAsync(partner, notice, Text(notice), "the password")).ShouldContain("no signing secret");
        var forged = notice with { Signature = "v1," + Convert.ToBase64String(new byte[32]) };
        Words(await ExplainAsync(partner, forged, Text(notice))).ShouldContain("made with none of the secrets");
        Words(await ExplainAsync(partner, notice with { Signature = "" }, Text(notice))).ShouldContain("The header is missing.");
    }

    [Fact]
    public async Task Another_partners_delivery_and_a_tenants_that_is_not_the_callers_do_not_exist()
    {
        var (partner, notice) = await ReceiveAsync();
        var (other, _) = await ReceiveAsync();
        Words(await ExplainAsync(other, notice, Text(notice))).ShouldContain("There is no notification of this webhook-id");

        var check = stage.App.Services.GetRequiredService<NoticeSignatureCheck>();
        var question = new NoticeQuestion(Headers(notice), Text(notice), null, null);
        var stranger = new Caller(Actor.CommandLine, OperatorRole.Support, TenantScope.Of(["elsewhere"]));
        var viewer = new Caller(Actor.CommandLine, OperatorRole.Viewer, TenantScope.All);
        (await check.ExplainAsync(stranger, partner.Code, question, Cancellation)).ShouldBeNull();
        (await check.ExplainAsync(viewer, partner.Code, question, Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Under_an_unknown_webhook_id_all_subscriptions_are_tried_and_the_one_that_fits_is_named()
    {
        var (first, notice) = await ReceiveAsync();
        var second = await SubscribeAsync(first);
        await stage.Actions.SendExampleAsync(second.SubscriptionId, second.By);
        await stage.TellAsync();
        var its = first.Receiver.Received[^1];
        string.Equals(its.Id, notice.Id, StringComparison.Ordinal).ShouldBeFalse();
        await stage.App.MeddleAsync("DELETE FROM delivery WHERE notification_id IN (SELECT id FROM notification WHERE webhook_id = @Id)", new { its.Id });
        await stage.App.MeddleAsync("DELETE FROM notification WHERE webhook_id = @Id", new { its.Id });

        var report = await ExplainAsync(first, its, Text(its), second.Secret);

        report.IsAccepted.ShouldBeFalse();
        var words = Words(report);
        words.ShouldContain("There is no notification of this webhook-id");
        words.ShouldContain("webhook-timestamp False: There are no tries to compare it with.");
        words.ShouldNotContain("It is the time of one of the tries");
        words.ShouldContain("webhook-signature v1 False: It was made with the secret in force. It is that of subscription Second.");
        words.ShouldContain("receiver's secret False: It is the one in force. It is that of subscription Second.");
        Words(await ExplainAsync(first, its with { Signature = "v1," + Convert.ToBase64String(new byte[32]) }, Text(its), PartnerSecrets.NewSigningSecret()))
            .ShouldContain("receiver's secret True: It is not one of this partner's subscriptions, or one that was ended at once");
    }

    [Fact]
    public async Task The_secret_of_the_partners_other_subscription_is_named_and_one_that_was_ended_at_once_is_not_called_anothers()
    {
        var (partner, notice) = await ReceiveAsync();
        var second = await SubscribeAsync(partner);

        Words(await ExplainAsync(partner, notice, Text(notice), second.Secret)).ShouldContain("receiver's secret True: It is not one of this subscription, but of Second,");

        await stage.App.Services.GetRequiredService<PartnerSecretVerbs>().RotateSigningAsync(Caller.CommandLine, partner.Code, "ReconM12", new RotationWish(AtOnce: true, Confirmed: true), Cancellation);
        var ended = Words(await ExplainAsync(partner, notice, Text(notice), partner.Secret));
        ended.ShouldContain("receiver's secret True: It is not one of this subscription, or one that was ended at once: those are not kept.");
        ended.ShouldContain("webhook-signature v1 True: It was made with none of the secrets of this subscription that are kept, or with one that was ended at once");
    }

    [Fact]
    public async Task What_a_partner_got_of_a_client_who_was_erased_since_is_judged_by_its_signature()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        await tenant.RepayAsync();
        await stage.App.DrainAsync();
        await stage.TellAsync();
        var notice = partner.Receiver.Received[^1];
        (await stage.App.EraseAsync(tenant)).Events.ShouldBe(1);

        var report = await ExplainAsync(partner, notice, Text(notice), partner.Secret);
        report.IsAccepted.ShouldBeTrue(Words(report));
        Words(report).ShouldContain("body False: What was sent is not kept any more");
        Words(report).ShouldContain("made with the secret in force");

        var changed = await ExplainAsync(partner, notice, Text(notice).Replace("MR101", "ER101", StringComparison.Ordinal), partner.Secret);
        changed.IsAccepted.ShouldBeFalse();
        Words(changed).ShouldContain("webhook-signature v1 True: It was made with none of the secrets");
    }

    private async Task<TestPartner> SubscribeAsync(TestPartner partner)
    {
        var secret = PartnerSecrets.NewSigningSecret();
        var (now, secrets) = (stage.App.Clock.GetUtcNow().ToUnixTimeMilliseconds(), stage.App.Services.GetRequiredService<SecretBox>());
        var id = await stage.App.Services.GetRequiredService<Database>().WriteAsync(session =>
        {
            var owner = session.Scalar<long>("SELECT partner_id FROM subscription WHERE id = @SubscriptionId", new { partner.SubscriptionId });
            return session.Scalar<long>("""
                INSERT INTO subscription (partner_id, reference, callback_url, method, sms_status, secret, logged_at, updated_at)
                VALUES (@owner, 'Second', @Url, 'transactionStatus', @Yes, @Secret, @now, @now) RETURNING id
                """, new { owner, Url = partner.Receiver.Url.AbsoluteUri, Yes = true, Secret = secrets.Seal(secret, SubscriptionRow.Purpose(owner, "Second")), now });
        });
        partner.Receiver.Secrets = [.. partner.Receiver.Secrets, secret];
        return partner with { SubscriptionId = id, Secret = secret };
    }

    private async Task<(TestPartner Partner, StandInNotice Notice)> ReceiveAsync(TestPartner? partner = null)
    {
        if (partner is null)
        {
            var tenant = await stage.App.NewTenantAsync();
            partner = await stage.AddPartnerAsync(tenant);
            await tenant.RepayAsync();
        }
        else
        {
            await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        }

        await stage.TellAsync();
        return (partner, partner.Receiver.Received[^1]);
    }

    private async Task<SignatureReport> ExplainAsync(TestPartner partner, StandInNotice notice, string body, string? secret = null, DateTimeOffset? at = null) =>
        (await stage.App.Services.GetRequiredService<NoticeSignatureCheck>().ExplainAsync(
            Caller.CommandLine, partner.Code, new NoticeQuestion(Headers(notice), body, secret, at), Cancellation)).ShouldNotBeNull();

    private static string Headers(StandInNotice notice) =>
        $"Content-Type: application/json\r\nWebhook-Id: {notice.Id}\r\nwebhook-timestamp: {notice.Timestamp}\r\nwebhook-signature: {notice.Signature}\r\n";

    private static string Text(StandInNotice notice) => Encoding.UTF8.GetString(notice.Body);

    private static string Words(SignatureReport report) =>
        string.Join('\n', report.Findings.Select(finding => string.Create(CultureInfo.InvariantCulture, $"{finding.Part} {finding.IsWrong}: {finding.Words}")));
}
