using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Search;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Privacy;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Privacy;

/// <summary>What the search knows of a client is handed out and taken out with the rest, and does not come back.</summary>
public sealed class ErasedWordsTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task No_word_and_nothing_known_is_left_of_the_client_and_all_of_the_others()
    {
        _tenant.Books.AddClient(8, "John Otieno", "0733 111 222");
        _tenant.Books.AddLoan(32, 8, 10_000m);
        await _tenant.RepayWithReceiptAsync();
        var transaction = _tenant.Books.AddRepayment(32, 50m, new DateOnly(2026, 11, 21), "QX99");
        using var theirs = await _tenant.Hooks().PostRepaymentAsync(8, 32, transaction, 50m, PrivacyStage.Cancellation);
        await _app.DrainAsync();
        await _app.LearnAsync();
        (await WordsAsync()).ShouldBe(["jane", "john", "otieno", "qx12ab34cd", "qx99", "wanjiru"]);
        (await _app.ReadableAsync()).ShouldContain("known_client: ");

        (await _app.EraseAsync(_tenant)).Events.ShouldBe(1);

        (await WordsAsync()).ShouldBe(["john", "otieno", "qx99"]);
        (await _app.QueryAsync<string>("SELECT name FROM known_client")).ShouldBe(["John Otieno"]);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
        await _app.LearnAsync();
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task Who_has_no_usable_number_is_erased_with_the_number_as_it_was_typed()
    {
        _tenant.Books.AddClient(TestTenant.Client, "Jane Wanjiru", "call 712 345 678 or her son");
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _app.LearnAsync();
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM known_client WHERE trouble IS NOT NULL OR mobile_no IS NOT NULL")).ShouldBe([1L]);

        await _app.EraseAsync(_tenant);

        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM known_client")).ShouldBe([0L]);
        (await _app.ReadableAsync()).ShouldNotNameTheClient();
    }

    [Fact]
    public async Task What_was_read_before_the_erasure_is_not_written_after_it()
    {
        var eventId = await _tenant.RepayWithReceiptAsync();
        await _app.DrainAsync();
        var tenantId = await _app.TenantIdAsync(_tenant);
        var about = new MessageAbout { ClientId = TestTenant.Client, Name = "Jane Wanjiru", Receipt = "QX12AB34CD" };
        var other = new SettledMessage(tenantId, eventId + 1, null, 1, MessageStatus.Sent, null, null, about with { ClientId = 8, Name = "John Otieno", Receipt = null }) { ClientId = 8 };
        var news = await _app.Services.GetRequiredService<KnownClients>().NewsAsync(
            [new(tenantId, eventId, TestTenant.Loan, 1, MessageStatus.Sent, null, null, about) { ClientId = TestTenant.Client }, other], PrivacyStage.Cancellation);

        await _app.EraseAsync(_tenant);
        await _app.Services.GetRequiredService<Database>().WriteAsync(session => news.Write(session));

        (await _app.QueryAsync<string>("SELECT name FROM known_client")).ShouldBe(["John Otieno"]);
        (await WordsAsync()).ShouldBe(["john", "otieno"]);
    }

    [Fact]
    public async Task Who_comes_back_is_known_anew()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        await _app.LearnAsync();
        await _app.EraseAsync(_tenant);

        await _tenant.RepayAsync(20m);
        await _app.DrainAsync();
        await _app.LearnAsync();

        (await WordsAsync()).ShouldBe(["jane", "wanjiru"]);
    }

    [Fact]
    public async Task What_is_known_is_in_the_export()
    {
        await _tenant.RepayWithReceiptAsync();
        await _app.DrainAsync();
        await _app.LearnAsync();

        var outcome = await _app.Services.GetRequiredService<ExportVerbs>().ExportAsync(Caller.CommandLine, _tenant.Id, TestTenant.Client, PrivacyStage.Cancellation);

        var export = outcome.ShouldBeOfType<ClientExported>().Export;
        var known = export.Known.ShouldHaveSingleItem();
        (known.Name, known.MobileNo, known.Trouble).ShouldBe(("Jane Wanjiru", "0712 345 678", null));
        known.Words.ShouldBe(["jane", "wanjiru"]);
        export.Events.ShouldHaveSingleItem().Message.ShouldNotBeNull().About.ShouldNotBeNull().Receipt.ShouldBe("QX12AB34CD");
    }

    private async Task<List<string>> WordsAsync() => [.. (await _app.QueryAsync<string>("SELECT DISTINCT word FROM search_word WHERE kind < 5")).Order(StringComparer.Ordinal)];
}
