using Microsoft.Playwright;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>
/// The account of the house, by a provider nobody here wrote (npm, <c>oidc-provider</c>, certified), in a browser that holds back what it must: the provider is another site to it. Each page of
/// ours before the judge of axe-core.
/// </summary>
[Collection(BridgeProcesses.Name)]
public sealed class SingleSignOnStoryTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    [Fact]
    public async Task People_come_and_go_by_the_account_of_the_house()
    {
        await using var provider = await NpmProgram.StartAsync("oidc-provider", "oidc.mjs", browser.Url("/").TrimEnd('/'));
        NameProvider(provider.Port);
        List<string> faults = [];
        await using var local = await browser.OpenAsync(ColorScheme.Dark, 360);
        await browser.AddOperatorAsync("anna", "viewer", "default");

        await local.GoAsync("/console/messages");
        await Expect(local.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with the house" })).ToBeVisibleAsync();
        faults.AddRange(await local.AxeAsync());
        await SignInAsync(local, "anna");
        await Expect(local.Page).ToHaveURLAsync(browser.Url("/console/messages"));

        await local.GoAsync("/console/account");
        await local.SeesAsync("anna+sso, admin of all tenants"); // the local anna is somebody else
        await local.SeesAsync($"http://localhost:{provider.Port}");
        faults.AddRange(await local.AxeAsync());
        (await local.GoAsync("/console/operators")).ShouldBe(200);
        faults.AddRange(await local.AxeAsync());

        await SignOutAsync(local);
        await Expect(local.Page).ToHaveURLAsync(browser.Url("/console/sign-in"));
        (await local.GoAsync("/console/messages")).ShouldBe(200);
        await Expect(local.Page).ToHaveURLAsync(browser.Url("/console/sign-in?returnUrl=%2Fconsole%2Fmessages"));

        await SignInAsync(local, "ben"); // the provider asks again, as it was signed out of too
        await Expect(local.Page).ToHaveURLAsync(browser.Url("/console/messages"));
        local.Expected.Add(403);
        (await local.GoAsync("/console/operators")).ShouldBe(403);
        await local.SeesAsync("Not for your role");
        await local.GoAsync("/console/account");
        await local.SeesAsync("ben, support of default");
        await SignOutAsync(local);

        await using var refused = await browser.OpenAsync();
        refused.Expected.Add(403);
        await refused.GoAsync("/console");
        await SignInAsync(refused, "carl");
        await refused.SeesAsync("none of your groups there has a role here");
        faults.AddRange(await refused.AxeAsync());
        (await refused.GoAsync("/console/account")).ShouldBe(200);
        await Expect(refused.Page).ToHaveURLAsync(browser.Url("/console/sign-in?returnUrl=%2Fconsole%2Faccount"));

        await using var byPassword = await browser.OpenAsync();
        await byPassword.GoAsync("/console/account");
        await byPassword.Page.GetByLabel("Name").FillAsync("anna");
        await byPassword.Page.GetByLabel("Password").FillAsync(BrowserStage.Password);
        await byPassword.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await byPassword.SeesAsync("anna, viewer of default");

        faults.ShouldBeEmpty();
        provider.Told.Select(told => (told.Text("account"), told.GetProperty("pkce").GetBoolean())).ShouldBe([("anna", true), ("ben", true), ("carl", true)]);
    }

    private static async Task SignInAsync(BrowserPage page, string name)
    {
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with the house" }).ClickAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = $"I am {name}" }).ClickAsync();
        await page.Page.WaitForURLAsync(browserUrl => browserUrl.Contains("127.0.0.1", StringComparison.Ordinal));
    }

    private static async Task SignOutAsync(BrowserPage page)
    {
        var button = page.Page.Locator("form[action$='console/sign-out'] button");
        await button.EvaluateAsync("button => button.click()"); // in a menu, which is closed
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, leave" }).ClickAsync();
        await page.Page.WaitForURLAsync(address => address.Contains("/console/sign-in", StringComparison.Ordinal));
    }

    private void NameProvider(int port)
    {
        foreach (var (name, value) in new[]
        {
            ("Authority", $"http://localhost:{port}"), ("ClientId", "bridge"), ("ClientSecret", "secret of the bridge"), ("Scopes", "openid profile groups"), ("DisplayName", "the house"),
            ("Grants:0:Value", "sms-admins"), ("Grants:0:Role", "admin"), ("Grants:1:Value", "sms-support"), ("Grants:1:Role", "support"), ("Grants:1:Tenants:0", "default"),
        })
        {
            browser.Stage.Bridge.Settings[$"Operators:OpenIdConnect:{name}"] = value;
        }
    }
}
