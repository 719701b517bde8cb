using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>When sessions end, and what wrong passwords cost. An application per test: each moves its clock.</summary>
public sealed class SessionTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OperatorStore Store => _app.Services.GetRequiredService<OperatorStore>();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Ones_own_new_password_ends_all_other_sessions()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Support);
        using var here = await BrowserOfAsync(name);
        using var there = await BrowserOfAsync(name);

        using var wrong = await here.SubmitAsync("/console/password", ("current", "not it"), ("chosen", "another fine passphrase"), ("again", "another fine passphrase"));
        using var changed = await here.SubmitAsync(
            "/console/password", ("current", OperatorDriver.Password), ("chosen", "another fine passphrase"), ("again", "another fine passphrase"));

        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        changed.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await IsInAsync(here)).ShouldBeTrue();
        (await IsInAsync(there)).ShouldBeFalse();
        using var again = _app.CreateBrowser();
        using var old = await again.SignInAsync(name);
        old.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _app.QueryAsync<string>("SELECT action FROM audit WHERE action = 'password_change'")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Being_disabled_reset_or_given_other_rights_ends_sessions()
    {
        await _app.AddOperatorAsync(OperatorRole.Admin);
        foreach (var end in new Func<string, Task<OperatorOutcome>>[]
        {
            name => Store.SetDisabledAsync(Actor.CommandLine, name, disabled: true),
            name => Store.ResetPasswordAsync(Actor.CommandLine, name, "hash"),
            name => Store.ChangeRightsAsync(Actor.CommandLine, name, OperatorRole.Viewer, TenantScope.Of([])),
        })
        {
            var name = await _app.AddOperatorAsync(OperatorRole.Support);
            using var browser = await BrowserOfAsync(name);
            (await IsInAsync(browser)).ShouldBeTrue();

            (await end(name)).ShouldBe(OperatorOutcome.Done);

            (await IsInAsync(browser)).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task What_another_process_ends_is_over_at_the_next_request()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Support);
        using var browser = await BrowserOfAsync(name);
        (await IsInAsync(browser)).ShouldBeTrue();

        await _app.MeddleAsync("UPDATE operator SET stamp = 'another' WHERE name = @name", new { name });

        (await IsInAsync(browser)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_session_ends_unused_after_an_hour_and_used_after_twelve()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Support);
        using var used = await BrowserOfAsync(name);
        using var unused = await BrowserOfAsync(name);

        for (var minutes = 0; minutes < 11 * 60; minutes += 40)
        {
            _app.Clock.Advance(TimeSpan.FromMinutes(40));
            (await IsInAsync(used)).ShouldBeTrue();
        }

        (await IsInAsync(unused)).ShouldBeFalse();
        _app.Clock.Advance(TimeSpan.FromMinutes(50));
        (await IsInAsync(used)).ShouldBeFalse();
    }

    [Fact]
    public async Task After_some_wrong_passwords_the_right_one_has_to_wait_ever_longer()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Support);
        using var browser = _app.CreateBrowser();
        for (var wrong = 0; wrong < 5; wrong++)
        {
            (await SignInStatusAsync(browser, name, "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Unauthorized);
        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        (await SignInStatusAsync(browser, name, "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        _app.Clock.Advance(TimeSpan.FromSeconds(6)); // the second wait is 10 s
        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Unauthorized);
        _app.Clock.Advance(TimeSpan.FromSeconds(5));
        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Redirect);

        (await _app.QueryAsync<string>("SELECT after FROM audit WHERE action = 'sign_in_refused' ORDER BY id")).ShouldBe(
        [
            .. Enumerable.Repeat("wrong password", 5), "too many wrong passwords: it has to wait", "wrong password", "too many wrong passwords: it has to wait",
        ]);
    }

    [Fact]
    public async Task A_wait_outlives_a_restart()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Support);
        using var browser = _app.CreateBrowser();
        for (var wrong = 0; wrong < 5; wrong++)
        {
            await SignInStatusAsync(browser, name, "wrong");
        }

        await using var restarted = await _app.RestartAsync();
        using var fresh = restarted.CreateBrowser();

        (await SignInStatusAsync(fresh, name)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Who_tries_many_names_waits_too_and_fills_no_audit()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Support);
        using var browser = _app.CreateBrowser();
        for (var wrong = 0; wrong < 20; wrong++)
        {
            await SignInStatusAsync(browser, $"name-{wrong}", "wrong");
        }

        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Unauthorized);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM audit WHERE action = 'sign_in_refused'")).ShouldBe([13L]);
        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_browser_that_signed_in_before_is_not_kept_out_by_who_guesses_at_its_name()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Support);
        using var own = _app.CreateBrowser();
        (await SignInStatusAsync(own, name)).ShouldBe(HttpStatusCode.Redirect);
        await EndSessionsAsync(name);
        using var stranger = _app.CreateBrowser(); // of the same network: that is what all browsers of the test are
        for (var wrong = 0; wrong < 30; wrong++)
        {
            await SignInStatusAsync(stranger, name, "wrong");
        }

        (await SignInStatusAsync(stranger, name)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SignInStatusAsync(own, name)).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_known_browser_that_guesses_waits_too_and_is_a_stranger_to_other_names()
    {
        var (name, other) = (await _app.AddOperatorAsync(OperatorRole.Support), await _app.AddOperatorAsync(OperatorRole.Support));
        using var browser = _app.CreateBrowser();
        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Redirect);
        await EndSessionsAsync(name);
        for (var wrong = 0; wrong < 5; wrong++)
        {
            (await SignInStatusAsync(browser, name, "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Unauthorized);
        using var fresh = _app.CreateBrowser();
        (await SignInStatusAsync(fresh, other)).ShouldBe(HttpStatusCode.Redirect);
        _app.Clock.Advance(TimeSpan.FromSeconds(6));
        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Who_finds_too_many_at_the_door_is_told_so_and_who_is_known_goes_first()
    {
        var signIn = _app.Services.GetRequiredService<OperatorSignIn>();
        var (open, passed) = (new TaskCompletionSource<string?>(), new List<string>());
        var first = signIn.InTurnAsync(Stranger(0), () => open.Task);
        var crowd = Enumerable.Range(1, 64).Select(number => signIn.InTurnAsync(Stranger(number), () => PassAsync("stranger"))).ToList();
        var known = signIn.InTurnAsync(Stranger(0) with { KnownAs = "a browser" }, () => PassAsync("known"));

        open.SetResult(null);
        await first;
        var answers = await Task.WhenAll(crowd);

        answers.Count(answer => answer.IsBusy).ShouldBe(32);
        (await known).Passed.ShouldBe("known");
        passed[0].ShouldBe("known");

        Task<string?> PassAsync(string who)
        {
            passed.Add(who);
            return Task.FromResult<string?>(who);
        }

        static SignInOrigin Stranger(int number) => new(System.Net.IPAddress.Parse($"203.0.113.{number}"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 5)]
    [InlineData(6, 10)]
    [InlineData(10, 160)]
    [InlineData(13, 900)]
    [InlineData(int.MaxValue, 900)]
    public void Waits_double_up_to_a_limit(int failures, int seconds) =>
        GrowingWait.After(failures, 4, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(15)).ShouldBe(TimeSpan.FromSeconds(seconds));

    private async Task<HttpClient> BrowserOfAsync(string name)
    {
        var browser = _app.CreateBrowser();
        (await SignInStatusAsync(browser, name)).ShouldBe(HttpStatusCode.Redirect);
        return browser;
    }

    private static async Task<bool> IsInAsync(HttpClient browser)
    {
        using var answer = await browser.GetAsync("/console/password", Cancellation);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private Task EndSessionsAsync(string name) => _app.Services.GetRequiredService<SessionStore>().EndAllAsync(Actor.CommandLine, name);

    private static async Task<HttpStatusCode> SignInStatusAsync(HttpClient browser, string name, string password = OperatorDriver.Password)
    {
        using var answer = await browser.SignInAsync(name, password);
        return answer.StatusCode;
    }
}
