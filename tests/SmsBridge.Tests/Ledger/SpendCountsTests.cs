using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>What SMS cost counts once each, in the transaction that says that they were taken or what they cost.</summary>
public sealed class SpendCountsTests : IAsyncLifetime
{
    private static readonly Price Told = Price.Read("0.07", "USD")!.Value;

    private readonly Rules _rules = new();
    private TempStore _store = null!;
    private OutboxDriver _driver = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await TempStore.OpenAsync();
        _driver = new OutboxDriver(_store, _rules);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_SMS_counts_as_estimated_once_it_is_taken_and_not_before()
    {
        var sms = await _driver.SendingAsync();
        Sums().ShouldBeEmpty();

        await _driver.AcceptedAsync(sms, "SM1");

        Sums().ShouldBe(["202611 USD: 1 SMS 50000, 50000 estimated"]);
        _rules.Asked.ShouldBe(["twilio +254712345678 1"]);
    }

    [Fact]
    public async Task The_price_that_is_told_takes_the_place_of_the_estimate_once()
    {
        var sms = await _driver.SentAsync("SM1");

        await TellAsync(sms, "SM1", "sent", Told);
        await TellAsync(sms, "SM1", "delivered", Told);
        await TellAsync(sms, "SM1", "delivered", Told);

        Sums().ShouldBe(["202611 USD: 1 SMS 70000, 0 estimated"]);
    }

    [Fact]
    public async Task A_told_price_counts_at_most_as_twenty_times_the_estimate_and_stays_on_the_record_as_it_was_told()
    {
        var sms = await _driver.SentAsync("SM1");
        await TellAsync(sms, "SM1", "delivered", Price.Read("1", "USD"));
        Sums().ShouldBe(["202611 USD: 1 SMS 1000000, 0 estimated"]);

        await TellAsync(sms, "SM1", "delivered", Price.Read("999999.99", "USD"));
        await _driver.Outbox.RecordAcceptedAsync(await _driver.SendingAsync(1, 2), 1, new SendResult.Accepted("SM2", "Success") { Price = Price.Read("1.01", "USD") }, Sources.Relay);

        Sums().ShouldBe(["202611 USD: 2 SMS 2000000, 0 estimated"]);
        _store.Query<long>("SELECT micros FROM sms_price ORDER BY provider_id").ShouldBe([999_999_990_000, 1_010_000]);
    }

    [Fact]
    public async Task Where_there_is_no_estimate_in_its_currency_it_counts_as_it_was_told()
    {
        _rules.PerSms = null;
        var sms = await _driver.SentAsync("SM1");

        await TellAsync(sms, "SM1", "delivered", Price.Read("7", "USD"));

        Sums().ShouldContain("202611 USD: 1 SMS 7000000, 0 estimated", StringComparer.Ordinal);
    }

    /// <summary>Prices that no SMS costs were taken once: such sums may be stored.</summary>
    [Fact]
    public async Task Sums_that_are_too_large_to_be_added_to_keep_no_SMS_from_being_recorded()
    {
        await _driver.SentAsync("SM1");
        await _store.Database.WriteAsync(session => session.Execute("UPDATE spend SET micros = @Most, estimated = @Most", new { Most = long.MaxValue }));

        var sms = await _driver.SentAsync("SM2", resource: 2);
        await TellAsync(sms, "SM2", "delivered", Price.Read("0.01", "USD"));
        await _store.Database.WriteAsync(session => session.Execute(
            "INSERT INTO spend (tenant_id, month, currency, type_id, slot, sms, micros, estimated) SELECT tenant_id, month, currency, type_id, slot + 20, 0, micros, estimated FROM spend"));

        await using var connection = await _store.Database.OpenBriefReadAsync();
        var sum = (await SpendCounts.SumsAsync(connection, 1, 202611, TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        (sum.Sms, sum.Micros, sum.Estimated).ShouldBe((2, PriceSums.Most, PriceSums.Most));
    }

    [Fact]
    public async Task A_price_in_another_currency_is_of_another_sum()
    {
        var sms = await _driver.SentAsync("SM1");

        await TellAsync(sms, "SM1", "sent", Price.Read("9", "KES"));

        Sums().ShouldBe(["202611 KES: 1 SMS 9000000, 0 estimated", "202611 USD: 0 SMS 0, 0 estimated"]);
    }

    [Fact]
    public async Task A_price_that_comes_with_the_answer_is_no_estimate_and_one_that_is_not_known_is_none()
    {
        var first = await _driver.SendingAsync();
        await _driver.Outbox.RecordAcceptedAsync(first, 1, new SendResult.Accepted("SM1", "Success") { Price = Told }, Sources.Relay);
        _rules.PerSms = null;
        await _driver.SentAsync("SM2", resource: 2);

        Sums().ShouldBe(["202611 : 1 SMS 0, 0 estimated", "202611 USD: 1 SMS 70000, 0 estimated"]);
    }

    [Fact]
    public async Task Many_that_are_taken_at_once_count_each()
    {
        var all = new List<ClaimedMessage>();
        for (var resource = 1; resource <= 30; resource++)
        {
            all.Add(await _driver.SendingAsync(1, resource));
        }

        await Task.WhenAll(all.Select((sms, index) => _driver.AcceptedAsync(sms, $"SM{index}")));

        Sums().ShouldBe(["202611 USD: 30 SMS 1500000, 1500000 estimated"]);
    }

    /// <summary>Each adds to sums of its own, and where they meet one of them is run again.</summary>
    [PostgresOnly]
    [Fact]
    public async Task Several_nodes_that_take_SMS_at_once_count_each()
    {
        const int Each = 20;
        using var node = _store.New();
        await node.OpenAsync();
        var other = new MessageOutbox(node, new SpendCounts(_rules), _store.Clock);
        var all = new List<ClaimedMessage>();
        for (var resource = 1; resource <= 2 * Each; resource++)
        {
            all.Add(await _driver.SendingAsync(1, resource));
        }

        await Task.WhenAll(all.Select((sms, index) => index % 2 == 0
            ? _driver.AcceptedAsync(sms, $"SM{index}")
            : other.RecordAcceptedAsync(sms, 1, new SendResult.Accepted($"SM{index}", "queued"), Sources.Relay)));

        Sums().ShouldBe([FormattableString.Invariant($"202611 USD: {2 * Each} SMS {2 * Each * 50_000}, {2 * Each * 50_000} estimated")]);
        _store.Count("spend_sms").ShouldBe(2 * Each);
    }

    [Fact]
    public async Task What_was_not_taken_costs_nothing_and_what_is_sent_twice_costs_twice()
    {
        var sms = await _driver.SendingAsync();
        await _driver.EndedAsync(sms, AttemptOutcome.Rejected, _driver.Retry(TimeSpan.Zero));
        Sums().ShouldBeEmpty();
        var second = await _driver.ClaimOneAsync();
        await _driver.IntendAsync(second);
        await _driver.AcceptedAsync(second, "SM2");
        await TellAsync(second, "SM2", "undelivered", price: null);
        await _driver.ResendAsync(second);
        var third = await _driver.ClaimOneAsync();
        await _driver.IntendAsync(third);
        await _driver.AcceptedAsync(third, "SM3");

        Sums().ShouldBe(["202611 USD: 2 SMS 100000, 100000 estimated"]);
    }

    [Fact]
    public async Task A_report_that_proves_that_one_was_taken_counts_it()
    {
        var sms = await _driver.SendingAsync();
        await _driver.EndedAsync(sms, AttemptOutcome.Unknown, new NextStep.Resolve(_store.Clock.GetUtcNow(), null));
        Sums().ShouldBeEmpty();

        await TellAsync(sms, "SM1", "delivered", price: null);
        await _driver.AcceptedAsync(sms, "SM1"); // and then its own answer comes

        Sums().ShouldBe(["202611 USD: 1 SMS 50000, 50000 estimated"]);
    }

    [Fact]
    public async Task An_SMS_that_turns_out_to_be_another_messages_counts_there_alone()
    {
        var guesser = await _driver.SendingAsync();
        await _driver.AcceptedAsync(guesser, "SM1", Sources.Resolver);
        await TellAsync(guesser, "SM1", "sent", Told);
        var owner = await _driver.SendingAsync(1, 2);

        await _driver.AcceptedAsync(owner, "SM1");

        Sums().ShouldBe(["202611 USD: 1 SMS 70000, 0 estimated"]);
        _store.One<long>("SELECT event_id FROM spend_sms").ShouldBe(owner.EventId);
    }

    [Fact]
    public async Task Of_a_tenant_without_a_cap_and_of_the_months_before_it_nothing_is_kept()
    {
        _rules.Tenants.Clear();
        await _driver.SentAsync("SM1");
        _rules.Tenants.Add(1);
        _rules.From = 202612;
        await _driver.SentAsync("SM2", resource: 2);

        _store.Count("spend_sms").ShouldBe(0);
        _store.Count("spend").ShouldBe(0);
    }

    [Fact]
    public async Task Counted_again_and_at_other_prices_it_stands_as_it_was_counted_first()
    {
        var sms = await _driver.SentAsync("SM1");
        _rules.PerSms = Price.Read("5", "EUR");

        await _store.Database.WriteAsync(session => new SpendCounts(_rules).Count(session, [sms.EventId, sms.EventId]));

        Sums().ShouldBe(["202611 USD: 1 SMS 50000, 50000 estimated"]);
    }

    [Fact]
    public async Task After_a_crash_the_sums_are_what_the_record_says()
    {
        await _driver.SentAsync("SM1");
        await _driver.SendingAsync(1, 2);
        await _store.RestartAsync();

        Sums().ShouldBe(["202611 USD: 1 SMS 50000, 50000 estimated"]);
    }

    private Task<AppliedReceipt> TellAsync(ClaimedMessage sms, string id, string word, Price? price) => _driver.Receipts.ApplyAsync(ReceiptSome.Of(sms.EventId, id, word) with { Price = price });

    private List<string> Sums() =>
        [.. _store.Query<SpendRow>("SELECT month AS Month, currency AS Currency, SUM(sms) AS Sms, SUM(micros) AS Micros, SUM(estimated) AS Estimated FROM spend GROUP BY month, currency ORDER BY month, currency")
            .Select(row => FormattableString.Invariant($"{row.Month} {row.Currency}: {row.Sms} SMS {row.Micros}, {row.Estimated} estimated"))];

    private sealed record SpendRow
    {
        public long Month { get; init; }

        public string Currency { get; init; } = "";

        public long Sms { get; init; }

        public long Micros { get; init; }

        public long Estimated { get; init; }
    }

    private sealed class Rules : ISpendRules
    {
        public HashSet<long> Tenants { get; } = [1];

        public Price? PerSms { get; set; } = Price.Read("0.05", "USD");

        public long From { get; set; } = 202601;

        public List<string> Asked { get; } = [];

        public bool Counts(long tenantId) => Tenants.Contains(tenantId);

        public long? MonthOf(long tenantId, DateTimeOffset at) => (at.Year * 100) + at.Month is var month && month >= From ? month : null;

        public Price? Estimate(string provider, string accountId, string number, long parts)
        {
            Asked.Add(FormattableString.Invariant($"{provider} {number} {parts}"));
            return PerSms;
        }
    }
}
