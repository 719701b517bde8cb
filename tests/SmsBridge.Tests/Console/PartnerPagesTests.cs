using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>The pages of the partners, against real deliveries to a receiver.</summary>
public class PartnerPagesTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partner_is_seen_only_by_who_looks_after_all_of_its_tenants()
    {
        var (ours, other) = (await stage.App.NewTenantAsync(), await stage.App.NewTenantAsync());
        var (partner, shared) = (await stage.AddPartnerAsync(ours), await stage.AddPartnerAsync(ours));
        await stage.App.MeddleAsync(
            "INSERT INTO partner_tenant (partner_id, identifier) SELECT id, @Tenant FROM partner WHERE code = @Code", new { Tenant = other.Id, shared.Code });
        using var browser = await stage.App.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([ours.Id]));
        using var both = await stage.App.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([ours.Id, other.Id]));

        var list = await PageAsync(browser, "/console/partners");

        list.ShouldContain($">{partner.Code}<");
        list.ShouldNotContain($">{shared.Code}<");
        (await PageAsync(both, "/console/partners")).ShouldContain($">{shared.Code}<");
        foreach (var tab in new[] { "", "/deliveries", "/signature", "/access" })
        {
            (await StatusAsync(browser, $"/console/partners/{partner.Code}{tab}")).ShouldBe(HttpStatusCode.OK);
            (await StatusAsync(browser, $"/console/partners/{shared.Code}{tab}")).ShouldBe(HttpStatusCode.NotFound);
            (await StatusAsync(both, $"/console/partners/{shared.Code}{tab}")).ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_partner_is_added_on_the_page_with_a_password_shown_once_that_works()
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        var answer = await SubmitAsync(admin, "/console/partners", "add", ("code", "added-here"), ("name", "Recon Ltd"), ("tenants", "bank-a, bank-b"));
        var again = await SubmitAsync(admin, "/console/partners", "add", ("code", "added-here"), ("name", ""), ("tenants", "bank-a"));
        var rotated = await SubmitAsync(admin, "/console/partners/added-here/access", "password");

        answer.ShouldContain("No tenant is registered as bank-a, bank-b yet");
        again.ShouldContain("There is a partner added-here already.");
        var partner = await FindAsync("added-here");
        partner!.Tenants.ShouldBe(["bank-a", "bank-b"]);
        partner.Passwords.Older.ShouldHaveSingleItem().Secret.ShouldBe(Secret(answer));
        partner.Passwords.Current.ShouldBe(Secret(rotated));
        (await PageAsync(admin, "/console/partners/added-here/access")).ShouldNotContain(Secret(rotated));
        (await AuditAsync("partner added-here")).ShouldBe(["partner_add", "partner_rotate"]);
    }

    [Fact]
    public async Task A_partner_is_told_of_other_tenants_and_removed_by_typing_its_code_only()
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        await SubmitAsync(admin, "/console/partners", "add", ("code", "removed-here"), ("name", ""), ("tenants", "bank-a"));
        const string Url = "/console/partners/removed-here/access";

        (await SubmitAsync(admin, Url, "tenants", ("tenants", "bank-b,bank-c"))).ShouldContain("bank-b, bank-c from now on");
        (await FindAsync("removed-here"))!.Tenants.ShouldBe(["bank-b", "bank-c"]);
        (await SubmitAsync(admin, Url, "tenants", ("tenants", " , "))).ShouldContain("Say of which");
        (await SubmitAsync(admin, Url, "remove", ("typed", "removed"))).ShouldContain("Nothing was removed.");
        (await SubmitAsync(admin, Url, "remove", ("typed", "removed-here"))).ShouldContain("is removed");

        (await StatusAsync(admin, Url)).ShouldBe(HttpStatusCode.NotFound);
        (await AuditAsync("partner removed-here")).ShouldBe(["partner_add", "partner_change", "partner_delete"]);
    }

    [Fact]
    public async Task What_went_wrong_is_told_with_the_receivers_own_words_encoded_and_it_is_sent_again()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = number => number == 1 ? new StandInBehaviour(503) { Body = "<script>alert(1)</script>" } : StandInBehaviour.Healthy;
        var eventId = await tenant.RepayAsync();
        await stage.TellAsync();
        var id = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem().Id;
        var url = string.Create(CultureInfo.InvariantCulture, $"/console/partners/{partner.Code}/deliveries/{id}");
        using var support = await stage.App.SignInAsAsync(OperatorRole.Support, TenantScope.Of([tenant.Id]));

        var raw = await support.GetStringAsync(url, Cancellation);
        raw.ShouldContain("&lt;script&gt;alert(1)&lt;/script&gt;");
        raw.ShouldNotContain("<script>alert");
        raw.ShouldContain(">503<");
        raw.ShouldContain("This bridge posts nothing now: its next try comes when Notices:Enabled is on again.");
        raw.ShouldNotContain("Next try</dt>"); // at no time anybody could tell
        (await PageAsync(support, $"/console/partners/{partner.Code}/deliveries?state=waiting")).ShouldContain("MR101");
        (await PageAsync(support, $"/console/partners/{partner.Code}/deliveries?state=delivered")).ShouldContain("No such notification.");
        (await PageAsync(support, "/console/partners")).ShouldContain("0 %");

        await stage.TellAfterAsync(TimeSpan.FromSeconds(10));
        (await SubmitAsync(support, url, "resend")).ShouldContain("sent again when Notices:Enabled is on again");
        await stage.TellAsync();

        partner.Receiver.Received.Select(notice => notice.Id).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
        partner.Receiver.Count.ShouldBe(3);
        (await AuditAsync(string.Create(CultureInfo.InvariantCulture, $"partner {partner.Code}, subscription ReconM12, notification {id}"))).ShouldBe(["resend"]);
        (await PageAsync(support, string.Create(CultureInfo.InvariantCulture, $"/console/messages/{eventId}")))
            .ShouldContain($"Partner {partner.Code} was told: MR101");
    }

    [Fact]
    public async Task What_was_delivered_and_then_could_not_be_sent_again_was_delivered()
    {
        var (tenant, partner) = await StartAsync();
        var eventId = await tenant.RepayAsync();
        await stage.TellAsync();
        var id = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem().Id;
        var url = string.Create(CultureInfo.InvariantCulture, $"/console/partners/{partner.Code}/deliveries/{id}");
        var message = string.Create(CultureInfo.InvariantCulture, $"/console/messages/{eventId}");
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        partner.Receiver.Behaviour = _ => new StandInBehaviour(400);
        await SubmitAsync(admin, url, "resend");
        await stage.TellAsync();
        await stage.App.MeddleAsync("UPDATE notification SET state = 3, due_at = NULL WHERE id = @id", new { id }); // given up

        var page = await PageAsync(admin, url);
        page.ShouldContain("It was delivered before; sending it again failed.");
        page.ShouldNotContain("All its tries failed.");
        (await PageAsync(admin, message)).ShouldContain($"Partner {partner.Code} was told: MR101, success. Sending it again failed.");

        await stage.App.MeddleAsync("UPDATE notification SET state = 4 WHERE id = @id", new { id }); // held
        (await PageAsync(admin, url)).ShouldContain("It was delivered before; sent again, it was held while its subscription was disabled.");
        (await PageAsync(admin, message)).ShouldContain($"Partner {partner.Code} was told: MR101, success. Sent again, it was held");
    }

    [Fact]
    public async Task A_disabled_subscription_needs_attention_until_it_is_enabled_and_what_it_missed_is_recovered()
    {
        var (tenant, partner) = await StartAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        using var owner = await stage.App.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        using var stranger = await stage.App.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([(await stage.App.NewTenantAsync()).Id]));
        var url = $"/console/partners/{partner.Code}";

        (await SubmitAsync(admin, url, "disable-ReconM12")).ShouldContain("An operator disabled it.");
        await tenant.RepayAsync();
        await stage.TellAsync();
        var named = $"{partner.Code} is not told anything by subscription ReconM12 any more: an operator disabled it.";
        (await PageAsync(admin, "/console")).ShouldContain(named);
        (await PageAsync(owner, "/console")).ShouldContain(named);
        (await PageAsync(stranger, "/console")).ShouldNotContain(named);

        var from = stage.App.Clock.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        (await SubmitAsync(admin, url, "enable-ReconM12")).ShouldContain("is told again");
        stage.App.Clock.Advance(TimeSpan.FromSeconds(1)); // the window ends before now
        (await SubmitAsync(admin, url, "recover-ReconM12", ("from", "soon"), ("to", ""))).ShouldContain("Say since when");
        (await SubmitAsync(admin, url, "recover-ReconM12", ("from", from), ("to", ""))).ShouldContain("1 notification is sent again");
        await stage.TellAsync();

        partner.Codes.ShouldBe(["MR101"]);
        (await PageAsync(admin, "/console")).ShouldNotContain(named);
        (await AuditAsync($"partner {partner.Code}, subscription ReconM12")).ShouldBe(["partner_change", "partner_change", "partner_recover"]);
    }

    [Fact]
    public async Task An_example_and_a_new_secret_are_one_click_each()
    {
        var (_, partner) = await StartAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var url = $"/console/partners/{partner.Code}";

        var answer = await SubmitAsync(admin, url, "secret-ReconM12");
        partner.Receiver.Secrets = [Secret(answer)];
        (await SubmitAsync(admin, url, "example-ReconM12")).ShouldContain("An example goes to ReconM12 when Notices:Enabled is on again");
        await stage.TellAsync();

        partner.Told.ShouldHaveSingleItem().GetProperty("example").GetBoolean().ShouldBeTrue();
        (await PageAsync(admin, url)).ShouldNotContain(Secret(answer));
        (await AuditAsync($"partner {partner.Code}, subscription ReconM12")).ShouldBe(["partner_rotate", "partner_example"]);
    }

    [Fact]
    public async Task Who_only_looks_is_offered_nothing_and_a_forged_form_does_nothing()
    {
        var (tenant, partner) = await StartAsync();
        await stage.App.MeddleAsync("UPDATE subscription SET callback_url = callback_url || '?token=hidden' WHERE id = @SubscriptionId", new { partner.SubscriptionId });
        using var viewer = await stage.App.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([tenant.Id]));
        using var support = await stage.App.SignInAsAsync(OperatorRole.Support);
        var url = $"/console/partners/{partner.Code}";

        var page = await PageAsync(viewer, url);
        page.ShouldNotContain("Send an example");
        page.ShouldNotContain("token=hidden");
        (await PageAsync(support, url)).ShouldNotContain("Make a new secret");
        (await PageAsync(viewer, url + "/access")).ShouldNotContain("Make a new password");
        (await PageAsync(viewer, "/console/partners")).ShouldNotContain("Add a partner");
        foreach (var form in new[] { "example-ReconM12", "secret-ReconM12", "disable-ReconM12" })
        {
            using var forged = await viewer.PostFormAsync(url, ("_handler", form), Token(await PageAsync(viewer, "/console/password")));
            forged.IsSuccessStatusCode.ShouldBeFalse(form);
        }

        (await AuditAsync($"partner {partner.Code}, subscription ReconM12")).ShouldBeEmpty();
        (await stage.App.QueryAsync<bool>("SELECT disabled_at IS NULL FROM subscription WHERE id = @SubscriptionId", new { partner.SubscriptionId })).ShouldBe([true]);
    }

    [Fact]
    public async Task The_signature_helper_names_the_part_that_is_wrong()
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var password = Secret(await SubmitAsync(admin, "/console/partners", "add", ("code", "signs"), ("name", ""), ("tenants", "bank-a")));
        var timestamp = stage.App.Clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var digest = Convert.ToHexStringLower(PartnerSignature.Compute("signs", password, timestamp));
        const string Url = "/console/partners/signs/signature";

        var right = await SubmitAsync(admin, Url, "explain", ("timestamp", timestamp), ("authorization", $"Authorization: Bearer {digest}"), ("at", ""));
        var wrong = await SubmitAsync(admin, Url, "explain", ("timestamp", timestamp), ("authorization", $"Basic {digest}"), ("at", ""));

        right.ShouldContain("A request with these headers is accepted.");
        right.ShouldContain("came before with another request");
        var when = await SubmitAsync(admin, Url, "explain", ("timestamp", timestamp), ("authorization", $"Bearer {digest}"), ("at", "noon"));
        when.ShouldContain("When it was sent is no time");
        when.ShouldNotContain("is accepted.");
        wrong.ShouldContain("A request with these headers is not accepted.");
        wrong.ShouldContain("The word before the hash is not Bearer.");
        wrong.ShouldNotContain(password);
    }

    [Fact]
    public async Task Why_nobody_posts_a_notification_any_more_is_said_and_what_to_do()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = _ => new SmsBridge.Simulator.Partners.StandInBehaviour(500);
        await tenant.RepayAsync();
        await stage.TellAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var id = (await stage.NotificationsAsync(partner)).ShouldHaveSingleItem().Id;
        var url = string.Create(CultureInfo.InvariantCulture, $"/console/partners/{partner.Code}/deliveries/{id}");
        var page = $"/console/partners/{partner.Code}";

        (await SubmitAsync(admin, page, "disable-ReconM12")).ShouldContain("what waits is held");
        (await PageAsync(admin, url)).ShouldContain("It was held while its subscription was disabled.");
        using var resent = await admin.PostAsync($"/api/partners/{partner.Code}/deliveries/{id}/resend", null, Cancellation);
        var refused = await Json.ReadAsync(resent);
        refused.Text("title").ShouldBe("It can not be done as things stand.");
        refused.Text("detail").ShouldBe("Nothing was sent. Its subscription is disabled: enable it first.");

        await SubmitAsync(admin, page, "enable-ReconM12");
        (await SubmitAsync(admin, page + "/access", "tenants", ("tenants", "another"))).ShouldContain("another");
        (await PageAsync(admin, url)).ShouldContain("give it the tenant back first");
        var from = stage.App.Clock.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);
        stage.App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await SubmitAsync(admin, page, "recover-ReconM12", ("from", from), ("to", ""))).ShouldContain("1 notification is not sent: the partner is not told of their tenant any more.");
    }

    [Fact]
    public async Task What_a_partner_was_told_of_a_tenant_it_has_no_more_is_not_shown_to_the_others_staff()
    {
        var (ours, former) = (await stage.App.NewTenantAsync(), await stage.App.NewTenantAsync());
        var partner = await stage.AddPartnerAsync(former);
        await former.RepayAsync();
        await stage.TellAsync();
        await stage.App.MeddleAsync(
            "UPDATE partner_tenant SET identifier = @Tenant WHERE partner_id = (SELECT id FROM partner WHERE code = @Code)", new { Tenant = ours.Id, partner.Code });
        await ours.RepayAsync();
        await stage.TellAsync();
        var ids = (await stage.NotificationsAsync(partner)).ConvertAll(row => row.Id);
        ids.Count.ShouldBe(2);
        using var browser = await stage.App.SignInAsAsync(OperatorRole.Support, TenantScope.Of([ours.Id]));
        using var all = await stage.App.SignInAsAsync(OperatorRole.Viewer);
        string UrlOf(int index) => string.Create(CultureInfo.InvariantCulture, $"console/partners/{partner.Code}/deliveries/{ids[index]}");

        var page = await PageAsync(browser, $"/console/partners/{partner.Code}/deliveries");

        page.ShouldContain(UrlOf(1));
        page.ShouldNotContain(UrlOf(0));
        (await StatusAsync(browser, "/" + UrlOf(1))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(browser, "/" + UrlOf(0))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(all, "/" + UrlOf(0))).ShouldBe(HttpStatusCode.OK);
        using var resent = await browser.PostAsync($"/api/partners/{partner.Code}/deliveries/{ids[0].ToString(CultureInfo.InvariantCulture)}/resend", null, Cancellation);
        resent.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_subscription_that_is_gone_is_still_shown_with_what_it_was_told()
    {
        var (tenant, partner) = await StartAsync();
        partner.Receiver.Behaviour = _ => new StandInBehaviour(410);
        await tenant.RepayAsync();
        await stage.TellAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        var page = await PageAsync(admin, $"/console/partners/{partner.Code}");

        page.ShouldContain("answered that it is gone (410)");
        page.ShouldNotContain("Enable");
        (await PageAsync(admin, $"/console/partners/{partner.Code}/deliveries?reference=ReconM12")).ShouldContain("MR101");
    }

    private async Task<(TestTenant Tenant, TestPartner Partner)> StartAsync()
    {
        var tenant = await stage.App.NewTenantAsync();
        return (tenant, await stage.AddPartnerAsync(tenant));
    }

    private Task<Partner?> FindAsync(string code) => stage.App.Services.GetRequiredService<PartnerStore>().FindAsync(code, Cancellation);

    private async Task<IReadOnlyList<string>> AuditAsync(string subject) =>
        [.. await stage.App.QueryAsync<string>("SELECT action FROM audit WHERE subject = @subject ORDER BY id", new { subject })];
}
