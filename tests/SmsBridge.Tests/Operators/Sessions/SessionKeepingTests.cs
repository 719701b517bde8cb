using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.Sessions;

/// <summary>How sessions are kept: what is written and when, how many, and for how long. An application per test: each moves its clock.</summary>
public sealed class SessionKeepingTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public SessionKeepingTests() => _app.Settings["Storage:BusyTimeout"] = "00:00:00.05";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task That_a_session_is_in_use_is_written_once_a_minute_at_most()
    {
        var began = _app.Clock.GetUtcNow();
        using var browser = await _app.SignedInAsync(await _app.AddOperatorAsync(OperatorRole.Viewer));

        _app.Clock.Advance(TimeSpan.FromSeconds(59));
        (await browser.IsInAsync()).ShouldBeTrue();
        (await SeenAsync()).ShouldBe([began.ToUnixTimeMilliseconds()]);
        _app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await browser.IsInAsync()).ShouldBeTrue();
        (await SeenAsync()).ShouldBe([(began + TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds()]);
    }

    [Fact]
    public async Task Of_two_nodes_that_write_it_at_once_one_does()
    {
        using var browser = await _app.SignedInAsync(await _app.AddOperatorAsync(OperatorRole.Viewer));
        var id = (await browser.ListAsync()).Single().Id;
        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        await _app.Sessions().SeeAsync(id, "192.0.2.1");
        await _app.Sessions().SeeAsync(id, "192.0.2.2");

        (await _app.QueryAsync<string>("SELECT source FROM operator_session")).ShouldBe(["192.0.2.1"]);
    }

    [Fact]
    [FileOnly] // a server that takes no connections can not be read either
    public async Task A_store_that_takes_no_write_keeps_nobody_from_reading()
    {
        using var browser = await _app.SignedInAsync(await _app.AddOperatorAsync(OperatorRole.Viewer));
        var before = await SeenAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(2));

        using (_app.HoldStore())
        {
            (await browser.IsInAsync()).ShouldBeTrue();
            (await browser.IsInAsync()).ShouldBeTrue();
        }

        (await browser.IsInAsync()).ShouldBeTrue();
        (await SeenAsync()).ShouldBe(before, "it is not tried again at once");
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await browser.IsInAsync()).ShouldBeTrue();
        (await SeenAsync()).ShouldBe([_app.Clock.GetUtcNow().ToUnixTimeMilliseconds()]);
    }

    [Fact]
    public async Task An_operator_has_so_many_at_most_and_the_one_not_used_for_longest_gives_way()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Viewer);
        using var neighbour = await _app.SignedInAsync(await _app.AddOperatorAsync(OperatorRole.Viewer));
        List<HttpClient> browsers = [];
        for (var number = 0; number < SessionStore.MostOfOne; number++)
        {
            browsers.Add(await _app.SignedInAsync(name));
            _app.Clock.Advance(TimeSpan.FromSeconds(61));
        }

        (await browsers[0].IsInAsync()).ShouldBeTrue(); // in use again: the second is now the one not used for longest
        browsers.Add(await _app.SignedInAsync(name));

        var stillIn = new List<bool>();
        foreach (var browser in browsers)
        {
            stillIn.Add(await browser.IsInAsync());
            browser.Dispose();
        }

        stillIn.ShouldBe([true, false, .. Enumerable.Repeat(true, SessionStore.MostOfOne - 1)]);
        (await neighbour.IsInAsync()).ShouldBeTrue();
        (await RowsAsync()).ShouldBe(SessionStore.MostOfOne + 1);
    }

    [Fact]
    public async Task A_browser_that_signs_in_again_has_one_session()
    {
        var (name, other) = (await _app.AddOperatorAsync(OperatorRole.Viewer), await _app.AddOperatorAsync(OperatorRole.Viewer));
        using var browser = _app.CreateBrowser();
        using var first = await browser.SignInAsync(name);
        using var second = await SignInAnewAsync(browser, other);
        using var copy = _app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        copy.DefaultRequestHeaders.Add("Cookie", OperatorDriver.SessionCookie(first));

        (await RowsAsync()).ShouldBe(1);
        (await browser.ListAsync()).ShouldHaveSingleItem().IsCurrent.ShouldBeTrue();
        (await copy.IsInAsync()).ShouldBeFalse();
    }

    [Fact]
    public async Task What_has_ended_by_time_or_with_its_operator_s_rights_leaves_by_a_job()
    {
        var (kept, lapsed, changed) = (await _app.AddOperatorAsync(OperatorRole.Viewer), await _app.AddOperatorAsync(OperatorRole.Viewer), await _app.AddOperatorAsync(OperatorRole.Viewer));
        using var unused = await _app.SignedInAsync(lapsed);
        using var browser = await _app.SignedInAsync(kept);
        using var other = await _app.SignedInAsync(changed);
        _app.Clock.Advance(TimeSpan.FromMinutes(40));
        (await browser.IsInAsync()).ShouldBeTrue();
        (await other.IsInAsync()).ShouldBeTrue();
        _app.Clock.Advance(TimeSpan.FromMinutes(22)); // the unused one had an hour
        await _app.Services.GetRequiredService<OperatorStore>().ChangeRightsAsync(Actor.CommandLine, changed, OperatorRole.Support, TenantScope.All);

        (await _app.Sessions().ForgetAsync()).ShouldBe(2);

        (await RowsAsync()).ShouldBe(1);
        (await browser.IsInAsync()).ShouldBeTrue();
        (await unused.IsInAsync()).ShouldBeFalse();
        (await _app.Sessions().ForgetAsync()).ShouldBe(0);
        _app.Clock.Advance(TimeSpan.FromHours(12));
        (await _app.Sessions().ForgetAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_session_outlives_a_restart_and_its_end_does_too()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Viewer);
        using var first = _app.CreateBrowser();
        using var second = _app.CreateBrowser();
        var (kept, ended) = (OperatorDriver.SessionCookie(await first.SignInAsync(name)), OperatorDriver.SessionCookie(await second.SignInAsync(name)));
        using (var browser = With(_app, ended))
        {
            (await browser.SendAsync(HttpMethod.Delete, $"/api/account/sessions/{(await browser.ListAsync()).Single(one => one.IsCurrent).Id}")).ShouldBe(HttpStatusCode.OK);
        }

        await using var restarted = await _app.RestartAsync();

        using (var browser = With(restarted, kept))
        {
            (await browser.IsInAsync()).ShouldBeTrue();
        }

        using (var browser = With(restarted, ended))
        {
            (await browser.IsInAsync()).ShouldBeFalse();
        }
    }

    [Fact]
    [PostgresOnly] // a file is one process's
    public async Task What_one_node_ends_another_refuses_at_the_next_request()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Viewer);
        using var here = await _app.SignedInAsync(name);
        await using var node = _app.Beside();
        using var door = _app.CreateBrowser();
        using var answer = await door.SignInAsync(name);
        using var there = With(node, OperatorDriver.SessionCookie(answer));
        (await there.IsInAsync()).ShouldBeTrue();

        (await here.SendAsync(HttpMethod.Delete, "/api/account/sessions")).ShouldBe(HttpStatusCode.OK);

        (await there.IsInAsync()).ShouldBeFalse();
        (await here.IsInAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_cookie_that_names_no_session_of_its_operator_opens_nothing()
    {
        var (name, other) = (await _app.AddOperatorAsync(OperatorRole.Viewer), await _app.AddOperatorAsync(OperatorRole.Admin));
        using var browser = await _app.SignedInAsync(name);
        using var admin = await _app.SignedInAsync(other);
        var mine = (await browser.ListAsync()).Single().Id;
        var (who, theirs) = (await WhoAsync(name), await WhoAsync(other));
        var until = _app.Clock.GetUtcNow() + TimeSpan.FromHours(1);

        (await OpensAsync(SessionClaims.ToPrincipal(who, new SessionFacts(until, HasSecondFactor: false, mine)))).ShouldBeTrue();
        (await OpensAsync(who.ToPrincipal())).ShouldBeFalse("of a version before");
        (await OpensAsync(SessionClaims.ToPrincipal(who, new SessionFacts(until, HasSecondFactor: false, "nothing")))).ShouldBeFalse();
        (await OpensAsync(SessionClaims.ToPrincipal(theirs, new SessionFacts(until, HasSecondFactor: false, mine)))).ShouldBeFalse();
        (await OpensAsync(SessionClaims.ToPrincipal(who with { Stamp = "another" }, new SessionFacts(until, HasSecondFactor: false, mine)))).ShouldBeFalse();
    }

    private async Task<bool> OpensAsync(ClaimsPrincipal principal)
    {
        var cookies = _app.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(SignedInOperator.Scheme);
        var now = _app.Clock.GetUtcNow();
        var ticket = new AuthenticationTicket(principal, new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + TimeSpan.FromHours(1) }, SignedInOperator.Scheme);
        using var browser = With(_app, $"{cookies.Cookie.Name}={cookies.TicketDataFormat.Protect(ticket)}");
        return await browser.IsInAsync();
    }

    private async Task<SignedInOperator> WhoAsync(string name) =>
        (await _app.Services.GetRequiredService<OperatorStore>().FindCredentialAsync(name, Cancellation)).ShouldNotBeNull().ToSignedIn();

    /// <summary>The sign-in's page sends who is signed in away, but its form is taken: two tabs, say.</summary>
    private static async Task<HttpResponseMessage> SignInAnewAsync(HttpClient browser, string name)
    {
        var token = OperatorDriver.HiddenFields(await browser.GetStringAsync("/console/password", Cancellation)).Single(field => field.Name == "__RequestVerificationToken");
        var answer = await browser.PostFormAsync("/console/sign-in", token, ("name", name), ("password", OperatorDriver.Password));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return answer;
    }

    private static HttpClient With(SmsBridgeApp app, string cookie)
    {
        var browser = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        browser.DefaultRequestHeaders.Add("Cookie", cookie);
        browser.DefaultRequestHeaders.Add(OperatorApi.Header, "1");
        return browser;
    }

    private Task<List<long>> SeenAsync() => _app.QueryAsync<long>("SELECT seen_at FROM operator_session ORDER BY seen_at");

    private async Task<long> RowsAsync() => (await _app.QueryAsync<long>("SELECT COUNT(*) FROM operator_session")).Single();
}
