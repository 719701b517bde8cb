using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>A code after the password. An application per test: each moves its clock.</summary>
public sealed class SecondFactorTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _app.Clock.GetUtcNow();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task It_counts_from_the_first_right_code_on_and_not_before()
    {
        var (name, browser) = await SignedInAsync();
        (await browser.BeginAsync(password: "not the password")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await ActsAsync("confirm_refused")).ShouldBe([">wrong password"], "nobody was refused to sign in");
        (await ActsAsync("sign_in_refused")).ShouldBeEmpty();
        var (status, page) = await browser.BeginAsync();
        var authenticator = AuthenticatorApp.Reading(page);

        status.ShouldBe(HttpStatusCode.OK);
        page.ShouldContain("<svg class=\"qr\"");
        var wrong = await browser.AnswerAsync(page, ("code", "000000"));
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        AuthenticatorApp.Reading(wrong.Page).Key.ShouldBe(authenticator.Key, "the app has this one already");
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM operator_factor")).ShouldBe([0]);
        using var other = _app.CreateBrowser();
        using (var plain = await other.SignInAsync(name))
        {
            plain.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        var proved = await browser.AnswerAsync(wrong.Page, ("code", authenticator.CodeAt(Now)));

        proved.Status.ShouldBe(HttpStatusCode.OK);
        SecondFactorDriver.CodesOn(proved.Page).Count.ShouldBe(10);
        (await IsInAsync(browser)).ShouldBeTrue();
        (await IsInAsync(other)).ShouldBeFalse("sessions without it end");
        (await ActsAsync("second_factor_set")).ShouldBe(["none>an app"]);
    }

    [Fact]
    public async Task The_password_alone_opens_nothing_and_the_code_does()
    {
        var (name, authenticator, _) = await WithFactorAsync();
        using var browser = _app.CreateBrowser();

        var page = await browser.GivePasswordAsync(name);

        (await IsInAsync(browser)).ShouldBeFalse();
        (await browser.AnswerAsync(page, ("code", authenticator.CodeAt(Now)))).Status.ShouldBe(HttpStatusCode.Redirect);
        (await IsInAsync(browser)).ShouldBeTrue();
        (await _app.QueryAsync<string>("SELECT COALESCE(after, '') FROM audit WHERE action = 'sign_in' ORDER BY id")).ShouldBe(["", "with a code"]);
    }

    [Fact]
    public async Task A_code_is_taken_once_and_an_older_one_never_after_it()
    {
        var (name, authenticator, _) = await WithFactorAsync();
        using var browser = _app.CreateBrowser();
        var (current, before) = (authenticator.CodeAt(Now), authenticator.CodeAt(Now, stepsLater: -1));
        (await browser.SignInWithCodeAsync(name, current)).ShouldBe(HttpStatusCode.Redirect);

        using var thief = _app.CreateBrowser();

        (await thief.SignInWithCodeAsync(name, current)).ShouldBe(HttpStatusCode.Unauthorized);
        (await thief.SignInWithCodeAsync(name, before)).ShouldBe(HttpStatusCode.Unauthorized);
        (await thief.SignInWithCodeAsync(name, authenticator.CodeAt(Now, stepsLater: 1))).ShouldBe(HttpStatusCode.Redirect, "half a minute fast");
        (await ActsAsync("sign_in_refused")).ShouldBe([">a code that was used", ">a code that was used"]);
    }

    [Fact]
    public async Task Of_two_who_bring_the_same_code_at_once_one_gets_in()
    {
        var (name, authenticator, _) = await WithFactorAsync();
        var code = authenticator.CodeAt(Now);
        var browsers = Enumerable.Range(0, 4).Select(_ => _app.CreateBrowser()).ToList();
        var pages = new List<string>();
        foreach (var browser in browsers)
        {
            pages.Add(await browser.GivePasswordAsync(name));
        }

        var answers = await Task.WhenAll(browsers.Zip(pages, (browser, page) => browser.AnswerAsync(page, ("code", code))));

        answers.Count(answer => answer.Status == HttpStatusCode.Redirect).ShouldBe(1);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task The_proving_code_is_used_up_too()
    {
        var (name, browser) = await SignedInAsync();
        var (_, page) = await browser.BeginAsync();
        var code = AuthenticatorApp.Reading(page).CodeAt(Now);
        (await browser.AnswerAsync(page, ("code", code))).Status.ShouldBe(HttpStatusCode.OK);
        using var other = _app.CreateBrowser();

        (await other.SignInWithCodeAsync(name, code)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_recovery_code_lets_in_once()
    {
        var (name, _, codes) = await WithFactorAsync();
        using var browser = _app.CreateBrowser();

        (await browser.SignInWithCodeAsync(name, codes[3].ToLowerInvariant())).ShouldBe(HttpStatusCode.Redirect);
        (await browser.GetStringAsync("/console/account", Cancellation)).ShouldContain("<dd>9</dd>");
        using var again = _app.CreateBrowser();
        (await again.SignInWithCodeAsync(name, codes[3])).ShouldBe(HttpStatusCode.Unauthorized);
        (await again.SignInWithCodeAsync(name, codes[4])).ShouldBe(HttpStatusCode.Redirect);
        (await ActsAsync("sign_in")).ShouldContain(">with a recovery code; 8 left", StringComparer.Ordinal);
    }

    [Fact]
    public async Task Wrong_codes_have_to_wait_like_wrong_passwords_and_the_right_password_forgives_none()
    {
        var (name, authenticator, codes) = await WithFactorAsync();
        using var stranger = _app.CreateBrowser();
        for (var guess = 0; guess < 5; guess++)
        {
            (await stranger.SignInWithCodeAsync(name, "000000")).ShouldBe(HttpStatusCode.Unauthorized);
        }

        using (var held = await stranger.SignInAsync(name))
        {
            held.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        (await stranger.SignInWithCodeAsync(name, "000000")).ShouldBe(HttpStatusCode.Unauthorized);
        _app.Clock.Advance(TimeSpan.FromSeconds(6)); // the second wait is 10 s
        using (var held = await stranger.SignInAsync(name))
        {
            held.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        _app.Clock.Advance(TimeSpan.FromSeconds(5));
        (await stranger.SignInWithCodeAsync(name, authenticator.CodeAt(Now))).ShouldBe(HttpStatusCode.Redirect);
        (await _app.QueryAsync<long>("SELECT failed_sign_ins FROM operator WHERE name = @name", new { name })).ShouldBe([0]);
        codes.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Who_is_locked_out_between_password_and_code_waits_there()
    {
        var (name, authenticator, codes) = await WithFactorAsync();
        using var waiting = _app.CreateBrowser();
        var page = await waiting.GivePasswordAsync(name);
        using var guesser = _app.CreateBrowser();
        for (var guess = 0; guess < 5; guess++)
        {
            (await guesser.SignInWithCodeAsync(name, "000000")).ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await waiting.AnswerAsync(page, ("code", authenticator.CodeAt(Now)))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await waiting.AnswerAsync(page, ("code", codes[0]))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        (await waiting.AnswerAsync(page, ("code", codes[0]))).Status.ShouldBe(HttpStatusCode.Redirect, "what was not looked at is not used up");
    }

    [Fact]
    public async Task A_sign_in_that_is_half_done_ends_with_time_and_with_everything_that_ends_sessions()
    {
        var (name, authenticator, _) = await WithFactorAsync();
        await _app.AddOperatorAsync(OperatorRole.Admin); // the last one can not be disabled
        var store = _app.Services.GetRequiredService<OperatorStore>();
        using var browser = _app.CreateBrowser();

        var old = await browser.GivePasswordAsync(name);
        _app.Clock.Advance(TimeSpan.FromMinutes(16));
        (await browser.AnswerAsync(old, ("code", authenticator.CodeAt(Now)))).ShouldSatisfyAllConditions(
            answer => answer.Status.ShouldBe(HttpStatusCode.Unauthorized), answer => answer.Page.ShouldContain("Please sign in again"));
        var ended = await browser.GivePasswordAsync(name);
        await _app.Services.GetRequiredService<SessionStore>().EndAllAsync(Actor.CommandLine, name);
        (await browser.AnswerAsync(ended, ("code", authenticator.CodeAt(Now)))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var disabled = await browser.GivePasswordAsync(name);
        await store.SetDisabledAsync(Actor.CommandLine, name, disabled: true);
        (await browser.AnswerAsync(disabled, ("code", authenticator.CodeAt(Now)))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await IsInAsync(browser)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_was_typed_before_the_session_ended_is_there_after_the_code()
    {
        var (name, authenticator, _) = await WithFactorAsync();
        using var browser = _app.CreateBrowser();
        using var ended = await browser.PostFormAsync("/console/operators", ("_handler", "add"), ("name", "zoe"), ("__RequestVerificationToken", "old"));
        var door = await ended.Content.ReadAsStringAsync(Cancellation);
        using var given = await browser.PostFormAsync("/console/sign-in", [.. OperatorDriver.HiddenFields(door), ("name", name), ("password", OperatorDriver.Password)]);
        var step = await given.Content.ReadAsStringAsync(Cancellation);

        using var passed = await browser.PostFormAsync("/console/sign-in/code", [.. OperatorDriver.HiddenFields(step), ("code", authenticator.CodeAt(Now))]);

        passed.Headers.Location!.ToString().ShouldStartWith("/console/operators?draft=");
    }

    [Fact]
    public async Task Nothing_that_lets_in_is_stored_readably()
    {
        var (_, authenticator, codes) = await WithFactorAsync();
        (await _app.QueryAsync<string>("SELECT secret FROM operator_factor")).ShouldHaveSingleItem().ShouldNotContain(authenticator.Key, Case.Insensitive);
        foreach (var code in codes)
        {
            _app.StoredBytes().ShouldNotContainText(code);
            _app.StoredBytes().ShouldNotContainText(code.Replace("-", "", StringComparison.Ordinal));
        }

        _app.StoredBytes().ShouldNotContainText(authenticator.Key);
    }

    [Fact]
    public async Task Where_the_key_ring_is_lost_a_recovery_code_still_lets_in()
    {
        var (name, authenticator, codes) = await WithFactorAsync();
        await _app.MeddleAsync("UPDATE operator_factor SET secret = 'CfDJ8-of-another-ring'");
        using var browser = _app.CreateBrowser();

        (await browser.SignInWithCodeAsync(name, authenticator.CodeAt(Now))).ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.SignInWithCodeAsync(name, codes[0])).ShouldBe(HttpStatusCode.Redirect);
        (await ActsAsync("sign_in_refused")).ShouldBe([">its second factor can not be opened"]);
    }

    private async Task<(string Name, HttpClient Browser)> SignedInAsync(OperatorRole role = OperatorRole.Admin)
    {
        var name = await _app.AddOperatorAsync(role);
        var browser = _app.CreateBrowser();
        (await browser.SignInAsync(name)).Dispose();
        return (name, browser);
    }

    /// <summary>An operator who has one, and nobody's browser.</summary>
    private async Task<(string Name, AuthenticatorApp App, IReadOnlyList<string> Codes)> WithFactorAsync()
    {
        var (name, browser) = await SignedInAsync();
        var (authenticator, codes) = await _app.SetUpAsync(browser);
        browser.Dispose();
        return (name, authenticator, codes);
    }

    private static async Task<bool> IsInAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync("/console/password", Cancellation);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private Task<List<string>> ActsAsync(string action) =>
        _app.QueryAsync<string>("SELECT COALESCE(before, '') || '>' || COALESCE(after, '') FROM audit WHERE action = @action ORDER BY id", new { action });
}
