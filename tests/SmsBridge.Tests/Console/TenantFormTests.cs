using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>What the forms of a tenant say they did is what was done, and so is the audit.</summary>
public class TenantFormTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private string Endpoint => app.Core.Endpoint.AbsoluteUri;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_said_to_accept_what_nobody_was_asked_about()
    {
        var (tenant, browser) = await OpenAsync();

        var page = await SubmitAsync(browser, $"/console/tenants/{tenant.Id}/core", "core", ("endpoint", Endpoint), ("user", ""), ("region", "UG"));

        page.ShouldContain($"{tenant.Id} has its new settings; core and provider need not be asked about these.");
    }

    [Fact]
    public async Task Settings_as_they_were_are_no_change_on_the_audit_but_a_check()
    {
        var (tenant, browser) = await OpenAsync();

        var page = await SubmitAsync(browser, $"/console/tenants/{tenant.Id}/core", "core", ("endpoint", Endpoint), ("user", ""), ("region", ""));

        page.ShouldContain($"Nothing was changed: {tenant.Id} has these settings already; core and provider accept them.");
        (await AuditAsync(tenant)).ShouldBe(["verify: active"]);
    }

    [Fact]
    public async Task A_password_that_was_cleared_is_not_a_new_one_on_the_audit()
    {
        var (tenant, browser) = await OpenAsync();
        var url = $"/console/tenants/{tenant.Id}/core";
        (string, string) endpoint = ("endpoint", Endpoint);

        await SubmitAsync(browser, url, "core", endpoint, ("user", SmsBridgeApp.User), ("password", SmsBridgeApp.Password), ("region", ""));
        await SubmitAsync(browser, url, "core", endpoint, ("user", ""), ("region", ""));

        var changes = await AuditAsync(tenant);
        changes[0].ShouldEndWith(", new core password");
        changes[1].ShouldEndWith(", no core password");
    }

    [Fact]
    public async Task A_shared_key_that_is_given_and_not_wanted_is_asked_about()
    {
        var (tenant, browser) = await OpenAsync();

        var page = await SubmitAsync(
            browser, $"/console/tenants/{tenant.Id}/provider", "provider", ("sender", Some.Sender), ("account", Some.AccountSid), ("sharedKey", "abcdef"), ("noSharedKey", "true"));

        page.ShouldContain("Nothing was changed: give the secret of a SharedKey, or tick that there is none any more; not both.");
        (await AuditAsync(tenant)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_form_says_that_its_secrets_are_gone_and_keeps_its_tick()
    {
        var (tenant, browser) = await OpenAsync();
        var url = $"/console/tenants/{tenant.Id}/provider";

        var page = await SubmitAsync(browser, url, "provider", ("sender", ""), ("account", "ACnew"), ("token", "typed"), ("noSharedKey", "true"));
        var plain = await SubmitAsync(browser, url, "provider", ("sender", ""), ("account", "ACnew"));

        page.ShouldContain("Secrets that you typed are not kept: type them again.");
        page.ShouldContain("value=\"ACnew\"");
        page.ShouldContain("name=\"noSharedKey\" value=\"true\" checked");
        plain.ShouldNotContain("Secrets that you typed");
        plain.ShouldNotContain("value=\"true\" checked");
    }

    [Theory]
    [InlineData("+254202222222", "Nothing was sent: the number is a ")]
    [InlineData("+254712345678 and +254733123456", "That can not be read as one telephone number")]
    [InlineData("abc", "That can not be read as one telephone number")]
    public async Task A_test_sms_that_can_not_arrive_is_not_on_its_way(string number, string words)
    {
        var (tenant, browser) = await OpenAsync();

        var page = await SubmitAsync(browser, $"/console/tenants/{tenant.Id}/provider", "test", ("number", number));

        page.ShouldContain(words);
        page.ShouldNotContain("is on its way");
        (await tenant.LogAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_of_no_kind_there_is_are_not_ended()
    {
        var (tenant, browser) = await OpenAsync();

        var page = await SubmitAsync(browser, $"/console/tenants/{tenant.Id}/keys", "revoke", ("kind", "nonsense"), ("sure", "yes"));

        page.ShouldContain("Nothing was ended: choose which keys.");
        (await tenant.LogAsync()).ShouldBeEmpty(); // its key opens it still
    }

    [Fact]
    public async Task With_a_lost_key_ring_the_credential_is_not_said_to_be_by_settings_and_the_remedy_can_help()
    {
        var (tenant, browser) = await OpenAsync();
        await app.MeddleAsync("UPDATE tenant SET provider_token = 'lost', core_token = 'lost' WHERE identifier = @Id", new { tenant.Id });
        await app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(Cancellation);
        browser.DefaultRequestHeaders.Add("X-SmsBridge", "1");

        await SubmitAsync(browser, $"/console/tenants/{tenant.Id}/connection", "verify");
        var page = await PageAsync(browser, $"/console/tenants/{tenant.Id}/core");
        using var answer = await browser.PatchAsync($"/api/tenants/{tenant.Id}", Body($$"""{"smsProviderToken":"{{Some.AuthToken}}"}"""), Cancellation);

        page.ShouldContain("whoever triggered the first event (by token)");
        page.ShouldNotContain("by the setting Core:Tenants<");
        page.Split("The stored credentials can not be decrypted").Length.ShouldBe(2); // once
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var problem = await Json.ReadAsync(answer);
        problem.Text("field").ShouldBe("coreUsername");
        problem.Text("detail")!.ShouldContain("give coreUsername and corePassword");
        using var whole = await browser.PatchAsync(
            $"/api/tenants/{tenant.Id}",
            Body($$"""{"smsProviderToken":"{{Some.AuthToken}}","coreUsername":"{{SmsBridgeApp.User}}","corePassword":"{{SmsBridgeApp.Password}}"}"""), Cancellation);
        whole.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<(TestTenant Tenant, HttpClient Browser)> OpenAsync()
    {
        var tenant = await app.NewTenantAsync();
        return (tenant, await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id])));
    }

    private static StringContent Body(string json) => new(json, System.Text.Encoding.UTF8, "application/json");

    private async Task<IReadOnlyList<string>> AuditAsync(TestTenant tenant) =>
        [.. await app.QueryAsync<string>("SELECT action || ': ' || after FROM audit WHERE subject = @subject ORDER BY id", new { subject = $"tenant {tenant.Id}" })];
}
