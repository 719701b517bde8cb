using System.Net;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>A page that was open while somebody else did it: its form leads back to the page as it is, which says that nothing was done.</summary>
public class OutdatedFormTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const string Words = "Nothing was done: what the page was about has changed since it was opened.";

    [Fact]
    public async Task A_form_that_is_not_on_the_page_any_more_is_answered_with_the_page()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/danger";
        var token = Token(await PageAsync(browser, url));
        await SubmitAsync(browser, url, "pause", ("reason", "Month end"));

        using var answer = await browser.PostFormAsync(url, [("_handler", "pause"), token, ("reason", "Month end")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var page = await PageAsync(browser, answer.Headers.Location!.OriginalString);
        page.ShouldContain(Words);
        page.ShouldContain("Resume it");
        (await PageAsync(browser, url)).ShouldNotContain(Words);
        (await app.QueryAsync<string>("SELECT action FROM audit WHERE subject = @subject", new { subject = $"tenant {tenant.Id}" })).ShouldBe(["tenant_pause"]);
    }

    [Fact]
    public async Task A_form_with_another_browsers_token_does_nothing_and_says_so()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        using var other = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/danger";

        using var answer = await browser.PostFormAsync(url, [("_handler", "pause"), Token(await PageAsync(other, url)), ("reason", "Month end")]);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        page.ShouldContain("Nothing was done");
        page.ShouldContain($"href=\"{url}\"");
        (await app.QueryAsync<string>("SELECT action FROM audit WHERE subject = @subject", new { subject = $"tenant {tenant.Id}" })).ShouldBeEmpty();
    }
}
