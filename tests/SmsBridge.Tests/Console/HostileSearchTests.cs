using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>Whatever is typed or pasted into the search is answered in words, and finds no more than what was meant.</summary>
public class HostileSearchTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly string[] Typed =
    [
        "%", "_", "%%%", "___", "\\", "%_\\", "text:%%%", "text:___", "text:\\\\\\", "name:%", "name:a%a", "name:_____", "'", "''", "'; DROP TABLE message; --", "\" OR 1=1 --", "name:' OR ''='",
        "\0", "ami\0na", "msg_\0", "text:a\0b", "sid:\0", "a\tb\nc\r\nd", "\u202eanima\u202c", "\u200b\u200b\u200b", "\uffff", "\ufffd\ufffd\ufffd", "😀", "name:😀😀😀", "*", "****", "+", "#", ":", "::", "client:", "text:",
        "client:99999999999999999999", "99999999999999999999", "-1", "0", "1e9", "(", "[a-z]*", "{{name}}", "<script>alert(1)</script>", "msg_", "msg_' OR ''='", "name:a", "ＡＭＩＮＡ",
    ];

    [Fact]
    public async Task What_means_nothing_finds_nothing_and_the_page_says_so()
    {
        var tenant = await App.NewTenantAsync();
        tenant.Books.AddClient(TestTenant.Client, "Amina Odhiambo", "0712 345 678");
        var eventId = await tenant.RepayAsync();
        await FollowAsync();
        (await console.ListAsync("?q=" + Uri.EscapeDataString("\u2066amina\u2069"), $"Support;{tenant.Id}")).ShouldBe([eventId], "signs that nobody sees are passed over");

        foreach (var (typed, role) in Typed.SelectMany(typed => new[] { (typed, "Viewer"), (typed, "Support") }))
        {
            var query = "?q=" + Uri.EscapeDataString(typed);
            var page = await console.PageAsync("/console/messages" + query, $"{role};{tenant.Id}");
            page.ShouldContain("Nothing found for", customMessage: $"{role}: {typed}");
            page.ShouldNotContain("<script>alert");
            (await console.ListAsync(query, $"{role};{tenant.Id}")).ShouldBeEmpty($"{role}: {typed}");
            await console.PageAsync("/console/events" + query, $"{role};{tenant.Id}"); // where the page leads on to
        }
    }

    [Fact]
    public async Task Letters_of_two_halves_are_never_cut_in_the_middle()
    {
        var tenant = await App.NewTenantAsync();
        var rare = string.Concat(Enumerable.Repeat("𠮷", 40));
        tenant.Books.AddClient(TestTenant.Client, $"a{rare} 1{rare}", "0712 345 678");
        var eventId = await tenant.RepayAsync();
        await FollowAsync();

        foreach (var typed in new[] { $"name:a{rare}", $"a{rare}", $"LN{rare}7" })
        {
            (await console.ListAsync("?q=" + Uri.EscapeDataString(typed), $"Support;{tenant.Id}")).ShouldBe(typed[0] == 'L' ? [] : [eventId], typed);
        }
    }

    [Fact]
    public async Task What_is_too_long_is_refused_in_words()
    {
        var tenant = await App.NewTenantAsync();
        var typed = new string('a', 101);
        using var client = console.As($"Support;{tenant.Id}");
        using var answer = await client.GetAsync("/api/messages?q=" + typed, Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("detail").ShouldBe("q must be at most 100 characters.");
        (await console.PageAsync("/console/messages?q=" + typed, $"Support;{tenant.Id}")).ShouldContain("q must be at most 100 characters.");
    }

    [Fact]
    public async Task Signs_of_the_stores_own_language_stand_for_themselves_in_a_text()
    {
        var tenant = await App.NewTenantAsync();
        tenant.Books.AddClient(TestTenant.Client, "50% Off_Shop\\Ltd", "0712 345 678");
        var eventId = await tenant.RepayAsync();
        await FollowAsync();

        foreach (var (typed, isFound) in new[] { ("text:50% off_shop\\", true), ("text:5_% off", false), ("text:50%shop", false), ("text:off%", false), ("text:OFF_shop", true), ("text:off-shop", false) })
        {
            (await console.ListAsync("?q=" + Uri.EscapeDataString(typed), $"Support;{tenant.Id}")).ShouldBe(isFound ? [eventId] : [], typed);
        }
    }

    [Fact]
    public async Task A_name_with_signs_of_another_direction_is_shown_within_its_own_bounds()
    {
        var tenant = await App.NewTenantAsync();
        tenant.Books.AddClient(TestTenant.Client, "\u202eAmina\u0000 <b>Odhiambo</b>", "07123");
        var eventId = await tenant.RepayAsync();
        await FollowAsync();
        var who = $"Support;{tenant.Id}";

        (await console.ListAsync("?q=name:amina", who)).ShouldBe([eventId]);
        foreach (var url in new[] { "/console/messages?q=amina", $"/console/messages/{eventId}", "/console/reports/numbers" })
        {
            var page = await console.PageAsync(url, who);
            page.ShouldNotContain("\u202e", customMessage: url);
            page.ShouldNotContain("<b>Odhiambo", customMessage: url);
            page.ShouldContain("Odhiambo", customMessage: url);
        }
    }

    private async Task FollowAsync()
    {
        await App.DrainAsync();
        await TestDatabase.SettleAsync();
        await App.Services.GetRequiredService<RollUp>().RunAsync(Token);
    }
}
