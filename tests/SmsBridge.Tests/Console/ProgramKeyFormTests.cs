using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>Keys for programs on a tenant's page and by the console's API: the same verbs, for who looks after the tenant.</summary>
public class ProgramKeyFormTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_form_makes_a_key_that_is_shown_once_and_listed_and_ended_on_the_page()
    {
        var (tenant, browser, url) = await OpenAsync();

        var made = await SubmitAsync(browser, url, "program-key", ("program-name", "till"), ("program-scope", "hooks"), ("program-scope", "log"), ("program-until", "2027-03-01T08:30"));
        var key = Secret(made);
        var again = await PageAsync(browser, url);

        key.Length.ShouldBe(43);
        made.ShouldContain($"The key till of {tenant.Id}, for hooks, log, works until 2027-03-01 08:30:00 UTC.");
        again.ShouldNotContain(key);
        again.ShouldContain(key[..6] + "…");
        again.ShouldContain("hooks, log");
        (await StatusAsync(tenant, key)).ShouldBe(HttpStatusCode.OK);

        var ended = await SubmitAsync(browser, url, "end-program-till", ("program", "till"));
        ended.ShouldContain($"The key till of {tenant.Id} works no more.");
        ended.ShouldNotContain("end-program-till");
        (await StatusAsync(tenant, key)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refused_form_keeps_what_was_typed_and_ticked_and_says_what_is_missing()
    {
        var (_, browser, url) = await OpenAsync();

        var wrongName = await SubmitAsync(browser, url, "program-key", ("program-name", "My till"), ("program-scope", "log"));
        var noScope = await SubmitAsync(browser, url, "program-key", ("program-name", "till"));
        var noTime = await SubmitAsync(browser, url, "program-key", ("program-name", "till"), ("program-scope", "log"), ("program-until", "tomorrow"));

        wrongName.ShouldContain("A key's name has small letters, digits and hyphens");
        wrongName.ShouldContain("value=\"My till\"");
        wrongName.ShouldContain("value=\"log\" checked");
        wrongName.ShouldNotContain("value=\"hooks\" checked");
        noScope.ShouldContain("Say what it is for");
        noTime.ShouldContain("Until when is no time");
    }

    [Fact]
    public async Task A_viewer_sees_the_list_and_neither_makes_nor_ends_one()
    {
        var (tenant, admin, url) = await OpenAsync();
        await SubmitAsync(admin, url, "program-key", ("program-name", "till"), ("program-scope", "log"));
        using var viewer = await app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([tenant.Id]));

        var page = await PageAsync(viewer, url);
        using var add = await viewer.PostAsJsonAsync($"/api/tenants/{tenant.Id}/program-keys", new { name = "mine", scopes = new[] { "log" } }, Cancellation);
        using var end = await viewer.DeleteAsync($"/api/tenants/{tenant.Id}/program-keys/till", Cancellation);
        using var list = await viewer.GetAsync($"/api/tenants/{tenant.Id}/program-keys", Cancellation);

        page.ShouldContain("till");
        page.ShouldNotContain("end-program-till");
        page.ShouldNotContain("Make the key");
        add.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        end.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Json.ReadAsync(list)).GetProperty("keys").EnumerateArray().ShouldHaveSingleItem().Text("name").ShouldBe("till");
    }

    [Fact]
    public async Task The_api_does_what_the_page_does_and_both_are_on_the_audit_by_name()
    {
        var (tenant, browser, _) = await OpenAsync();
        var url = $"/api/tenants/{tenant.Id}/program-keys";

        using var added = await browser.PostAsJsonAsync(url, new { name = "till", scopes = new[] { "log" } }, Cancellation);
        var key = (await Json.ReadAsync(added)).Text("value")!;
        using var twice = await browser.PostAsJsonAsync(url, new { name = "till", scopes = new[] { "log" } }, Cancellation);
        var status = await StatusAsync(tenant, key);
        using var ended = await browser.DeleteAsync($"{url}/till", Cancellation);
        using var gone = await browser.DeleteAsync($"{url}/till", Cancellation);

        status.ShouldBe(HttpStatusCode.OK);
        twice.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(twice)).Text("field").ShouldBe("name");
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        gone.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var rows = await app.QueryAsync<string>("SELECT action || '|' || actor FROM audit WHERE subject = @subject ORDER BY id", new { subject = $"tenant {tenant.Id}" });
        rows.Count.ShouldBe(2);
        rows[0].ShouldStartWith("program_key_add|operator-");
        rows[1].ShouldStartWith("program_key_end|operator-");
    }

    [Fact]
    public async Task The_page_of_an_event_names_the_program_that_posted_it()
    {
        var (tenant, browser, url) = await OpenAsync();
        var key = Secret(await SubmitAsync(browser, url, "program-key", ("program-name", "till"), ("program-scope", "hooks")));
        var reply = await (tenant with { ApiKey = key }).PostAsync(RawHook.Repayment(77));

        var page = await PageAsync(browser, string.Create(CultureInfo.InvariantCulture, $"/console/messages/{reply.EventId}"));

        page.ShouldContain($"till {key[..6]}…");
    }

    private async Task<(TestTenant Tenant, HttpClient Browser, string Url)> OpenAsync()
    {
        var tenant = await app.NewTenantAsync();
        return (tenant, await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id])), $"/console/tenants/{tenant.Id}/keys");
    }

    private static async Task<HttpStatusCode> StatusAsync(TestTenant tenant, string key)
    {
        using var caller = (tenant with { ApiKey = key }).CreateCaller();
        using var answer = await caller.GetAsync(tenant.EventsUrl, Cancellation);
        return answer.StatusCode;
    }
}
