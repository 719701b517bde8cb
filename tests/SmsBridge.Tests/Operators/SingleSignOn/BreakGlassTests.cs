using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators.SingleSignOn;

/// <summary>No local password but one.</summary>
public sealed class BreakGlassTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_named_operator_s_password_is_taken_and_its_use_stands_out()
    {
        await using var stage = await StartAsync();
        await AddAsync(stage, "glass");
        await AddAsync(stage, "anna");
        using var browser = stage.App.CreateBrowser();

        using var anna = await browser.SignInByPasswordAsync("anna");
        using var glass = await browser.SignInByPasswordAsync("GLASS");

        anna.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        glass.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await stage.AuditAsync("sign_in_refused")).ShouldBe(["anna|operator anna|>no password is taken but that of the break-glass operator"]);
        (await stage.AuditAsync("sign_in")).ShouldBe(["glass|operator glass|>by the break-glass password"]);
        (await SingleSignOnStage.IsInAsync(browser)).ShouldBeTrue();
        (await stage.SignedInAsync("17", "sms-viewers")).Dispose();
    }

    [Fact]
    public async Task The_page_shows_the_button_first()
    {
        await using var stage = await StartAsync();
        using var browser = stage.App.CreateBrowser();

        var page = await browser.GetStringAsync("/console/sign-in", Cancellation);

        page.ShouldContain("<summary>Break-glass password</summary>");
        page.IndexOf("Sign in with the house", StringComparison.Ordinal).ShouldBeLessThan(page.IndexOf("type=\"password\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_is_given_a_password_any_more()
    {
        await using var stage = await StartAsync();
        await AddAsync(stage, "anna");
        var verbs = stage.App.Services.GetRequiredService<OperatorVerbs>();

        (await verbs.AddAsync(Caller.CommandLine, "ben", new OperatorWish("viewer", AllTenants: true, null), null, Cancellation)).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("Only glass signs in with a password");
        (await verbs.ResetAsync(Caller.CommandLine, "anna", confirmed: true, null, Cancellation)).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("Only glass");
        (await verbs.AddAsync(Caller.CommandLine, "glass", new OperatorWish("admin", AllTenants: true, null), null, Cancellation)).ShouldBeOfType<OperatorPassword>();
    }

    [Fact]
    public async Task Sessions_that_began_in_a_way_that_is_closed_now_end()
    {
        await using var stage = await SingleSignOnStage.StartAsync();
        await AddAsync(stage, "glass");
        await AddAsync(stage, "anna");
        using var browser = stage.App.CreateBrowser();
        using var anna = await browser.SignInByPasswordAsync("anna");
        using var other = stage.App.CreateBrowser();
        using var glass = await other.SignInByPasswordAsync("glass");
        using var third = stage.App.CreateBrowser();
        var begun = await SingleSignOnStage.BeginAsync(third);
        using var byProvider = await third.GetAsync(SingleSignOnStage.Answer(begun, stage.Issuer.Code(begun.Asked, stage.Issuer.Sign(stage.Claims(begun, "17", ["sms-viewers"], "zoe")))), Cancellation);
        string[] cookies = [OperatorDriver.SessionCookie(anna), OperatorDriver.SessionCookie(glass), OperatorDriver.SessionCookie(byProvider)];

        stage.App.Settings["Operators:OpenIdConnect:LocalPasswords"] = "BreakGlass";
        stage.App.Settings["Operators:OpenIdConnect:BreakGlassOperator"] = "glass";
        await using var closed = await stage.App.RestartAsync();
        var withBreakGlass = await StillInAsync(closed, cookies);
        foreach (var name in closed.Settings.Keys.Where(name => name.StartsWith("Operators:OpenIdConnect", StringComparison.Ordinal)).ToList())
        {
            closed.Settings.Remove(name);
        }

        await using var off = await closed.RestartAsync();

        withBreakGlass.ShouldBe([false, true, true]);
        (await StillInAsync(off, cookies)).ShouldBe([true, true, false], "without a provider its people are out");
    }

    [Fact]
    public async Task While_it_is_off_there_is_no_button_and_no_way()
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        await app.AddOperatorAsync(OperatorRole.Admin);
        using var browser = app.CreateBrowser();

        (await browser.GetStringAsync("/console/sign-in", Cancellation)).ShouldNotContain("provider");
        using var begun = await browser.PostFormAsync("/console/sign-in/provider");
        using var answer = await browser.GetAsync("/console/sign-in/answer?code=x&state=y", Cancellation);

        foreach (var nowhere in new[] { begun, answer })
        {
            nowhere.StatusCode.ShouldBe(HttpStatusCode.Redirect, "a page that is not there is behind the sign-in, as all others");
            nowhere.Headers.Location!.ToString().ShouldStartWith("/console/sign-in");
        }

        (await app.QueryAsync<string>("SELECT action FROM audit WHERE action = 'sign_in_refused'")).ShouldBeEmpty();
    }

    private static Task<SingleSignOnStage> StartAsync() =>
        SingleSignOnStage.StartAsync(("OpenIdConnect:LocalPasswords", "BreakGlass"), ("OpenIdConnect:BreakGlassOperator", "glass"));

    private static async Task AddAsync(SingleSignOnStage stage, string name) =>
        (await stage.App.Services.GetRequiredService<OperatorStore>().AddAsync(
            Actor.CommandLine, name, stage.App.Services.GetRequiredService<OperatorPasswords>().Hash(OperatorDriver.Password), OperatorRole.Admin, TenantScope.All)).ShouldBe(OperatorOutcome.Done);

    private static async Task<List<bool>> StillInAsync(SmsBridgeApp app, string[] cookies)
    {
        List<bool> stillIn = [];
        foreach (var cookie in cookies)
        {
            using var client = app.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
            client.DefaultRequestHeaders.Add("Cookie", cookie);
            stillIn.Add(await SingleSignOnStage.IsInAsync(client));
        }

        return stillIn;
    }
}
