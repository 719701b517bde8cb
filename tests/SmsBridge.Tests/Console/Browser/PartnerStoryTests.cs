using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using SmsBridge.Simulator.Partners;
using SmsBridge.Tests.EndToEnd;
using SmsBridge.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace SmsBridge.Tests.Console.Browser;

/// <summary>What people who look after partners do, with a receiver that listens; every page they see is looked at by axe-core.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class PartnerStoryTests(BrowserStage browser) : IClassFixture<BrowserStage>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task What_a_partner_was_told_in_an_hour_is_sent_again_also_what_arrived(ColorScheme scheme, int width)
    {
        await using var page = await browser.SignInAsync("partner-manager", "admin", scheme: scheme, width: width);
        await using var receiver = await StandInPartner.StartAsync(EndToEndStage.Cancellation);
        var code = $"partner-again-{width}";
        await EnrolAsync(code, receiver);
        await page.GoAsync($"/console/partners/{code}");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send an example" }).ClickAsync();
        await ArrivesAsync(receiver, 1);
        List<string> faults = [];

        await page.GoAsync($"/console/partners/{code}/deliveries");
        await page.HasRowsAsync(1);
        faults.AddRange(await page.AxeAsync());
        await page.PictureAsync($"deliveries-{width}");
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Send a time again…" }).ClickAsync(); // 1
        await page.Page.Locator("#from").FillAsync("2026-01-01T10:00");
        faults.AddRange(await page.AxeAsync());
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Count them" }).ClickAsync(); // 2
        await page.SeesAsync("1 notification would be sent again.");
        faults.AddRange(await page.AxeAsync());
        await IsNotTooWideAsync(page);
        await page.PictureAsync($"resend-{width}");
        await page.Page.Locator("#confirm").FillAsync("resend 1");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Send them again" }).ClickAsync(); // 3
        await page.SeesAsync("1 of 1 put into the queue");
        faults.AddRange(await page.AxeAsync());
        await IsNotTooWideAsync(page);

        await page.PictureAsync($"resend-run-{width}");
        await ArrivesAsync(receiver, 2);
        receiver.Received[1].Id.ShouldBe(receiver.Received[0].Id);
        faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_subscription_is_added_for_a_partner_and_its_first_delivery_is_proved_genuine()
    {
        await using var page = await browser.SignInAsync("partner-keeper", "admin");
        await using var receiver = await StandInPartner.StartAsync(EndToEndStage.Cancellation);
        await EnrolAsync("partner-kept", receiver);
        await page.GoAsync("/console/partners/partner-kept");
        await page.Page.Locator("#new-reference").FillAsync("ByHand");
        await page.Page.Locator("#url-new").FillAsync(receiver.Url.AbsoluteUri);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Subscribe" }).ClickAsync();
        var secret = await page.Page.Locator("[data-secret]").TextContentAsync();
        secret!.ShouldStartWith("whsec_");
        await page.Page.GetByText("Edit ByHand…").ClickAsync();
        await page.PictureAsync("subscriptions");
        (await page.AxeAsync()).ShouldBeEmpty();
        receiver.Secrets = [secret];

        await page.Page.GetByLabel("Subscription ByHand").GetByRole(AriaRole.Button, new() { Name = "Send an example" }).ClickAsync();
        await ArrivesAsync(receiver, 1);
        var notice = receiver.Received[0];
        StandInPartner.IsSignedBy(notice, secret).ShouldBeTrue();
        await page.Page.GetByRole(AriaRole.Link, new() { Name = "Signature helper" }).ClickAsync();
        await CheckAsync(page, notice, Encoding.UTF8.GetString(notice.Body), secret);
        await page.SeesAsync("It is genuine: a receiver that verifies it right accepts it.");
        await CheckAsync(page, notice, Encoding.UTF8.GetString(notice.Body).Replace(":", ": ", StringComparison.Ordinal), secret);
        await page.SeesAsync("blanks or line ends are not as they were sent");
        await page.PictureAsync("signature");
        (await page.AxeAsync()).ShouldBeEmpty();
    }

    private static async Task CheckAsync(BrowserPage page, StandInNotice notice, string body, string secret)
    {
        await page.Page.Locator("#headers").FillAsync($"webhook-id: {notice.Id}\nwebhook-timestamp: {notice.Timestamp}\nwebhook-signature: {notice.Signature}");
        await page.Page.Locator("#received-body").FillAsync(body);
        await page.Page.Locator("#receiver-secret").FillAsync(secret);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Check", Exact = true }).ClickAsync();
        await Expect(page.Page.Locator("#receiver-secret")).ToHaveValueAsync(""); // never shown again
    }

    private async Task EnrolAsync(string code, StandInPartner receiver)
    {
        using var http = new HttpClient();
        await PartnerEnrolment.EnrolAsync(browser.Stage.Bridge, http, code, ["bank-of-partners"], receiver, EndToEndStage.Cancellation);
    }

    private static Task ArrivesAsync(StandInPartner receiver, int count) => Eventually.BecomesAsync(
        () => Task.FromResult(receiver.Count.ToString(CultureInfo.InvariantCulture)), _ => receiver.Count == count, $"{count} deliveries");

    private static async Task IsNotTooWideAsync(BrowserPage page) =>
        (await page.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth")).ShouldBeLessThanOrEqualTo(0);
}
