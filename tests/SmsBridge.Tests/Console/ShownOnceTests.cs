using System.Net;
using SmsBridge.Operators;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>Every page that makes a secret answers with the way to a page that shows it once: loading that again makes none and shows none.</summary>
public sealed class ShownOnceTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Forms => new()
    {
        { "/console/tenants/{tenant}/keys", "rotate-api" },
        { "/console/tenants/{tenant}/keys", "rotate-web" },
        { "/console/partners", "add" },
        { "/console/partners/{partner}/access", "password" },
        { "/console/partners/{partner}", "secret-ReconM12" },
        { "/console/partners/{partner}/subscriptions?draft=of-before", "secret-ReconM12" },
        { "/console/operators", "add" },
        { "/console/operators", "reset-{operator}" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_new_secret_is_shown_once_on_the_page_the_answer_leads_to(string page, string form)
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var (url, name) = (await FillAsync(page), await FillAsync(form));

        using var answer = await SendAsync(admin, url, name);

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var next = answer.Headers.Location!.OriginalString;
        next.ShouldBe(url.Split('?')[0]);
        Secret(await answer.Content.ReadAsStringAsync(Cancellation)).ShouldBeEmpty();
        using var shown = await admin.GetAsync(next, Cancellation);
        shown.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var secret = Secret(WebUtility.HtmlDecode(await shown.Content.ReadAsStringAsync(Cancellation)));
        secret.Length.ShouldBeGreaterThanOrEqualTo(20);
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Concat(shown.Headers))
        {
            string.Join(" ", header.Value).Contains(secret, StringComparison.Ordinal).ShouldBeFalse(header.Key);
        }

        var acts = await ActsAsync();
        (await PageAsync(admin, next)).ShouldNotContain(secret);
        (await ActsAsync()).ShouldBe(acts);
    }

    [Fact]
    public async Task It_is_shown_to_the_session_that_made_it_on_the_page_it_was_made_on()
    {
        var name = await stage.App.AddOperatorAsync(OperatorRole.Admin);
        using var here = await SignInAsync(name);
        stage.App.Clock.Advance(TimeSpan.FromMilliseconds(1));
        using var elsewhere = await SignInAsync(name);
        using var other = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var (url, neighbour) = (await FillAsync("/console/tenants/{tenant}/keys"), await FillAsync("/console/tenants/{tenant}/keys"));

        using var answer = await SendAsync(here, url, "rotate-api");
        using var head = await here.SendAsync(new HttpRequestMessage(HttpMethod.Head, url), Cancellation);

        Secret(await PageAsync(elsewhere, url)).ShouldBeEmpty();
        Secret(await PageAsync(other, url)).ShouldBeEmpty();
        Secret(await PageAsync(here, neighbour)).ShouldBeEmpty();
        Secret(await PageAsync(here, url)).Length.ShouldBe(43);
    }

    [Fact]
    public async Task What_nobody_came_for_in_time_is_not_shown_at_all()
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var url = await FillAsync("/console/tenants/{tenant}/keys");

        using var answer = await SendAsync(admin, url, "rotate-api");
        stage.App.Clock.Advance(TimeSpan.FromMinutes(2));

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        Secret(await PageAsync(admin, url)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_forms_sent_before_the_page_was_loaded_are_both_shown()
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var url = await FillAsync("/console/tenants/{tenant}/keys");

        using var first = await SendAsync(admin, url, "rotate-api", loaded: await PageAsync(admin, url));
        using var second = await SendAsync(admin, url, "rotate-web", loaded: await PageAsync(admin, "/console/partners"));
        var page = await PageAsync(admin, url);

        page.ShouldContain("The new API key of");
        page.ShouldContain("The new webhook token of");
    }

    [Fact]
    public async Task An_operators_password_does_not_end_without_a_yes()
    {
        var name = await stage.App.AddOperatorAsync(OperatorRole.Viewer);
        var form = (await stage.App.QueryAsync<string>("SELECT 'reset-' || id FROM operator WHERE name = @name", new { name }))[0];
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        var page = await SubmitAsync(admin, "/console/operators", form);
        using var api = await admin.PostAsync($"/api/operators/{name}/reset", null, Cancellation);

        page.ShouldContain($"The password {name} has would end now");
        api.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(api)).Text("field").ShouldBe("confirm");
        using var still = await SignInAsync(name);
        using var confirmed = await admin.PostAsync($"/api/operators/{name}/reset?confirm=true", null, Cancellation);
        confirmed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var ended = await stage.App.CreateBrowser().SignInAsync(name);
        ended.StatusCode.ShouldNotBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task An_open_session_alone_does_not_set_its_own_password()
    {
        var name = await stage.App.AddOperatorAsync(OperatorRole.Admin);
        using var admin = await SignInAsync(name);
        admin.DefaultRequestHeaders.Add("X-SmsBridge", "1");

        using var answer = await admin.PostAsync($"/api/operators/{name}/reset?confirm=true", null, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Json.ReadAsync(answer)).Text("detail").ShouldNotBeNull().ShouldContain("with the one you have");
        using var still = await SignInAsync(name);
    }

    private async Task<HttpClient> SignInAsync(string name)
    {
        var browser = stage.App.CreateBrowser();
        using var answer = await browser.SignInAsync(name);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string url, string form, string? loaded = null) => await browser.PostFormAsync(
        url, ("_handler", form), Token(loaded ?? await PageAsync(browser, url)), ("confirm", "yes"), ("code", "shown-once"), ("name", $"shown-{form}"), ("tenants", "bank-a"),
        ("role", "viewer"));

    private async Task<string> FillAsync(string text)
    {
        if (text.Contains("{tenant}", StringComparison.Ordinal))
        {
            text = text.Replace("{tenant}", (await stage.App.NewTenantAsync()).Id, StringComparison.Ordinal);
        }

        if (text.Contains("{partner}", StringComparison.Ordinal))
        {
            text = text.Replace("{partner}", (await stage.AddPartnerAsync(await stage.App.NewTenantAsync())).Code, StringComparison.Ordinal);
        }

        if (text.Contains("{operator}", StringComparison.Ordinal))
        {
            var name = await stage.App.AddOperatorAsync(OperatorRole.Viewer);
            var id = (await stage.App.QueryAsync<string>("SELECT CAST(id AS TEXT) FROM operator WHERE name = @name", new { name }))[0];
            text = text.Replace("{operator}", id, StringComparison.Ordinal);
        }

        return text;
    }

    private async Task<long> ActsAsync() => (await stage.App.QueryAsync<long>("SELECT COUNT(*) FROM audit"))[0];
}
