using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What a search finds, in which order, and what it says of it.</summary>
public partial class SearchTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    [Theory]
    [InlineData("/console/messages")]
    [InlineData("/console/messages?status=delivered")]
    [InlineData("/console/events")]
    public async Task The_form_asks_for_no_time_that_nobody_chose(string url)
    {
        var select = When().Match(await console.PageAsync(url)).Value;

        Selected().Match(select).Groups["value"].Value.ShouldBe("", select);
        select.ShouldContain("Any time");
    }

    [Fact]
    public async Task An_old_message_is_found_and_the_time_that_was_looked_at_is_named()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();
        App.Clock.Advance(TimeSpan.FromDays(3));
        var viewer = $"Viewer;{tenant.Id}";

        (await console.ListAsync("?q=client:7&when=", viewer)).ShouldBe([eventId]);
        (await console.ListAsync("", viewer)).ShouldBe([eventId]);
        (await console.PageAsync("/console/messages?q=client:7&when=24h", viewer)).ShouldContain("in this time: the last 24 hours.");
        (await console.PageAsync("/console/messages?q=client:8", viewer)).ShouldContain(", at any time.");
        (await console.PageAsync("/console/messages?q=client:7&to=2020-01-01", viewer)).ShouldContain("before 2020-01-01 00:00 UTC");
    }

    [Theory]
    [InlineData("from=2026-01-02T03:04:05Z", "from", "2026-01-02T03:04:05Z")]
    [InlineData("to=2026-01-02", "to", "2026-01-02T00:00:00Z")]
    public async Task The_range_of_an_address_survives_the_next_search(string query, string name, string value)
    {
        (await console.PageAsync($"/console/messages?{query}")).ShouldContain($"name=\"{name}\" value=\"{value}\"");
    }

    [Theory]
    [InlineData("Support", "678", "number ends 678")]
    [InlineData("Viewer", "5678", "number ends 5678")]
    public async Task A_number_comes_before_newer_clients_and_each_row_says_why(string role, string text, string why)
    {
        var tenant = await App.NewTenantAsync();
        var byNumber = await tenant.RepayAsync();
        tenant.Books.AddClient(long.Parse(text, CultureInfo.InvariantCulture), "Amina Odhiambo", "0733 111 222");
        var other = await tenant.PostAsync(new RawHook($$"""{"officeId":1,"clientId":{{text}},"resourceId":{{text}}}""") { Entity = "CLIENT", Action = "CREATE" });
        await App.DrainAsync();

        var rows = await RowsAsync(text, $"{role};{tenant.Id}");

        rows.ShouldBe([(byNumber, why), (other.EventId, $"client {text}")]);
        (await console.PageAsync($"/console/messages?q={text}", $"{role};{tenant.Id}")).ShouldContain(why);
    }

    [Theory]
    [InlineData("Support")]
    [InlineData("Viewer")]
    public async Task What_a_page_shows_is_found_when_it_is_pasted_back(string role)
    {
        var tenant = await App.NewTenantAsync();
        var repayment = await tenant.RepayAsync();
        await App.DrainAsync();
        var who = $"{role};{tenant.Id}";

        (await RowsAsync("+25471****678", who)).ShouldBe([(repayment, "number +25471****678")]);
        (await RowsAsync("+25471****679", who)).ShouldBeEmpty();
        (await RowsAsync("+25472****678", who)).ShouldBeEmpty();
        (await RowsAsync("+25471***678", who)).ShouldBeEmpty();
        (await RowsAsync("client 7", who)).ShouldBe([(repayment, "client 7")]);
        (await RowsAsync("Loan repayment", who)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Three_digits_of_a_number_find_nothing_for_who_may_not_see_it()
    {
        var tenant = await App.NewTenantAsync();
        await tenant.RepayAsync();
        await App.DrainAsync();

        (await RowsAsync("678", $"Viewer;{tenant.Id}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("000000031", "loan 31")]
    [InlineData("000000007", "client 7")]
    [InlineData("LP000000031", "loan 31")]
    [InlineData("HeadOffice000000007", "client 7")]
    [InlineData("loan:000000031", "loan 31")]
    public async Task An_account_number_of_the_core_is_found(string text, string why)
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();

        var row = (await RowsAsync(text, $"Viewer;{tenant.Id}")).ShouldHaveSingleItem();

        row.Id.ShouldBe(eventId);
        row.Why.Split(", ").Contains(why, StringComparer.Ordinal).ShouldBeTrue(row.Why); // it may be the event of that number too, by the order of tests
    }

    private async Task<List<(long Id, string Why)>> RowsAsync(string text, string who)
    {
        using var client = console.As(who);
        using var answer = await client.GetAsync("/api/messages?q=" + Uri.EscapeDataString(text), TestContext.Current.CancellationToken);
        return [.. (await Json.ReadAsync(answer)).GetProperty("messages").EnumerateArray().Select(Row)];
    }

    private static (long, string) Row(JsonElement message) =>
        (message.GetProperty("id").GetInt64(), string.Join(", ", message.GetProperty("matches").EnumerateArray().Select(match => match.GetString())));

    [GeneratedRegex("<select id=\"when\".*?</select>", RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex When();

    [GeneratedRegex("<option value(=\"(?<value>[^\"]*)\")? selected", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selected();
}
