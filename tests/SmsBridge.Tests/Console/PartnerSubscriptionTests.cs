using System.Net;
using System.Net.Http.Json;
using SmsBridge.Operators;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>Subscriptions kept for a partner: by its own rules, with secrets that are shown once.</summary>
public class PartnerSubscriptionTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_was_added_on_the_page_is_told_and_signed_with_the_secret_that_was_shown_once()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var url = $"/console/partners/{partner.Code}";

        var answer = await SubmitAsync(admin, url, "subscribe", ("reference", "ByOperator"), ("url", partner.Receiver.Url.AbsoluteUri), ("signature", "v1"), ("sms", "yes"));
        answer.ShouldContain("ByOperator is subscribed");
        partner.Receiver.Secrets = [partner.Secret, Secret(answer)];
        (await PageAsync(admin, url)).ShouldNotContain(Secret(answer));
        await tenant.RepayAsync();
        await stage.TellAsync();

        partner.Codes.ShouldBe(["MR101", "MR101"]); // each signed by its own
        partner.Told.Select(body => body.Text("reference")).ShouldBe(["ReconM12", "ByOperator"], ignoreOrder: true);
        (await AuditAsync(partner, "ByOperator")).ShouldBe([$"added: {partner.Receiver.Url.AbsoluteUri}, SMS too, v1"]);
        (await SubmitAsync(admin, url, "subscribe", ("reference", "ByOperator"), ("url", partner.Receiver.Url.AbsoluteUri + "/other"), ("signature", "v1"), ("sms", "yes")))
            .ShouldContain("There is a subscription ByOperator already, with other content");
    }

    [Fact]
    public async Task One_that_is_edited_goes_to_its_new_address_and_what_was_typed_stays_when_it_is_refused()
    {
        var partner = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var url = $"/console/partners/{partner.Code}";

        var refused = await SubmitAsync(admin, url, "edit-ReconM12", ("url", "https://169.254.169.254/latest/meta-data"), ("signature", "v1"));
        refused.ShouldContain("must not lead to a private, local or reserved address");
        refused.ShouldContain("value=\"https://169.254.169.254/latest/meta-data\"");
        var changed = await SubmitAsync(admin, url, "edit-ReconM12", ("url", partner.Receiver.Url.AbsoluteUri + "?token=t"), ("signature", "both"));
        changed.ShouldContain("ReconM12 is changed.");
        Secret(changed).ShouldStartWith("whpk_"); // the secret is as it was
        await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        await stage.TellAsync();

        partner.Told.ShouldHaveSingleItem();
        partner.Receiver.Received[0].Signature.ShouldContain(" v1a,");
        (await AuditAsync(partner, "ReconM12")).ShouldBe([$"changed: {partner.Receiver.Url.AbsoluteUri}?…, SMS not, both"]);
        (await stage.App.QueryAsync<bool>("SELECT sms_status = 0 FROM subscription WHERE id = @SubscriptionId", new { partner.SubscriptionId })).ShouldBe([true]);
    }

    [Theory]
    [InlineData("ftp://partner.example.org/cb", "callbackUrl", "must be a whole URL")]
    [InlineData("https://user@partner.example.org/cb", "callbackUrl", "user name")]
    [InlineData("https://[fe80::1]/cb", "callbackUrl", "reserved address")]
    [InlineData("https://partner.example.org:25/cb", "callbackUrl", "port is not allowed")]
    [InlineData("", "callbackUrl", "callbackUrl is missing")]
    public async Task The_rules_for_addresses_are_those_of_the_partners_own_requests(string address, string field, string words)
    {
        var partner = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        using var added = await admin.PostAsJsonAsync($"/api/partners/{partner.Code}/subscriptions", new { reference = "New", callbackUrl = address }, Cancellation);
        using var changed = await admin.PutAsJsonAsync($"/api/partners/{partner.Code}/subscriptions/ReconM12", new { callbackUrl = address }, Cancellation);

        foreach (var answer in new[] { added, changed })
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            var problem = await Json.ReadAsync(answer);
            problem.Text("field").ShouldBe(field);
            problem.Text("detail")!.ShouldContain(words);
        }

        (await stage.App.QueryAsync<long>("SELECT COUNT(*) FROM audit WHERE subject LIKE @Of", new { Of = $"partner {partner.Code}, %" })).ShouldBe([0]);
    }

    [Fact]
    public async Task The_api_adds_and_changes_them_too()
    {
        var partner = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var url = $"/api/partners/{partner.Code}/subscriptions";
        var wish = new { reference = "ByApi", callbackUrl = partner.Receiver.Url.AbsoluteUri, signature = "v1a" };

        using var added = await admin.PostAsJsonAsync(url, wish, Cancellation);
        using var again = await admin.PostAsJsonAsync(url, wish, Cancellation);
        using var unknown = await admin.PutAsJsonAsync($"{url}/none", new { wish.callbackUrl }, Cancellation);
        using var badSignature = await admin.PostAsJsonAsync(url, wish with { signature = "md5" }, Cancellation);
        using var badName = await admin.PostAsJsonAsync(url, wish with { reference = "a/b" }, Cancellation);

        (await Json.ReadAsync(added)).Text("value")!.ShouldStartWith("whpk_");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Json.ReadAsync(badSignature)).Text("field").ShouldBe("signature");
        (await Json.ReadAsync(badName)).Text("field").ShouldBe("reference");
    }

    private Task<List<string>> AuditAsync(TestPartner partner, string reference) => stage.App.QueryAsync<string>(
        "SELECT after FROM audit WHERE subject = @Subject AND action = 'partner_change' ORDER BY id", new { Subject = $"partner {partner.Code}, subscription {reference}" });
}
