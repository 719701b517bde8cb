using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Store;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Console;

/// <summary>What does not name its client, and what goes by the same words as very much else.</summary>
public class AboutSearchTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("jane wanjiru", "name Jane Wanjiru")]
    [InlineData("client:7", "client 7")]
    [InlineData("client 000000007", "client 7")]
    public async Task A_transfer_is_found_by_the_client_the_core_said_it_is_of(string text, string why)
    {
        var (tenant, transfer) = await WithTransferAsync();

        (await RowsAsync(text, $"Support;{tenant.Id}")).ShouldContain((transfer, why));
        (await App.QueryAsync<long?>("SELECT client_id FROM message WHERE event_id = @transfer", new { transfer })).ShouldBe([null], "the hook names none");
    }

    [Fact]
    public async Task A_transfer_is_erased_with_the_client_and_a_second_run_finds_it_again()
    {
        var (tenant, transfer) = await WithTransferAsync();

        (await App.EraseAsync(tenant)).Events.ShouldBe(1);

        (await App.QueryAsync<string?>("SELECT about FROM message WHERE event_id = @transfer", new { transfer })).ShouldBe([null]);
        (await App.EraseAsync(tenant, confirmed: false)).UnderWay.ShouldBe(0);
        (await RowsAsync("client:7", $"Support;{tenant.Id}")).ShouldBe([(transfer, "client 7")]);
        (await RowsAsync("wanjiru", $"Support;{tenant.Id}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_word_that_is_in_very_many_messages_leads_to_the_newest_and_the_page_says_so()
    {
        var tenant = await App.NewTenantAsync();
        var ids = new List<long>();
        for (var number = 0; number < 105; number++)
        {
            var transaction = tenant.Books.AddRepayment(TestTenant.Loan, 100m + number, new DateOnly(2026, 11, 21), "CASH");
            using var answer = await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, 100m + number, Token);
            ids.Add((await HookReply.ReadAsync(answer)).EventId);
        }

        await FollowAsync();
        var who = $"Support;{tenant.Id}";

        (await RowsAsync("receipt:cash", who)).Select(row => row.Id).ShouldBe(ids.AsEnumerable().Reverse().Take(50));
        (await console.PageAsync("/console/messages?q=receipt:cash", who)).ShouldContain("More clients or messages go by this than are shown here");
        (await console.PageAsync("/console/messages?q=client:7", who)).ShouldNotContain("go by this");
    }

    [Fact]
    public async Task Of_a_name_that_very_many_bear_the_page_asks_for_more_of_it()
    {
        var tenant = await App.NewTenantAsync();
        for (var client = 100L; client < 122; client++)
        {
            tenant.Books.AddClient(client, $"Mary {(client == 121 ? "Achieng" : "Otieno")}", "0712 345 678");
            await tenant.PostAsync(new RawHook($$"""{"officeId":1,"clientId":{{client}},"resourceId":{{client}}}""") { Entity = "CLIENT", Action = "CREATE" });
        }

        await FollowAsync();
        var who = $"Support;{tenant.Id}";

        (await RowsAsync("mary", who)).Count.ShouldBe(20);
        (await console.PageAsync("/console/messages?q=mary", who)).ShouldContain("go by this");
        (await RowsAsync("achieng, mary", who)).ShouldHaveSingleItem().Why.ShouldBe("name Mary Achieng");
        (await console.PageAsync("/console/messages?q=mary+achieng", who)).ShouldNotContain("go by this");
    }

    [Fact]
    public async Task Of_very_many_messages_that_do_not_name_their_client_the_page_says_that_there_are_more()
    {
        var (tenant, transfer) = await WithTransferAsync();
        var id = await App.TenantIdAsync(tenant);
        await App.Services.GetRequiredService<Database>().WriteAsync(session =>
        {
            for (var other = 1; other < 100; other++)
            {
                session.Execute("INSERT INTO search_word (tenant_id, word, kind, ref) VALUES (@id, '7', 5, @transfer + @other)", new { id, transfer, other });
            }
        });

        (await console.PageAsync("/console/messages?q=client:7", $"Support;{tenant.Id}")).ShouldContain("go by this");
    }

    private async Task<(TestTenant Tenant, long Transfer)> WithTransferAsync()
    {
        var kind = EventCatalogue.Find("ACCOUNTTRANSFER CREATE")!;
        var tenant = await App.NewTenantAsync();
        await App.Services.GetRequiredService<TextStore>().SetEventAsync(await App.TenantIdAsync(tenant), kind, true, EventRules.None, "a test");
        await App.Services.GetRequiredService<TextDirectory>().RefreshAsync(Token);
        var played = new CatalogueCase(kind, tenant.Books);
        played.Happens();
        using var answer = await tenant.Hooks().PostAsync(played.Hook, Token);
        var transfer = (await HookReply.ReadAsync(answer)).EventId;
        await FollowAsync();
        return (tenant, transfer);
    }

    private async Task FollowAsync()
    {
        await App.DrainAsync();
        await TestDatabase.SettleAsync();
        await App.Services.GetRequiredService<RollUp>().RunAsync(Token);
    }

    private async Task<List<(long Id, string Why)>> RowsAsync(string text, string who)
    {
        using var client = console.As(who);
        using var answer = await client.GetAsync("/api/messages?q=" + Uri.EscapeDataString(text), Token);
        return [.. (await Json.ReadAsync(answer)).GetProperty("messages").EnumerateArray().Select(message =>
            (message.GetProperty("id").GetInt64(), string.Join(", ", message.GetProperty("matches").EnumerateArray().Select(match => match.GetString()))))];
    }
}
