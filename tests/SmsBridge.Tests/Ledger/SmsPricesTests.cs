using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>What a provider says that an SMS costs is on the record once, whichever way and however often it comes.</summary>
public sealed class SmsPricesTests : IAsyncLifetime
{
    private static readonly Price Dollars = Price.Read("0.0075", "USD")!.Value;

    private TempStore _store = null!;
    private OutboxDriver _driver = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await TempStore.OpenAsync();
        _driver = new OutboxDriver(_store);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_price_told_twice_stands_once()
    {
        var sms = await _driver.SentAsync("SM1");

        await TellAsync(sms, "SM1", "sent", Dollars);
        await TellAsync(sms, "SM1", "delivered", Dollars);
        await TellAsync(sms, "SM1", "delivered", Dollars);

        Prices().ShouldBe(["SM1 USD 0.0075"]);
        Remarks().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_report_that_brings_no_other_news_brings_its_price_and_has_the_hour_counted_anew()
    {
        var sms = await _driver.SentAsync("SM1");
        await TellAsync(sms, "SM1", "delivered", price: null);
        _store.Count("roll_up_report_due").ShouldBe(0);

        await TellAsync(sms, "SM1", "delivered", Dollars);

        Prices().ShouldBe(["SM1 USD 0.0075"]);
        _store.One<long>("SELECT start % 3600000 FROM roll_up_report_due").ShouldBe(0);
        _store.One<long>("SELECT changes FROM roll_up_report_due").ShouldBe(1);
    }

    [Fact]
    public async Task A_price_that_changes_is_the_latest_one_and_the_timeline_says_what_it_was()
    {
        var sms = await _driver.SentAsync("SM1");

        await TellAsync(sms, "SM1", "sent", Dollars);
        await TellAsync(sms, "SM1", "delivered", Price.Read("0.01", "EUR"));

        Prices().ShouldBe(["SM1 EUR 0.01"]);
        Remarks().ShouldHaveSingleItem().ShouldBe("The provider says now that SM1 costs EUR 0.01; before it said USD 0.0075.");
    }

    [Fact]
    public async Task A_report_without_a_price_takes_none_away()
    {
        var sms = await _driver.SentAsync("SM1");

        await TellAsync(sms, "SM1", "sent", Dollars);
        await TellAsync(sms, "SM1", "delivered", price: null);

        Prices().ShouldBe(["SM1 USD 0.0075"]);
    }

    [Fact]
    public async Task A_price_of_an_SMS_that_is_not_the_messages_is_not_kept()
    {
        var sms = await _driver.SentAsync("SM1");
        await _driver.SentAsync("SM2", resource: 2);

        await TellAsync(sms, "SM9", "delivered", Dollars);

        Prices().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_price_that_comes_with_the_answer_is_kept_with_it()
    {
        var sms = await _driver.SendingAsync();

        await _driver.Outbox.RecordAcceptedAsync(sms, 1, new SendResult.Accepted("SM1", "Success") { Price = Dollars }, Sources.Relay);

        Prices().ShouldBe(["SM1 USD 0.0075"]);
    }

    [Fact]
    public async Task Prices_of_many_answers_are_kept_together_and_an_answer_without_one_has_none()
    {
        var all = new List<ClaimedMessage>();
        for (var resource = 1; resource <= 12; resource++)
        {
            all.Add(await _driver.SendingAsync(1, resource));
        }

        await Task.WhenAll(all.Select((sms, index) => _driver.Outbox.RecordAcceptedAsync(
            sms, 1, new SendResult.Accepted($"SM{index:00}", "Success") { Price = index % 3 == 0 ? null : Price.Of(index, "KES") }, Sources.Relay)));

        Prices().Count.ShouldBe(8);
        _store.One<long>("SELECT SUM(micros) FROM sms_price").ShouldBe(1 + 2 + 4 + 5 + 7 + 8 + 10 + 11);
    }

    /// <summary>Whoever multiplied it: it is asked for where it is stored.</summary>
    [Fact]
    public async Task What_no_SMS_costs_is_not_kept()
    {
        var beyond = Price.Of(Price.BeyondOneSms, "USD");
        var sms = await _driver.SendingAsync();
        await _driver.Outbox.RecordAcceptedAsync(sms, 1, new SendResult.Accepted("SM1", "Success") { Price = beyond }, Sources.Relay);

        await TellAsync(sms, "SM1", "delivered", beyond);
        Prices().ShouldBeEmpty();
        await TellAsync(sms, "SM1", "delivered", Dollars);
        await TellAsync(sms, "SM1", "delivered", Price.Of(long.MaxValue, "USD"));

        Prices().ShouldBe(["SM1 USD 0.0075"]);
    }

    [Fact]
    public async Task An_SMS_that_turns_out_to_be_another_messages_takes_its_price_along()
    {
        var guesser = await _driver.SendingAsync();
        await _driver.AcceptedAsync(guesser, "SM1", Sources.Resolver);
        await TellAsync(guesser, "SM1", "sent", Dollars);
        var owner = await _driver.SendingAsync(1, 2);

        await _driver.AcceptedAsync(owner, "SM1"); // the answer to its own call

        _store.One<long>("SELECT event_id FROM sms_price").ShouldBe(owner.EventId);
        Prices().ShouldBe(["SM1 USD 0.0075"]);
    }

    private Task<AppliedReceipt> TellAsync(ClaimedMessage sms, string id, string word, Price? price) =>
        _driver.Receipts.ApplyAsync(ReceiptSome.Of(sms.EventId, id, word) with { Price = price });

    private List<string> Prices() =>
        [.. _store.Query<(string Id, long Micros, string Currency)>("SELECT provider_id, micros, currency FROM sms_price ORDER BY provider_id").Select(row => $"{row.Id} {Price.Of(row.Micros, row.Currency)}")];

    private List<string> Remarks() => _store.Query<string>("SELECT detail FROM status_change WHERE detail LIKE 'The provider says now%'");
}
