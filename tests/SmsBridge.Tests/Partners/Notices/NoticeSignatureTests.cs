using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Simulator.Partners;

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
        Words(await ExplainAsync(partner, notice, Text(notice), PartnerSecrets.NewSigningSecret())).ShouldContain("not one of this subscription");
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
