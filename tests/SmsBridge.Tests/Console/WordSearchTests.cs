using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What a caller says is found: a name, an account, a receipt, a part of the text. From the core to the page, on either store.</summary>
public class WordSearchTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private SmsBridgeApp App => console.App;

    [Theory]
    [InlineData("amina")]
    [InlineData("AMINA ODHIAMBO")]
    [InlineData("Odhiambo, Amina")]
    [InlineData("amina odhi")] // the beginning of a word
    [InlineData("name: Amina")]
    [InlineData("client Amina Odhiambo")]
    public async Task A_client_is_found_by_name(string text)
    {
        var (tenant, eventId) = await OfAminaAsync();

        (await RowsAsync(text, $"Support;{tenant.Id}")).ShouldBe([(eventId, "name Amina Odhiambo")]);
    }

    [Fact]
    public async Task Who_may_not_see_numbers_finds_whole_names_and_sees_their_first_letters()
    {
        var (tenant, eventId) = await OfAminaAsync();
        var viewer = $"Viewer;{tenant.Id}";

        (await RowsAsync("amina", viewer)).ShouldBe([(eventId, "name A*** O***")]);
        (await RowsAsync("name:ami", viewer)).ShouldBeEmpty();
        var page = await console.PageAsync($"/console/messages/{eventId}", viewer);
        page.ShouldContain("A*** O***");
        (await console.PageAsync($"/console/messages/{eventId}", $"Support;{tenant.Id}")).ShouldContain("<bdi>Amina Odhiambo</bdi>");
    }

    [Fact]
    public async Task Nobody_is_found_by_words_of_another_tenant()
    {
        var (_, eventId) = await OfAminaAsync();
        var other = await App.NewTenantAsync();

        foreach (var text in new[] { "amina odhiambo", "LN0112678", "QX12AB34CD", "text:thank you" })
        {
            (await RowsAsync(text, $"Support;{other.Id}")).ShouldNotContain(row => row.Id == eventId, text);
        }
    }

    [Theory]
    [InlineData("LN0112678", "loan account LN0112678")]
    [InlineData("0112678", "loan account 112678")]
    [InlineData("QX12AB34CD", "receipt, account or external id QX12AB34CD")]
    [InlineData("receipt QX12AB34CD", "receipt, account or external id QX12AB34CD")]
    public async Task An_account_and_a_receipt_are_found_as_the_core_prints_them(string text, string why)
    {
        var (tenant, eventId) = await OfAminaAsync();

        (await RowsAsync(text, $"Viewer;{tenant.Id}")).ShouldBe([(eventId, why)]);
    }

    [Fact]
    public async Task A_transaction_is_found_by_its_number_in_the_core()
    {
        var tenant = await App.NewTenantAsync();
        tenant.Books.AddTransaction(new StandInTransaction(7_654_321, TestTenant.Loan, 900m, new DateOnly(2026, 11, 21)));
        var reply = await tenant.PostAsync(RawHook.Repayment(7_654_321));
        await App.DrainAsync();

        (await RowsAsync("7654321", $"Viewer;{tenant.Id}")).ShouldBe([(reply.EventId, "transaction 7654321")]);
    }

    [Fact]
    public async Task What_no_index_knows_is_looked_for_in_the_texts_and_the_page_says_how_far()
    {
        var (tenant, eventId) = await OfAminaAsync();
        var viewer = $"Viewer;{tenant.Id}";

        (await RowsAsync("text:500.00", viewer)).ShouldBe([(eventId, "text")]);
        (await RowsAsync("THANK you", viewer)).ShouldBe([(eventId, "text")]);
        (await RowsAsync("text:100%", viewer)).ShouldBeEmpty();
        (await RowsAsync("no such words", viewer)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_is_found_by_the_name_of_a_client_who_is_known()
    {
        var (tenant, first) = await OfAminaAsync();
        var second = await tenant.RepayAsync(); // not taken yet, or not sent: it is the client's all the same

        await App.DrainAsync();

        (await RowsAsync("amina", $"Support;{tenant.Id}")).Select(row => row.Id).ShouldBe([second, first]);
    }

    [Fact]
    public async Task The_search_stands_on_every_page_and_leads_to_the_messages()
    {
        foreach (var page in new[] { "/console", "/console/messages", "/console/audit", "/console/account" })
        {
            var text = await console.PageAsync(page);
            text.ShouldContain("action=\"console/messages\" role=\"search\" class=\"find\"", customMessage: page);
        }
    }

    /// <summary>A tenant whose client 7 is Amina Odhiambo, and a repayment of hers that was sent.</summary>
    private async Task<(TestTenant Tenant, long EventId)> OfAminaAsync()
    {
        var tenant = await App.NewTenantAsync();
        tenant.Books.AddClient(TestTenant.Client, "Amina Odhiambo", "0712 345 678");
        tenant.Books.AddLoan(new StandInLoan(TestTenant.Loan, TestTenant.Client, 50_000m) { AccountNo = "LN0112678" });
        var transaction = tenant.Books.AddRepayment(TestTenant.Loan, 1_500m, new DateOnly(2026, 11, 21), "QX12AB34CD");
        using var answer = await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, TestTenant.Loan, transaction, 1_500m, TestContext.Current.CancellationToken);
        var eventId = (await HookReply.ReadAsync(answer)).EventId;
        await App.DrainAsync();
        await TestDatabase.SettleAsync();
        await App.Services.GetRequiredService<RollUp>().RunAsync(TestContext.Current.CancellationToken);
        return (tenant, eventId);
    }

    private async Task<List<(long Id, string Why)>> RowsAsync(string text, string who)
    {
        using var client = console.As(who);
        using var answer = await client.GetAsync("/api/messages?q=" + Uri.EscapeDataString(text), TestContext.Current.CancellationToken);
        return [.. (await Json.ReadAsync(answer)).GetProperty("messages").EnumerateArray().Select(message =>
            (message.GetProperty("id").GetInt64(), string.Join(", ", message.GetProperty("matches").EnumerateArray().Select(match => match.GetString()))))];
    }
}
