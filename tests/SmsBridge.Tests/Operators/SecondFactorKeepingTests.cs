using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>Changing a second factor, taking it away, and asking for one. An application per test: each moves its clock.</summary>
public sealed class SecondFactorKeepingTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _app.Clock.GetUtcNow();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Another_app_takes_the_place_of_the_first_with_codes_of_its_own()
    {
        var (name, browser, first, codes) = await WithFactorAsync();

        var (second, newCodes) = await _app.SetUpAsync(browser);

        second.Key.ShouldNotBe(first.Key, StringComparer.Ordinal);
        using var other = _app.CreateBrowser();
        (await other.SignInWithCodeAsync(name, first.CodeAt(Now))).ShouldBe(HttpStatusCode.Unauthorized);
        (await other.SignInWithCodeAsync(name, codes[0])).ShouldBe(HttpStatusCode.Unauthorized);
        (await other.SignInWithCodeAsync(name, newCodes[0])).ShouldBe(HttpStatusCode.Redirect);
        (await ActsAsync("second_factor_set")).ShouldBe(["none>an app", "another app>an app"]);
    }

    [Fact]
    public async Task New_recovery_codes_end_those_before_and_take_the_password()
    {
        var (name, browser, _, codes) = await WithFactorAsync();

        (await browser.BeginAsync("?do=codes", "not the password")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var (_, page) = await browser.BeginAsync("?do=codes");

        var newCodes = SecondFactorDriver.CodesOn(page);
        newCodes.Count.ShouldBe(10);
        (await StatusAsync(browser, "/console")).ShouldBe(HttpStatusCode.OK);
        using var other = _app.CreateBrowser();
        (await other.SignInWithCodeAsync(name, codes[0])).ShouldBe(HttpStatusCode.Unauthorized);
        (await other.SignInWithCodeAsync(name, newCodes[0])).ShouldBe(HttpStatusCode.Redirect);
        (await ActsAsync("recovery_codes")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_is_removed_with_the_password_and_all_other_sessions_end()
    {
        var (name, browser, authenticator, _) = await WithFactorAsync();
        using var other = _app.CreateBrowser();
        (await other.SignInWithCodeAsync(name, authenticator.CodeAt(Now))).ShouldBe(HttpStatusCode.Redirect);

        (await browser.BeginAsync("?do=remove", "not the password")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await browser.BeginAsync("?do=remove")).Status.ShouldBe(HttpStatusCode.Redirect);

        (await StatusAsync(browser, "/console/account?done=second-factor-removed")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(other, "/console")).ShouldBe(HttpStatusCode.Redirect);
        (await _app.QueryAsync<long>("SELECT (SELECT COUNT(*) FROM operator_factor) + (SELECT COUNT(*) FROM operator_recovery_code)")).ShouldBe([0]);
        using var plain = await other.SignInAsync(name);
        plain.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ActsAsync("second_factor_remove")).ShouldBe(["an app>none"]);
    }

    [Fact]
    public async Task A_set_up_that_somebody_else_began_or_that_is_too_old_proves_nothing()
    {
        var (_, browser) = await SignedInAsync(OperatorRole.Viewer);
        var (_, theirs) = await SignedInAsync(OperatorRole.Viewer);
        var (_, page) = await browser.BeginAsync();
        var authenticator = AuthenticatorApp.Reading(page);
        var (_, own) = await theirs.BeginAsync();
        var setUp = OperatorDriver.HiddenFields(page).Single(field => field.Name == "setup");
        var token = OperatorDriver.HiddenFields(own).Single(field => field.Name == "__RequestVerificationToken");

        using var stolen = await theirs.PostFormAsync("/console/second-factor/proof", setUp, token, ("code", authenticator.CodeAt(Now)));
        _app.Clock.Advance(TimeSpan.FromMinutes(16));
        var late = await browser.AnswerAsync(page, ("code", authenticator.CodeAt(Now)));

        stolen.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        late.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM operator_factor")).ShouldBe([0]);
    }

    [Fact]
    public async Task Where_it_is_needed_sessions_without_it_end_and_the_sign_in_leads_to_setting_it_up()
    {
        var (name, browser) = await SignedInAsync(OperatorRole.Admin);
        var (_, viewer) = await SignedInAsync(OperatorRole.Viewer);
        Require(SecondFactorRule.Admins);

        (await StatusAsync(browser, "/console")).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(viewer, "/console")).ShouldBe(HttpStatusCode.OK);
        var page = await browser.GivePasswordAsync(name);
        page.ShouldContain("You need a second factor");
        (await StatusAsync(browser, "/console")).ShouldBe(HttpStatusCode.Redirect);
        var authenticator = AuthenticatorApp.Reading(page);
        (await browser.AnswerAsync(page, ("code", "000000"))).Status.ShouldBe(HttpStatusCode.Unauthorized);

        var proved = await browser.AnswerAsync(page, ("code", authenticator.CodeAt(Now)));

        SecondFactorDriver.CodesOn(proved.Page).Count.ShouldBe(10);
        (await StatusAsync(browser, "/console")).ShouldBe(HttpStatusCode.OK);
        (await browser.BeginAsync("?do=remove")).ShouldSatisfyAllConditions(
            answer => answer.Status.ShouldBe(HttpStatusCode.BadRequest), answer => answer.Page.ShouldContain("it can be changed, not removed"));
        Require(SecondFactorRule.Everybody);
        (await StatusAsync(viewer, "/console")).ShouldBe(HttpStatusCode.Redirect);
        (await StatusAsync(browser, "/console")).ShouldBe(HttpStatusCode.OK);
        (await ActsAsync("sign_in"))[^1].ShouldBe(">with a code; the second factor was set up");
    }

    [Fact]
    public async Task A_password_that_was_given_before_a_factor_was_set_up_does_not_change_it()
    {
        var name = await _app.AddOperatorAsync(OperatorRole.Viewer);
        Require(SecondFactorRule.Everybody);
        using var thief = _app.CreateBrowser();
        using var owner = _app.CreateBrowser();
        var stolen = await thief.GivePasswordAsync(name);
        var page = await owner.GivePasswordAsync(name);
        (await owner.AnswerAsync(page, ("code", AuthenticatorApp.Reading(page).CodeAt(Now)))).Status.ShouldBe(HttpStatusCode.OK);

        var late = await thief.AnswerAsync(stolen, ("code", AuthenticatorApp.Reading(stolen).CodeAt(Now)));

        late.Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(owner, "/console")).ShouldBe(HttpStatusCode.OK);
        (await ActsAsync("second_factor_set")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_lost_it_gets_it_reset_by_an_admin_on_the_page()
    {
        var (_, admin) = await SignedInAsync(OperatorRole.Admin);
        var (name, browser, _, _) = await WithFactorAsync(OperatorRole.Support);
        var id = (await _app.QueryAsync<long>("SELECT id FROM operator WHERE name = @name", new { name })).ShouldHaveSingleItem();

        (await ConsolePages.SubmitAsync(admin, "/console/operators", $"second-factor-{id}")).ShouldContain("Nothing was made yet.");
        (await StatusAsync(browser, "/console")).ShouldBe(HttpStatusCode.OK);
        (await ConsolePages.SubmitAsync(admin, "/console/operators", $"second-factor-{id}", ("confirm", "yes"))).ShouldContain($"Operator {name} has no second factor any more");

        (await StatusAsync(browser, "/console")).ShouldBe(HttpStatusCode.Redirect);
        using var plain = await browser.SignInAsync(name);
        plain.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ActsAsync("second_factor_reset")).ShouldBe(["an app>none"]);
    }

    [Fact]
    public async Task The_api_resets_for_admins_tells_what_there_is_not_and_leaves_ones_own_alone()
    {
        var (self, admin, _, _) = await WithFactorAsync(OperatorRole.Admin);
        admin.DefaultRequestHeaders.Add(OperatorApi.Header, "1");
        var (name, browser, _, _) = await WithFactorAsync(OperatorRole.TenantAdmin);
        browser.DefaultRequestHeaders.Add(OperatorApi.Header, "1");

        (await ResetAsync(browser, name)).ShouldBe(HttpStatusCode.Forbidden);
        (await ResetAsync(admin, self)).ShouldBe(HttpStatusCode.Conflict);
        (await ResetAsync(admin, "nobody")).ShouldBe(HttpStatusCode.NotFound);
        var listed = await Json.ReadAsync(await admin.GetAsync("/api/operators", Cancellation));
        listed.GetProperty("operators").EnumerateArray().Count(one => one.TryGetProperty("secondFactorAt", out _)).ShouldBe(2);
        (await ResetAsync(admin, name)).ShouldBe(HttpStatusCode.OK);
        (await ResetAsync(admin, name)).ShouldBe(HttpStatusCode.Conflict);
        (await StatusAsync(admin, "/console")).ShouldBe(HttpStatusCode.OK);
        (await ActsAsync("second_factor_reset")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_command_line_resets_it_beside_the_service()
    {
        var (name, browser, _, _) = await WithFactorAsync(OperatorRole.Admin);
        await using var cli = await Cli.BesideAsync(_app, Cancellation);

        (await cli.RunAsync("operator", "reset-second-factor", name, "--json")).Json.GetProperty("changed").GetBoolean().ShouldBeTrue();
        (await cli.RunAsync("operator", "reset-second-factor", name)).Out.ShouldContain("Nothing was changed.");
        var (other, _, _, _) = await WithFactorAsync(OperatorRole.Support);
        (await cli.RunAsync("operator", "reset-second-factor", other)).Out.ShouldContain("The role needs none: the password alone lets in");
        cli.Settings["Operators:SecondFactor"] = "Everybody";
        var (needed, _, _, _) = await WithFactorAsync(OperatorRole.Support);
        (await cli.RunAsync("operator", "reset-second-factor", needed)).Out.ShouldContain("A new one is set up after the next sign-in, which asks for it.");
        (await cli.RunAsync("operator", "reset-second-factor", "nobody")).Error.ShouldContain("There is no operator nobody");

        (await StatusAsync(browser, "/console")).ShouldBe(HttpStatusCode.Redirect);
        (await _app.QueryAsync<string>("SELECT actor FROM audit WHERE action = 'second_factor_reset'")).ShouldBe(["command line", "command line", "command line"]);
    }

    [Fact]
    public async Task What_is_typed_into_a_form_of_secrets_is_kept_nowhere_when_the_session_has_ended()
    {
        await _app.AddOperatorAsync(OperatorRole.Viewer);
        using var browser = _app.CreateBrowser();

        foreach (var url in new[] { "/console/password", "/console/second-factor", "/console/second-factor/proof" })
        {
            using var answer = await browser.PostFormAsync(url, ("current", "a secret passphrase"), ("password", "x"), ("code", "123456"), ("__RequestVerificationToken", "old"));
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, url);
        }
    }

    private void Require(SecondFactorRule rule) => _app.Services.GetRequiredService<IOptions<OperatorOptions>>().Value.SecondFactor = rule;

    private async Task<(string Name, HttpClient Browser)> SignedInAsync(OperatorRole role)
    {
        var name = await _app.AddOperatorAsync(role);
        var browser = _app.CreateBrowser();
        (await browser.SignInAsync(name)).Dispose();
        return (name, browser);
    }

    private async Task<(string Name, HttpClient Browser, AuthenticatorApp App, IReadOnlyList<string> Codes)> WithFactorAsync(OperatorRole role = OperatorRole.Admin)
    {
        var (name, browser) = await SignedInAsync(role);
        var (authenticator, codes) = await _app.SetUpAsync(browser);
        return (name, browser, authenticator, codes);
    }

    private static async Task<HttpStatusCode> ResetAsync(HttpClient browser, string name)
    {
        using var answer = await browser.PostAsync($"/api/operators/{name}/reset-second-factor", content: null, Cancellation);
        return answer.StatusCode;
    }

    private static Task<HttpStatusCode> StatusAsync(HttpClient browser, string url) => ConsolePages.StatusAsync(browser, url);

    private Task<List<string>> ActsAsync(string action) =>
        _app.QueryAsync<string>("SELECT COALESCE(before, '') || '>' || COALESCE(after, '') FROM audit WHERE action = @action ORDER BY id", new { action });
}
