using System.Text.RegularExpressions;
using Microsoft.Playwright;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.EndToEnd;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>From the first admin to the first SMS, without leaving the console and without an account at a provider.</summary>
[Collection(BridgeProcesses.Name)]
public sealed partial class NewcomerStoryTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    private const string Tenant = "newcomer-bank";

    [Fact]
    public async Task The_first_sms_goes_out_inside_the_console_and_the_cores_first_call_is_seen_to_arrive()
    {
        await using var page = await browser.OpenAsync();
        await page.GoAsync("/console");
        await page.Page.GetByLabel("Code from the log").FillAsync(CodeInTheLog());
        await page.Page.GetByLabel("Your name").FillAsync("anna");
        foreach (var field in await page.Page.Locator("input[type=password]").AllAsync())
        {
            await field.FillAsync(BrowserStage.Password);
        }

        await page.Page.Locator("button[type=submit]").ClickAsync();
        List<string> faults = [];
        var core = browser.Stage.Core;
        core.AddTenant(Tenant, new StandInUser(EndToEndStage.User, EndToEndStage.Password) { Permissions = ["ALL_FUNCTIONS"] }).AddClient(7, "Jane Wanjiru", "0712 345 678");

        await page.PictureAsync("overview-first");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Try it out, without a provider" }).ClickAsync(); // 1
        await page.Page.Locator("#tenant").FillAsync(Tenant);
        await page.Page.Locator("#endpoint").FillAsync(core.BaseUrl);
        await page.Page.Locator("#user").FillAsync(EndToEndStage.User);
        await page.Page.Locator("#password").FillAsync("wrong");
        faults.AddRange(await page.AxeAsync());
        await page.PictureAsync("add-tenant");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add the tenant" }).ClickAsync();
        await Expect(page.Page.Locator("#tenant")).ToHaveValueAsync(Tenant); // refused, and what was typed is kept but for the password
        await Expect(page.Page.Locator("#endpoint")).ToHaveValueAsync(core.BaseUrl);
        await page.Page.Locator("#password").FillAsync(EndToEndStage.Password);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Add the tenant" }).ClickAsync(); // 2
        var apiKey = await page.Page.Locator("[data-secret]").TextContentAsync();
        await Expect(page.Page.Locator(".paste code")).ToHaveTextAsync(new Uri(browser.Stage.Bridge.Url, "/modules/sms/").AbsoluteUri);
        await page.SeesAsync("Nothing has arrived from this core yet");
        faults.AddRange(await page.AxeAsync());
        await page.PictureAsync("first-steps");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Create the hook for me" }).ClickAsync(); // 3
        await page.SeesAsync("is made in the core.");
        await page.PictureAsync("hook-made");
        var usual = page.Page.ViewportSize!;
        await page.Page.SetViewportSizeAsync(320, 800);
        (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
        await page.Page.SetViewportSizeAsync(usual.Width, usual.Height);
        await page.Page.Locator("#number").FillAsync("0712 999 888");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send it" }).ClickAsync(); // 4
        await page.SeesAsync("is on its way.");
        await page.SeesAsync("Nothing has arrived from this core yet"); // ours is none of the core's
        await browser.Stage.PostClientCreatedAsync(Tenant, apiKey!, 7);
        await Expect(page.Page.Locator("#results").GetByRole(AriaRole.Link)).ToContainTextAsync("Client"); // by itself
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Look at the message" }).ClickAsync(); // 5
        await Expect(page.Page.Locator(".sms")).ToContainTextAsync($"Test of {Tenant}");
        await page.SentenceIsAsync("Sent");
        faults.ShouldBeEmpty();
    }

    private string CodeInTheLog() =>
        browser.Stage.Bridge.StandardOutput.Lines.Select(line => Code().Match(line)).First(match => match.Success).Value;

    [GeneratedRegex("[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
