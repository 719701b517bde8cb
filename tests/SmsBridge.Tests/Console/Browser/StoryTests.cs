using System.Diagnostics;
using Microsoft.Playwright;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>What support staff do all day, in a browser, with the whole system behind it. Each story has a tenant of its own.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class StoryTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    private EndToEndStage Stage => browser.Stage;

    [Fact]
    public async Task A_message_is_found_by_half_a_number_and_tells_what_became_of_it()
    {
        await using var page = await browser.SignInAsync("staff-find", "support", "bank-find");
        var apiKey = await Stage.RegisterAsync("bank-find");
        var client = Stage.AddClient("bank-find");
        await Stage.EventBecomesAsync("bank-find", apiKey, await Stage.PostClientCreatedAsync("bank-find", apiKey, client.Id), "delivered");

        await page.GoAsync("/console/messages");
        await page.Page.Keyboard.PressAsync("/");
        await page.Page.Keyboard.TypeAsync(EndToEndStage.NumberOf(client)[^5..]);
        await page.Page.Keyboard.PressAsync("Enter");
        await page.HasRowsAsync(1);
        await page.Page.Keyboard.PressAsync("j");
        await page.Page.Keyboard.PressAsync("Enter");

        await page.SentenceIsAsync("Delivered at ");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Reveal…" }).ClickAsync();
        await page.Page.Locator("#reveal-reason").FillAsync("the client calls");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Reveal it" }).ClickAsync();
        await Expect(page.Page.Locator("#number")).ToHaveTextAsync(EndToEndStage.NumberOf(client));
        await page.Page.GoBackAsync();
        await page.HasRowsAsync(1);
    }

    [Fact]
    public async Task Why_nothing_came_is_read_mended_and_resent()
    {
        await using var page = await browser.SignInAsync("staff-why", "support", "bank-why");
        var apiKey = await Stage.RegisterAsync("bank-why");
        var client = Stage.AddClientWithoutNumber("bank-why");
        var eventId = await Stage.PostClientCreatedAsync("bank-why", apiKey, client.Id);
        await Stage.EventBecomesAsync("bank-why", apiKey, eventId, "dead_lettered");

        await page.GoAsync($"/console/messages?q=client:{client.Id}");
        await page.Rows.First.GetByRole(AriaRole.Link).First.ClickAsync();
        await page.SentenceIsAsync("Not sent: the client has no mobile number in the core.");
        await page.SeesAsync("We have no mobile number of yours on file.");

        Stage.SetNumber("bank-why", client, "0712 999 001");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Resend…" }).ClickAsync();
        await page.Page.Locator("#resend-reason").FillAsync("number entered");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send it again" }).ClickAsync();
        await page.SeesAsync("It is queued anew");
        await Stage.EventBecomesAsync("bank-why", apiKey, eventId, "delivered");
        await page.Page.ReloadAsync();
        await page.SentenceIsAsync("Delivered at ");
    }

    [Fact]
    public async Task Many_are_resent_after_a_dry_run_and_a_typed_confirmation()
    {
        await using var page = await browser.SignInAsync("staff-bulk", "support", "bank-bulk");
        var apiKey = await Stage.RegisterAsync("bank-bulk");
        for (var index = 0; index < 3; index++)
        {
            var client = Stage.AddClientWithoutNumber("bank-bulk");
            var eventId = await Stage.PostClientCreatedAsync("bank-bulk", apiKey, client.Id);
            await Stage.EventBecomesAsync("bank-bulk", apiKey, eventId, "dead_lettered");
            Stage.SetNumber("bank-bulk", client, $"0712 888 00{index}");
        }

        var good = Stage.AddClient("bank-bulk");
        await Stage.EventBecomesAsync("bank-bulk", apiKey, await Stage.PostClientCreatedAsync("bank-bulk", apiKey, good.Id), "delivered");

        await page.GoAsync("/console/messages");
        await page.HasRowsAsync(4);
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Resend all that match…" }).ClickAsync();
        await page.SeesAsync("3 messages would be sent again");
        await page.SeesAsync("It was sent; only what failed can be sent anew.");
        await page.Page.Locator("#confirm").FillAsync("resend 3");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send them again" }).ClickAsync();
        await page.SeesAsync("3 of 3 queued anew");
        await Eventually.BecomesAsync(
            () => Task.FromResult(Stage.Twilio.Messages.Count(message => message.To.StartsWith("+25471288800", StringComparison.Ordinal))), sent => sent == 3, "three SMS");
    }

    [Fact]
    public async Task The_live_tail_shows_a_new_message_within_two_seconds()
    {
        await using var page = await browser.SignInAsync("staff-live", "viewer", "bank-live");
        var apiKey = await Stage.RegisterAsync("bank-live");
        await page.GoAsync("/console/messages");
        await page.SeesAsync("There is no message yet.");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Live" }).ClickAsync();

        var client = Stage.AddClient("bank-live");
        var start = Stopwatch.GetTimestamp();
        await Stage.PostClientCreatedAsync("bank-live", apiKey, client.Id);
        await page.HasRowsAsync(1);

        Stopwatch.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await Expect(page.Rows.First).ToContainTextAsync("Delivered"); // and goes on without a reload
    }

    [Fact]
    public async Task A_viewer_can_neither_reveal_nor_resend()
    {
        await using var page = await browser.SignInAsync("viewer-looks", "viewer", "bank-view");
        var apiKey = await Stage.RegisterAsync("bank-view");
        var client = Stage.AddClient("bank-view");
        var eventId = await Stage.PostClientCreatedAsync("bank-view", apiKey, client.Id);
        await Stage.EventBecomesAsync("bank-view", apiKey, eventId, "delivered");

        await page.GoAsync($"/console/messages/{eventId}");
        await page.SentenceIsAsync("Delivered");
        await Expect(page.Page.GetByText("Reveal…")).ToHaveCountAsync(0);
        await Expect(page.Page.GetByText("Resend…")).ToHaveCountAsync(0);
        page.Expected.Add(403);
        foreach (var act in new[] { "reveal", "resend" })
        {
            var status = await page.Page.EvaluateAsync<int>(
                "async url => (await fetch(url, { method: 'POST', headers: { 'X-SmsBridge': '1' }, body: '{\"reason\":\"r\",\"again\":true}' })).status", $"/api/messages/{eventId}/{act}");
            status.ShouldBe(403);
        }

        Stage.SmsTo(client).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_tenants_staff_sees_nothing_of_another_by_url_either()
    {
        await using var page = await browser.SignInAsync("staff-own", "tenant-admin", "bank-own");
        var (own, foreign) = (await Stage.RegisterAsync("bank-own"), await Stage.RegisterAsync("bank-foreign"));
        var (mine, theirs) = (Stage.AddClient("bank-own"), Stage.AddClient("bank-foreign"));
        await Stage.PostClientCreatedAsync("bank-own", own, mine.Id);
        var eventId = await Stage.PostClientCreatedAsync("bank-foreign", foreign, theirs.Id);
        await Stage.EventBecomesAsync("bank-foreign", foreign, eventId, "delivered");

        await page.GoAsync("/console/messages");
        await page.HasRowsAsync(1);
        await Expect(page.Page.Locator("body")).Not.ToContainTextAsync("bank-foreign");
        page.Expected.Add(404);
        (await page.GoAsync($"/console/messages/{eventId}")).ShouldBe(404);
        (await page.Page.EvaluateAsync<int>("async url => (await fetch(url)).status", $"/api/messages/{eventId}")).ShouldBe(404);
        foreach (var path in new[] { "/console/messages?tenant=bank-foreign&when=all", $"/console/messages?q={eventId}", "/console/events?tenant=bank-foreign&when=all" })
        {
            await page.GoAsync(path);
            await page.HasRowsAsync(0);
        }
    }

    [Fact]
    public async Task Who_guesses_is_made_to_wait()
    {
        await using var page = await browser.OpenAsync();
        await browser.AddOperatorAsync("locked", "viewer");
        page.Expected.Add(401);
        await page.GoAsync("/console");
        for (var guess = 0; guess < 6; guess++)
        {
            await page.SignInAsync("locked", "wrong password");
            await Expect(page.Page.Locator("#problem")).ToBeVisibleAsync();
        }

        await page.SignInAsync("locked", BrowserStage.Password); // right, but too late
        await Expect(page.Page.Locator("#problem")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_csv_is_the_list()
    {
        await using var page = await browser.SignInAsync("staff-csv", "viewer", "bank-csv");
        var apiKey = await Stage.RegisterAsync("bank-csv");
        for (var index = 0; index < 3; index++)
        {
            await Stage.PostClientCreatedAsync("bank-csv", apiKey, Stage.AddClient("bank-csv").Id);
        }

        await page.GoAsync("/console/messages");
        await page.HasRowsAsync(3);
        var shown = await page.Rows.EvaluateAllAsync<string[]>("rows => rows.map(row => row.dataset.id)");
        var download = await page.Page.RunAndWaitForDownloadAsync(() => page.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync(), TestContext.Current.CancellationToken);

        lines.Skip(1).Select(line => line.Split(',')[0]).ShouldBe(shown);
    }
}
