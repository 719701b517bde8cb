using System.Globalization;
using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

public class MessageListTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    [Theory]
    [InlineData("0712 345 678")]
    [InlineData("+254712345678")]
    [InlineData("5678")]
    [InlineData("client:7")]
    [InlineData("loan:31")]
    [InlineData("00000031")]
    public async Task A_message_is_found_by_what_support_knows(string text)
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();

        (await console.ListAsync("?q=" + Uri.EscapeDataString(text), $"Viewer;{tenant.Id}")).ShouldBe([eventId]);
    }

    [Theory]
    [InlineData("Viewer", false)]
    [InlineData("Support", true)]
    public async Task More_than_four_digits_of_a_number_find_it_only_for_who_may_see_it(string role, bool isFound)
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();

        (await console.ListAsync("?q=45678", $"{role};{tenant.Id}")).ShouldBe(isFound ? [eventId] : []);
    }

    [Fact]
    public async Task A_message_is_found_by_its_number_and_by_the_providers()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await App.DrainAsync();
        var sid = (await App.QueryAsync<string>("SELECT provider_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();

        (await console.ListAsync($"?q={sid}")).ShouldBe([eventId]);
        (await console.ListAsync(string.Create(CultureInfo.InvariantCulture, $"?q=event:{eventId}"))).ShouldBe([eventId]);
    }

    [Fact]
    public async Task What_waits_for_the_relay_is_listed_as_waiting()
    {
        var tenant = await App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();

        (await console.ListAsync("?status=waiting", $"Viewer;{tenant.Id}")).ShouldBe([eventId]);
        (await console.PageAsync("/console/messages", $"Viewer;{tenant.Id}")).ShouldContain("Waiting");
        await App.DrainAsync();
    }

    [Fact]
    public async Task Pages_go_through_all_of_them_both_ways_without_gap_or_repeat()
    {
        var tenant = await App.NewTenantAsync();
        var viewer = $"Viewer;{tenant.Id}";
        List<long> all = [];
        for (var index = 0; index < 7; index++)
        {
            all.Insert(0, await tenant.RepayAsync());
        }

        await App.DrainAsync();

        var first = await console.ListAsync("?limit=3", viewer);
        var second = await console.ListAsync($"?limit=3&before={first[^1]}", viewer);
        var third = await console.ListAsync($"?limit=3&before={second[^1]}", viewer);
        first.Concat(second).Concat(third).ShouldBe(all);
        (await console.ListAsync($"?limit=3&after={third[0]}", viewer)).ShouldBe(second);
        (await console.ListAsync($"?limit=3&after={second[0]}", viewer)).ShouldBe(first);
    }

    [Fact]
    public async Task Another_tenants_messages_do_not_exist()
    {
        var (own, other) = (await App.NewTenantAsync(), await App.NewTenantAsync());
        var (mine, foreign) = (await own.RepayAsync(), await other.RepayAsync());
        await App.DrainAsync();
        var staff = $"Support;{own.Id}";

        (await console.ListAsync("", staff)).ShouldBe([mine]);
        (await console.ListAsync("?q=5678", staff)).ShouldBe([mine]);
        await console.PageAsync($"/api/messages?tenant={other.Id}", staff, HttpStatusCode.NotFound);
        (await console.ListAsync($"?q=event:{foreign}", staff)).ShouldBeEmpty();
        await console.PageAsync($"/console/messages/{foreign}", staff, HttpStatusCode.NotFound);
        await console.PageAsync($"/api/messages/{foreign}", staff, HttpStatusCode.NotFound);
        foreach (var act in new[] { "resend", "cancel", "reveal", "notes" })
        {
            using var answer = await console.PostAsync($"/api/messages/{foreign}/{act}", staff, """{"reason":"r","text":"t"}""");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task The_csv_holds_exactly_the_list()
    {
        var tenant = await App.NewTenantAsync();
        for (var index = 0; index < 3; index++)
        {
            await tenant.RepayAsync();
        }

        await App.DrainAsync();
        var csv = await console.PageAsync("/api/messages.csv", $"Viewer;{tenant.Id}");

        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Skip(1).Select(line => long.Parse(line.Split(',')[0], CultureInfo.InvariantCulture)).ShouldBe(await console.ListAsync("", $"Viewer;{tenant.Id}"));
        csv.ShouldNotContain("254712345678");
        csv.ShouldContain("'+25471****678");
        (await App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'export' ORDER BY id DESC LIMIT 1")).ShouldBe(["masked"]);
    }

    [Fact]
    public async Task Whole_numbers_are_exported_by_administrators_only()
    {
        var tenant = await App.NewTenantAsync();
        await tenant.RepayAsync();
        await App.DrainAsync();

        await console.PageAsync("/api/messages.csv?numbers=whole", $"Support;{tenant.Id}", HttpStatusCode.Forbidden);
        (await console.PageAsync("/api/messages.csv?numbers=whole", $"TenantAdmin;{tenant.Id}")).ShouldContain("254712345678");
    }

    [Fact]
    public async Task A_parameter_that_is_not_known_is_named()
    {
        using var viewer = console.As("Viewer;*");
        using var answer = await viewer.GetAsync("/api/messages?stauts=sent", TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe("stauts");
    }

    [Fact]
    public async Task Nobody_sees_anything_without_signing_in()
    {
        using var nobody = console.As(null);
        foreach (var url in new[] { "/console", "/console/messages", "/console/events", "/api/messages", "/api/messages.csv", "/api/messages/1" })
        {
            using var answer = await nobody.GetAsync(url, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, url);
        }
    }
}
