using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>Clients without a usable number: each once, until an SMS to them goes out.</summary>
public class NumberTroubleTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private const string Page = "/console/reports/numbers";

    private SmsBridgeApp App => console.App;

    [Fact]
    public async Task Each_client_is_listed_once_with_what_was_typed_and_what_is_wrong()
    {
        var tenant = await WithNumberAsync("07123");
        await tenant.RepayAsync();
        await tenant.RepayAsync();
        await FollowAsync();

        var page = await PageAsync($"Support;{tenant.Id}");

        page.Split("class=\"row\"").Length.ShouldBe(2);
        page.ShouldContain("<bdi>Amina Odhiambo</bdi>");
        page.ShouldContain("<bdi>07123</bdi>");
        page.ShouldContain("<bdi>Head Office</bdi>");
    }

    [Fact]
    public async Task Who_is_mended_in_the_core_leaves_the_list_with_the_next_sms()
    {
        var tenant = await WithNumberAsync(null);
        await tenant.RepayAsync();
        await FollowAsync();
        (await PageAsync($"Support;{tenant.Id}")).ShouldContain("<bdi>nothing</bdi>");

        tenant.Books.AddClient(TestTenant.Client, "Amina Odhiambo", "0712 345 678");
        await tenant.RepayAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(5));
        await FollowAsync();

        (await PageAsync($"Support;{tenant.Id}")).ShouldContain("Of the clients the bridge knows, nobody");
    }

    [Fact]
    public async Task A_viewer_sees_neither_name_nor_number_and_exports_nothing()
    {
        var tenant = await WithNumberAsync("020 2222 222 Nairobi");
        await tenant.RepayAsync();
        await FollowAsync();
        var viewer = $"Viewer;{tenant.Id}";

        var page = await PageAsync(viewer);

        page.ShouldContain("A*** O***");
        page.ShouldNotContain("Amina");
        page.ShouldNotContain("2222");
        page.ShouldNotContain(".csv");
        using var client = console.As(viewer);
        using var answer = await client.GetAsync("/api/clients-without-number.csv", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_export_has_every_client_and_goes_on_the_audit()
    {
        var tenant = await WithNumberAsync("=07123");
        await tenant.RepayAsync();
        await FollowAsync();

        using var client = console.As($"Support;{tenant.Id}");
        var lines = (await client.GetStringAsync("/api/clients-without-number.csv", TestContext.Current.CancellationToken)).TrimEnd().Split("\r\n");

        lines.Length.ShouldBe(2);
        lines[0].ShouldEndWith("Tenant,Office,Client,Account,Name,Number as typed,What is wrong,Not told of message,On (UTC)");
        lines[1].ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"{tenant.Id},Head Office,7,000000007,Amina Odhiambo,'=07123,"));
        (await console.PageAsync($"/console/audit?tenant={tenant.Id}&action=export")).ShouldContain("clients without a usable number");
    }

    [Fact]
    public async Task Another_tenants_clients_are_not_listed()
    {
        var tenant = await WithNumberAsync("07123");
        await tenant.RepayAsync();
        await FollowAsync();
        var other = await App.NewTenantAsync();

        (await PageAsync($"Support;{other.Id}")).ShouldContain("Of the clients the bridge knows, nobody");
    }

    private async Task<TestTenant> WithNumberAsync(string? typed)
    {
        var tenant = await App.NewTenantAsync();
        tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Amina Odhiambo", typed));
        return tenant;
    }

    private async Task FollowAsync()
    {
        await App.DrainAsync();
        await TestDatabase.SettleAsync();
        await App.Services.GetRequiredService<RollUp>().RunAsync(TestContext.Current.CancellationToken);
    }

    private Task<string> PageAsync(string who) => console.PageAsync(Page, who);
}
