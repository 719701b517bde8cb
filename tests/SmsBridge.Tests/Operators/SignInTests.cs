using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>The front door.</summary>
public class SignInTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_knows_the_password_gets_a_session()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var browser = app.CreateBrowser();

        using var answer = await browser.SignInAsync(name);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location.ShouldBe(new Uri("/console", UriKind.Relative));
        (await StatusAsync(browser, "/console/password")).ShouldBe(HttpStatusCode.OK);
        (await AuditOfAsync(name)).ShouldBe(["operator_add", "sign_in"]);
    }

    [Fact]
    public async Task A_sign_in_that_hashes_the_password_anew_does_not_undo_one_that_was_set_meanwhile()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        var (store, passwords) = (app.Services.GetRequiredService<OperatorStore>(), new OperatorPasswords());
        var before = (await store.FindCredentialAsync(name, Cancellation)).ShouldNotBeNull();
        await store.ResetPasswordAsync(Actor.CommandLine, name, passwords.Hash("quite another passphrase"));
        var reset = (await store.FindCredentialAsync(name, Cancellation)).ShouldNotBeNull();

        await store.RecordSignInAsync(before, source: null, passwords.Hash(OperatorDriver.Password), how: null);
        (await store.FindCredentialAsync(name, Cancellation)).ShouldNotBeNull().PasswordHash.ShouldBe(reset.PasswordHash);

        await store.RecordSignInAsync(reset, source: null, "anew", how: null);
        (await store.FindCredentialAsync(name, Cancellation)).ShouldNotBeNull().PasswordHash.ShouldBe("anew");
    }

    [Fact]
    public async Task A_name_counts_without_regard_to_case()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var browser = app.CreateBrowser();

        using var answer = await browser.SignInAsync(name.ToUpperInvariant());

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Every_refusal_looks_alike()
    {
        var (name, disabled) = (await app.AddOperatorAsync(OperatorRole.Viewer), await app.AddOperatorAsync(OperatorRole.Viewer));
        await app.Services.GetRequiredService<OperatorStore>().SetDisabledAsync(Actor.CommandLine, disabled, disabled: true);
        using var browser = app.CreateBrowser();

        var wrong = await RefusalAsync(browser, name, "not the password");
        var unknown = await RefusalAsync(browser, "nobody-here", "not the password");
        var ended = await RefusalAsync(browser, disabled, OperatorDriver.Password);

        wrong.ShouldContain("role=\"alert\"");
        wrong.Replace(name, "X", StringComparison.Ordinal).ShouldBe(unknown.Replace("nobody-here", "X", StringComparison.Ordinal));
        wrong.Replace(name, "X", StringComparison.Ordinal).ShouldBe(ended.Replace(disabled, "X", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_work_is_done_for_a_name_nobody_has()
    {
        var passwords = new OperatorPasswords();
        var hash = passwords.Hash(OperatorDriver.Password);
        passwords.Check(null, "warm up"); // makes the decoy

        var known = Best(() => passwords.Check(hash, "wrong"));
        var unknown = Best(() => passwords.Check(null, "wrong"));

        unknown.ShouldBeGreaterThan(known / 2);
    }

    [Fact]
    public async Task What_was_typed_as_an_unknown_name_is_not_kept()
    {
        await app.AddOperatorAsync(OperatorRole.Viewer); // before there is one, the door leads to the first start
        using var browser = app.CreateBrowser();

        using var answer = await browser.SignInAsync("MyPasswordByMistake", "anything");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        app.StoredBytes().ShouldNotContainText("MyPasswordByMistake");
        (await app.QueryAsync<string>("SELECT actor FROM audit WHERE action = 'sign_in_refused'")).ShouldContain(actor => actor == "somebody unknown");
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_and_no_script()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var local = app.CreateBrowser();
        using var clear = app.CreateBrowser("http://sms.example.org");
        using var secure = app.CreateBrowser("https://sms.example.org");

        var cookies = new List<string>();
        foreach (var browser in new[] { local, clear, secure })
        {
            using var answer = await browser.SignInAsync(name);
            cookies.AddRange(answer.Headers.NonValidated["Set-Cookie"].Where(cookie => cookie.StartsWith("smsbridge=", StringComparison.Ordinal)));
        }

        // A form's own cookie is secure too, so in clear from outside there is no signing in at all.
        cookies.Count.ShouldBe(2);
        cookies.ShouldAllBe(cookie => cookie.Contains("; path=/; samesite=strict; httponly", StringComparison.Ordinal) || cookie.Contains("; path=/; secure; samesite=strict; httponly", StringComparison.Ordinal));
        cookies.Select(cookie => cookie.Contains("; secure", StringComparison.Ordinal)).ShouldBe([false, true]);
    }

    [Fact]
    public async Task A_form_without_its_token_does_nothing()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var browser = app.CreateBrowser();

        using var answer = await browser.PostFormAsync("/console/sign-in", ("name", name), ("password", OperatorDriver.Password));

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        answer.Headers.TryGetValues("Set-Cookie", out var cookies);
        (cookies ?? []).ShouldNotContain(cookie => cookie.StartsWith("smsbridge=", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/console/messages?status=failed&tenant=a", "/console/messages?status=failed&tenant=a")]
    [InlineData("/console", "/console")]
    [InlineData("https://evil.example/", "/console")]
    [InlineData("//evil.example/", "/console")]
    [InlineData("/\\evil.example/", "/console")]
    [InlineData("/console//evil.example", "/console")]
    [InlineData("/console/../..//evil.example", "/console")]
    [InlineData("/console\\@evil.example", "/console")]
    [InlineData("/consolevil", "/console")]
    [InlineData("/console/sign-out", "/console")]
    [InlineData("/console/tenants/Bäuerinnen", "/console/tenants/B%C3%A4uerinnen")]
    [InlineData("/console/messages?q=Ω 7", "/console/messages?q=%CE%A9%207")]
    [InlineData("/console/messages?q=\U0001F4B6", "/console/messages?q=%F0%9F%92%B6")]
    [InlineData("javascript:alert(1)", "/console")]
    [InlineData("/console/a\r\nSet-Cookie: x=y", "/console")]
    public async Task After_the_sign_in_only_a_page_of_the_console_is_opened(string wanted, string opened)
    {
        OperatorPaths.Local(wanted).ShouldBe(opened);
        await app.AddOperatorAsync(OperatorRole.Viewer); // before there is one, the door leads to the first start
        using var browser = app.CreateBrowser();

        var page = await browser.GetStringAsync("/console/sign-in?returnUrl=" + Uri.EscapeDataString(wanted), Cancellation);

        page.ShouldContain($"name=\"returnUrl\" value=\"{WebUtility.HtmlEncode(opened)}\"");
    }

    [Fact]
    public async Task Without_a_session_a_page_leads_to_the_door_and_back()
    {
        using var browser = app.CreateBrowser();

        using var answer = await browser.GetAsync("/console/password?x=1", Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        new Uri(new Uri("http://localhost"), answer.Headers.Location!).PathAndQuery.ShouldBe("/console/sign-in?returnUrl=%2Fconsole%2Fpassword%3Fx%3D1");
    }

    [Fact]
    public async Task A_link_in_somebody_elses_page_goes_on_from_one_of_ours()
    {
        using var browser = app.CreateBrowser();
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await browser.GetAsync("/console/password?x=1", Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync(Cancellation)).ShouldContain("content=\"0;url=/console/sign-in?returnUrl=%2Fconsole%2Fpassword%3Fx%3D1\"");
    }

    [Fact]
    public async Task Guesses_that_come_together_do_not_pass_together()
    {
        var signIn = app.Services.GetRequiredService<OperatorSignIn>();
        var (from, looked) = (new SignInOrigin(IPAddress.Parse("203.0.113.77")), 0);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => signIn.InTurnAsync<string>(from, async () =>
        {
            looked++; // in turn
            await Task.Yield();
            signIn.CountFailure(from);
            return null;
        })));

        var options = app.Services.GetRequiredService<IOptions<OperatorOptions>>().Value;
        looked.ShouldBeLessThanOrEqualTo((options.FreeFailures * 3) + 1);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_also_of_a_copy_of_its_cookie_and_is_on_the_audit()
    {
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);
        using var browser = app.CreateBrowser();
        using var signedIn = await browser.SignInAsync(name);
        var page = await browser.GetStringAsync("/console/password", Cancellation);
        var token = OperatorDriver.HiddenFields(page).Single(field => field.Name == "__RequestVerificationToken");

        using var copy = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        copy.DefaultRequestHeaders.Add("Cookie", OperatorDriver.SessionCookie(signedIn));
        using var elsewhere = app.CreateBrowser();
        using var again = await elsewhere.SignInAsync(name);
        using var forged = await browser.PostFormAsync("/console/sign-out");
        (await StatusAsync(browser, "/console/password")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(copy, "/console/password")).ShouldBe(HttpStatusCode.OK);
        using var answer = await browser.PostFormAsync("/console/sign-out", token);

        (await StatusAsync(browser, "/console/password")).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(copy, "/console/password")).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(elsewhere, "/console/password")).ShouldBe(HttpStatusCode.OK); // a session of its own
        (await AuditOfAsync(name)).ShouldBe(["operator_add", "sign_in", "sign_in", "sign_out"]);
    }

    [Theory]
    [InlineData("/console/sign-in")]
    [InlineData("/console/password")]
    [InlineData("/console/nothing/here")]
    public async Task Every_answer_of_the_console_tells_the_browser_what_it_may_do(string url)
    {
        using var browser = app.CreateBrowser();

        using var answer = await browser.GetAsync(url, Cancellation);

        var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem();
        policy.ShouldContain("default-src 'self'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe-eval");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"]);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task Pages_of_the_door_hold_no_script_and_no_style_of_their_own()
    {
        await app.AddOperatorAsync(OperatorRole.Viewer); // before there is one, the door leads elsewhere
        using var browser = app.CreateBrowser();

        var page = await browser.GetStringAsync("/console/sign-in", Cancellation);

        page.ShouldNotContain("<script");
        page.ShouldNotContain("<style");
        page.ShouldNotContain(" style=");
        page.ShouldContain("autocomplete=\"current-password\"");
    }

    private static double Best(Action work) => Enumerable.Range(0, 3).Min(_ =>
    {
        var started = TimeProvider.System.GetTimestamp();
        work();
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    });

    private static async Task<string> RefusalAsync(HttpClient browser, string name, string password)
    {
        using var answer = await browser.SignInAsync(name, password);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        return System.Text.RegularExpressions.Regex.Replace(page, "VerificationToken\" value=\"[^\"]*\"", "", default, TimeSpan.FromSeconds(1));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string url)
    {
        using var answer = await browser.GetAsync(url, Cancellation);
        return answer.StatusCode;
    }

    private Task<List<string>> AuditOfAsync(string name) =>
        app.QueryAsync<string>("SELECT action FROM audit WHERE subject = @subject ORDER BY id", new { subject = OperatorStore.Subject(name) });
}
