using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.SingleSignOn;

/// <summary>Who somebody is by what the provider says, and what they may: made at the first sign-in, followed at every other.</summary>
public sealed class IdentityTests : IAsyncLifetime
{
    private SingleSignOnStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private OperatorVerbs Verbs => _stage.App.Services.GetRequiredService<OperatorVerbs>();

    public async ValueTask InitializeAsync() => _stage = await SingleSignOnStage.StartAsync(("SecondFactor", "Everybody"));

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task The_operator_is_made_at_the_first_sign_in_and_is_the_same_ever_after_whatever_its_name()
    {
        using var one = _stage.App.CreateBrowser();
        using var two = _stage.App.CreateBrowser();
        await _stage.SignInAsync(one, "17", ["sms-support"], "zoe");
        await _stage.SignInAsync(two, "17", ["sms-support"], "zoe.married");

        (await _stage.App.QueryAsync<string>("SELECT name || ' ' || password_hash FROM operator")).ShouldBe(["zoe "]);
        (await _stage.App.QueryAsync<string>("SELECT issuer || ' ' || subject FROM operator_identity")).ShouldBe([$"{_stage.Issuer.Address} 17"]);
        (await _stage.AuditAsync("operator_add")).ShouldBe([$"single sign-on|operator zoe|>support; tenants savings; 17 of {_stage.Issuer.Address}"]);
        (await _stage.AuditAsync("sign_in")).ShouldBe(Enumerable.Repeat($"zoe|operator zoe|>as 17 of {_stage.Issuer.Address}", 2));
    }

    [Fact]
    public async Task Neither_a_local_operator_nor_anybody_else_is_taken_over_by_their_name_or_mail_address()
    {
        var local = await _stage.App.AddOperatorAsync(OperatorRole.Admin);
        using var one = _stage.App.CreateBrowser();
        using var two = _stage.App.CreateBrowser();

        await _stage.SignInAsync(one, "17", ["sms-viewers"], local.ToUpperInvariant());
        await _stage.SignInAsync(two, "18", ["sms-support"], local);

        (await _stage.App.QueryAsync<string>("SELECT LOWER(name) FROM operator ORDER BY id")).ShouldBe([local, $"{local}+sso", $"{local}+sso2"]);
        (await _stage.App.QueryAsync<long>("SELECT role FROM operator ORDER BY id")).ShouldBe([4, 1, 2]);
        (await _stage.App.QueryAsync<string>("SELECT subject FROM operator_identity ORDER BY operator_id")).ShouldBe(["17", "18"]);
    }

    [Fact]
    public async Task The_same_subject_of_another_issuer_is_somebody_else()
    {
        (await _stage.SignedInAsync("17", "sms-viewers")).Dispose();
        await _stage.App.MeddleAsync("UPDATE operator_identity SET issuer = 'https://login.example.org'");

        (await _stage.SignedInAsync("17", "sms-viewers")).Dispose();

        (await _stage.App.QueryAsync<string>("SELECT name FROM operator ORDER BY id")).ShouldBe(["17", "17+sso"]);
    }

    [Fact]
    public async Task Role_and_tenants_follow_the_groups_and_end_what_was_open_with_others()
    {
        using var before = await _stage.SignedInAsync("17", "sms-support");
        using var same = await _stage.SignedInAsync("17", "sms-support", "staff");
        (await SingleSignOnStage.IsInAsync(before)).ShouldBeTrue("nothing has changed");

        using var after = await _stage.SignedInAsync("17", "sms-admins", "sms-support");

        (await SingleSignOnStage.IsInAsync(before)).ShouldBeFalse();
        (await SingleSignOnStage.IsInAsync(after)).ShouldBeTrue();
        (await _stage.AuditAsync("operator_change")).ShouldBe(["single sign-on|operator 17|support; tenants savings>admin; all tenants"]);
    }

    [Fact]
    public async Task Who_has_no_group_here_is_refused_in_words_and_on_the_record()
    {
        using var browser = _stage.App.CreateBrowser();

        var (status, page) = await _stage.SignInAsync(browser, "17", ["canteen"]);

        status.ShouldBe(HttpStatusCode.Forbidden);
        page.ShouldContain("none of your groups there has a role here");
        (await SingleSignOnStage.IsInAsync(browser)).ShouldBeFalse();
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM operator")).ShouldBe([0]);
        (await _stage.AuditAsync("sign_in_refused")).ShouldBe([$"somebody unknown||>nothing that the provider says of 17 of {_stage.Issuer.Address} gives a role"]);
    }

    [Fact]
    public async Task Who_has_lost_the_last_group_loses_the_sessions_too()
    {
        using var before = await _stage.SignedInAsync("17", "sms-admins");
        using var after = _stage.App.CreateBrowser();

        (await _stage.SignInAsync(after, "17", ["canteen"])).Status.ShouldBe(HttpStatusCode.Forbidden);

        (await SingleSignOnStage.IsInAsync(before)).ShouldBeFalse();
        (await _stage.AuditAsync("sign_in_refused")).ShouldHaveSingleItem().ShouldStartWith("17|operator 17|>");
    }

    [Fact]
    public async Task Being_disabled_and_signed_out_by_an_admin_holds_for_them_too()
    {
        await _stage.App.AddOperatorAsync(OperatorRole.Admin);
        using var browser = await _stage.SignedInAsync("17", "sms-support");
        (await Verbs.EndSessionsAsync(Caller.CommandLine, "17")).ShouldBeOfType<Outcome.Done>();
        (await SingleSignOnStage.IsInAsync(browser)).ShouldBeFalse();
        using var again = await _stage.SignedInAsync("17", "sms-support");
        (await Verbs.SetDisabledAsync(Caller.CommandLine, "17", disabled: true)).ShouldBeOfType<Outcome.Done>();
        (await SingleSignOnStage.IsInAsync(again)).ShouldBeFalse();

        var (status, page) = await _stage.SignInAsync(again, "17", ["sms-admins"]);

        status.ShouldBe(HttpStatusCode.Forbidden);
        page.ShouldContain("Your account here is disabled");
        (await _stage.AuditAsync("sign_in_refused")).ShouldBe(["17|operator 17|>the operator is disabled"]);
        (await _stage.AuditAsync("operator_change")).ShouldBeEmpty("who is disabled gets no rights");
    }

    [Fact]
    public async Task Their_sessions_are_listed_as_all_others_and_another_browser_can_be_ended()
    {
        using var one = await _stage.SignedInAsync("17", "sms-support");
        using var two = await _stage.SignedInAsync("17", "sms-support");
        var id = (await _stage.App.QueryAsync<long>("SELECT id FROM operator")).Single();

        (await _stage.App.Services.GetRequiredService<SessionStore>().ListAsync(id, Cancellation)).Count.ShouldBe(2);
        using var ended = await two.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/account/sessions") { Headers = { { OperatorApi.Header, "1" } } }, Cancellation);

        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SingleSignOnStage.IsInAsync(one)).ShouldBeFalse();
        (await SingleSignOnStage.IsInAsync(two)).ShouldBeTrue();
    }

    [Fact]
    public async Task They_have_no_password_here_and_none_can_be_given_to_them()
    {
        using var browser = await _stage.SignedInAsync("17", "sms-support");
        foreach (var page in new[] { "/console/password", "/console/second-factor" })
        {
            var (status, words) = await SingleSignOnStage.OpenAsync(browser, page);
            status.ShouldBe(HttpStatusCode.Forbidden);
            words.ShouldContain("You sign in with the house");
        }

        (await Verbs.ResetAsync(Caller.CommandLine, "17", confirmed: true, password: null, Cancellation)).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("no password here");
        (await Verbs.ChangeAsync(Caller.CommandLine, "17", new OperatorWish("admin", AllTenants: true, null))).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("follow its groups");
        (await Verbs.AddAsync(Caller.CommandLine, "17", new OperatorWish("admin", AllTenants: true, null), OperatorDriver.Password, Cancellation)).ShouldBeOfType<Outcome.Exists>();
        using var stranger = _stage.App.CreateBrowser();
        foreach (var password in new[] { " ", OperatorDriver.Password })
        {
            using var refused = await stranger.SignInByPasswordAsync("17", password);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await _stage.AuditAsync("sign_in_refused")).ShouldAllBe(entry => entry == "17|operator 17|>it signs in by the provider, and has no password");
    }

    [Fact]
    public async Task A_password_that_an_older_node_gave_them_lets_nobody_in()
    {
        (await _stage.SignedInAsync("17", "sms-support")).Dispose();
        await _stage.App.MeddleAsync("UPDATE operator SET password_hash = @hash", new { hash = _stage.App.Services.GetRequiredService<OperatorPasswords>().Hash(OperatorDriver.Password) });
        using var browser = _stage.App.CreateBrowser();

        using var answer = await browser.SignInByPasswordAsync("17");

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_first_operator_may_be_one_that_the_settings_make_an_admin()
    {
        using var browser = _stage.App.CreateBrowser();
        (await browser.GetStringAsync("/console/sign-in", Cancellation)).ShouldContain("There is no operator yet");

        (await _stage.SignedInAsync("17", "sms-admins")).Dispose();

        (await browser.GetStringAsync("/console/sign-in", Cancellation)).ShouldNotContain("There is no operator yet");
        using var first = await browser.GetAsync("/console/first", Cancellation);
        first.StatusCode.ShouldBe(HttpStatusCode.Redirect, "the code is worth nothing any more");
    }

    [Fact]
    public async Task Two_first_sign_ins_at_once_make_one_operator()
    {
        var browsers = Enumerable.Range(0, 4).Select(_ => _stage.App.CreateBrowser()).ToList();

        var answers = await Task.WhenAll(browsers.Select(browser => _stage.SignInAsync(browser, "17", ["sms-viewers"])));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM operator")).ShouldBe([1]);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task Lists_say_by_whom_they_sign_in()
    {
        using var browser = await _stage.SignedInAsync("17", "sms-admins");

        (await browser.GetStringAsync("/api/operators", Cancellation)).ShouldContain($"\"issuer\":\"{_stage.Issuer.Address}\"");
        (await browser.GetStringAsync("/console/operators", Cancellation)).ShouldContain("signs in by");
        (await browser.GetStringAsync("/console/account", Cancellation)).ShouldNotContain("console/password");
    }
}
