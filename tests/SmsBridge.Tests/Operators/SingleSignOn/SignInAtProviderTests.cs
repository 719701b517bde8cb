using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.SingleSignOn;

/// <summary>The way to the provider and back: what it is asked, what can be replayed, and where it leads.</summary>
public sealed class SignInAtProviderTests : IAsyncLifetime
{
    private SingleSignOnStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await SingleSignOnStage.StartAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task The_provider_is_asked_for_a_code_with_state_nonce_and_the_digest_of_a_secret()
    {
        using var browser = _stage.App.CreateBrowser();

        var begun = await SingleSignOnStage.BeginAsync(browser);

        begun.Address.GetLeftPart(UriPartial.Path).ShouldBe(_stage.Issuer.Address + "/authorize");
        begun.Asked["response_type"].ShouldBe("code");
        begun.Asked["client_id"].ShouldBe(TestIssuer.ClientId);
        begun.Asked["scope"].ShouldBe("openid profile");
        begun.Asked["code_challenge_method"].ShouldBe("S256");
        begun.Asked["redirect_uri"].ShouldBe("http://localhost/console/sign-in/answer");
        begun.Asked.GetValueOrDefault("response_mode", "query").ShouldBe("query");
        begun.Asked["state"].Length.ShouldBeGreaterThan(40);
        begun.Asked["nonce"].Length.ShouldBeGreaterThan(20);
        begun.Asked.Keys.ShouldNotContain("client_secret", StringComparer.Ordinal);
    }

    [Fact]
    public async Task The_answer_sets_no_cookie_that_a_foreign_page_could_use_and_the_policy_of_pages_stays()
    {
        using var browser = _stage.App.CreateBrowser();
        var page = await browser.GetStringAsync("/console/sign-in", Cancellation);
        using var begun = await browser.PostFormAsync("/console/sign-in/provider", [.. OperatorDriver.HiddenFields(page).DistinctBy(field => field.Name, StringComparer.Ordinal)]);
        var cookies = begun.Headers.GetValues("Set-Cookie").ToList();

        begun.StatusCode.ShouldBe(HttpStatusCode.OK, "a redirect would end a form at another site");
        begun.Headers.Location.ShouldBeNull();
        begun.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("form-action 'self'");
        cookies.Count.ShouldBe(2);
        cookies.ShouldAllBe(cookie => cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase) && cookie.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase) && cookie.Contains("expires=", StringComparison.OrdinalIgnoreCase));

        var sign = await SingleSignOnStage.BeginAsync(browser);
        using var answer = await browser.GetAsync(SingleSignOnStage.Answer(sign, _stage.Issuer.Code(sign.Asked, _stage.Issuer.Sign(_stage.Claims(sign, "17", ["sms-admins"], "zoe")))), Cancellation);
        answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("smsbridge=", StringComparison.Ordinal)).ShouldContain("samesite=strict", Case.Insensitive);
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("form-action 'self'");
        answer.Headers.GetValues("Set-Cookie").Count(cookie => cookie.StartsWith("smsbridge-", StringComparison.Ordinal) && cookie.Contains("expires=Thu, 01 Jan 1970", StringComparison.Ordinal)).ShouldBe(2, "state and nonce are used up");
    }

    [Fact]
    public async Task An_answer_is_good_once_and_only_in_the_browser_that_asked()
    {
        using var browser = _stage.App.CreateBrowser();
        using var thief = _stage.App.CreateBrowser();
        var begun = await SingleSignOnStage.BeginAsync(browser);
        var answer = SingleSignOnStage.Answer(begun, _stage.Issuer.Code(begun.Asked, _stage.Issuer.Sign(_stage.Claims(begun, "17", ["sms-admins"], "zoe"))));

        var stolen = await SingleSignOnStage.OpenAsync(thief, answer);
        var own = await SingleSignOnStage.OpenAsync(browser, answer);
        var again = await SingleSignOnStage.OpenAsync(browser, answer);

        (stolen.Status, own.Status, again.Status).ShouldBe((HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.BadRequest));
        stolen.Page.ShouldContain("That is no answer to a sign-in that this browser began");
        _stage.Issuer.Codes.ShouldBe(1, "what nobody here asked for is not shown to the provider");
        (await SingleSignOnStage.IsInAsync(thief)).ShouldBeFalse();
        (await _stage.AuditAsync("sign_in_refused")).ShouldBe([NotBegun, NotBegun]);
    }

    [Fact]
    public async Task A_code_that_was_used_is_refused_by_the_provider_and_told()
    {
        using var browser = _stage.App.CreateBrowser();
        var first = await SingleSignOnStage.BeginAsync(browser);
        var code = _stage.Issuer.Code(first.Asked, _stage.Issuer.Sign(_stage.Claims(first, "17", ["sms-admins"], "zoe")));
        (await SingleSignOnStage.OpenAsync(browser, SingleSignOnStage.Answer(first, code))).Status.ShouldBe(HttpStatusCode.OK);
        using var other = _stage.App.CreateBrowser();
        var second = await SingleSignOnStage.BeginAsync(other);

        var (status, page) = await SingleSignOnStage.OpenAsync(other, SingleSignOnStage.Answer(second, code));

        status.ShouldBe(HttpStatusCode.Unauthorized);
        page.ShouldContain("does not take the code");
        (await _stage.AuditAsync("sign_in_refused")).ShouldBe(["somebody unknown||>the provider says invalid_grant: the code was used before, or is too old"]);
    }

    [Fact]
    public async Task A_sign_in_that_took_too_long_is_begun_anew()
    {
        using var browser = _stage.App.CreateBrowser();
        var begun = await SingleSignOnStage.BeginAsync(browser);
        _stage.App.Clock.Advance(TimeSpan.FromMinutes(15.1));

        var (status, _) = await SingleSignOnStage.OpenAsync(
            browser, SingleSignOnStage.Answer(begun, _stage.Issuer.Code(begun.Asked, _stage.Issuer.Sign(_stage.Claims(begun, "17", ["sms-admins"], "zoe")))));

        status.ShouldBe(HttpStatusCode.BadRequest);
        (await _stage.AuditAsync("sign_in_refused")).ShouldBe([NotBegun]);
    }

    [Theory]
    [InlineData("/console/messages?tenant=savings", "/console/messages?tenant=savings")]
    [InlineData("https://login.example.org/console", "/console")]
    [InlineData("//login.example.org/console", "/console")]
    [InlineData("/console//login.example.org", "/console")]
    [InlineData("/console\\login.example.org", "/console")]
    [InlineData("javascript:alert(1)", "/console")]
    [InlineData("/console/sign-in/answer?code=x", "/console")]
    public async Task It_leads_to_pages_of_the_console_alone(string wanted, string led)
    {
        using var browser = _stage.App.CreateBrowser();
        var page = await browser.GetStringAsync("/console/sign-in", Cancellation);
        var fields = OperatorDriver.HiddenFields(page).DistinctBy(field => field.Name, StringComparer.Ordinal).Where(field => field.Name != "returnUrl").Append(("returnUrl", wanted));
        using var begun = await browser.PostFormAsync("/console/sign-in/provider", [.. fields]);
        var address = new Uri(SingleSignOnStage.LeadsTo(await begun.Content.ReadAsStringAsync(Cancellation))!);
        var asked = SingleSignOnStage.Query(address);
        var sign = new BegunSignIn(address, asked);

        var (_, answer) = await SingleSignOnStage.OpenAsync(
            browser, SingleSignOnStage.Answer(sign, _stage.Issuer.Code(asked, _stage.Issuer.Sign(_stage.Claims(sign, "17", ["sms-admins"], "zoe")))));

        SingleSignOnStage.LeadsTo(answer).ShouldBe(led);
    }

    [Fact]
    public async Task Without_the_token_of_the_page_nobody_is_sent_to_the_provider()
    {
        using var browser = _stage.App.CreateBrowser();

        using var answer = await browser.PostFormAsync("/console/sign-in/provider", ("returnUrl", "/console"));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.TryGetValues("Set-Cookie", out var cookies);
        (cookies ?? []).ShouldNotContain(cookie => cookie.StartsWith("smsbridge-nonce", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signing_out_ends_the_session_here_and_leads_to_the_provider()
    {
        using var browser = await _stage.SignedInAsync("17", "sms-admins");
        var page = await browser.GetStringAsync("/console/account", Cancellation);
        (await _stage.App.QueryAsync<string>("SELECT sign_out_hint FROM operator_session")).ShouldHaveSingleItem().ShouldNotContain("eyJ", Case.Sensitive, "the token is encrypted");

        using var left = await browser.PostFormAsync("/console/sign-out", [.. AntiforgeryOf(page)]);

        left.StatusCode.ShouldBe(HttpStatusCode.OK);
        var address = new Uri(SingleSignOnStage.LeadsTo(await left.Content.ReadAsStringAsync(Cancellation)).ShouldNotBeNull());
        address.GetLeftPart(UriPartial.Path).ShouldBe(_stage.Issuer.Address + "/leave");
        var asked = SingleSignOnStage.Query(address);
        asked["client_id"].ShouldBe(TestIssuer.ClientId);
        asked["post_logout_redirect_uri"].ShouldBe("http://localhost/console/sign-in");
        asked["id_token_hint"].Split('.').Length.ShouldBe(3);
        (await SingleSignOnStage.IsInAsync(browser)).ShouldBeFalse();
        (await _stage.AuditAsync("sign_out")).ShouldBe(["17|operator 17|>"]);
    }

    [Fact]
    [PostgresOnly] // two nodes can not share a file
    public async Task An_answer_that_reaches_another_node_signs_in_there()
    {
        using var here = _stage.App.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        using var opened = await here.GetAsync("/console/sign-in", Cancellation);
        here.DefaultRequestHeaders.Add("Cookie", CookiesOf(opened));
        using var pressed = await here.PostFormAsync("/console/sign-in/provider", [.. OperatorDriver.HiddenFields(await opened.Content.ReadAsStringAsync(Cancellation)).DistinctBy(field => field.Name, StringComparer.Ordinal)]);
        var address = new Uri(SingleSignOnStage.LeadsTo(await pressed.Content.ReadAsStringAsync(Cancellation))!);
        var begun = new BegunSignIn(address, SingleSignOnStage.Query(address));
        await using var other = _stage.App.Beside();
        using var there = other.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        there.DefaultRequestHeaders.Add("Cookie", CookiesOf(pressed));

        using var answer = await there.GetAsync(SingleSignOnStage.Answer(begun, _stage.Issuer.Code(begun.Asked, _stage.Issuer.Sign(_stage.Claims(begun, "17", ["sms-admins"], "zoe")))), Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
        here.DefaultRequestHeaders.Remove("Cookie");
        here.DefaultRequestHeaders.Add("Cookie", OperatorDriver.SessionCookie(answer));
        (await SingleSignOnStage.IsInAsync(here)).ShouldBeTrue("the session is every node's");
    }

    private const string NotBegun = "somebody unknown||>an answer of the provider to no sign-in of this browser, or to one that is over";

    private static string CookiesOf(HttpResponseMessage answer) => string.Join("; ", answer.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));

    private static IEnumerable<(string Name, string Value)> AntiforgeryOf(string page)
    {
        var at = page.IndexOf("__RequestVerificationToken", StringComparison.Ordinal);
        at.ShouldBeGreaterThan(0);
        var value = page[(page.IndexOf("value=\"", at, StringComparison.Ordinal) + 7)..];
        return [("__RequestVerificationToken", WebUtility.HtmlDecode(value[..value.IndexOf('"', StringComparison.Ordinal)]))];
    }
}
