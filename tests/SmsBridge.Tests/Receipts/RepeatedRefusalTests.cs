using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>Reports that say again what an answer said, and reports that bear our own name for an SMS.</summary>
public class RepeatedRefusalTests
{
    private const string Sid = "SM1";

    [Theory]
    [InlineData("failed")]
    [InlineData("undelivered")]
    public async Task A_refusal_that_is_reported_once_more_takes_no_retry_away(string word)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.EndedAsync(leased, AttemptOutcome.Retryable, driver.Retry(TimeSpan.FromSeconds(5)));
        var waiting = driver.Message(leased);

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, word))).Outcome.ShouldBe(ReceiptOutcome.Superseded);

        driver.Message(leased).ShouldBe(waiting);
        driver.Attempt(leased).ShouldBe(new AttemptState { Outcome = AttemptOutcome.Retryable, ProviderId = Sid });
        store.Clock.Advance(TimeSpan.FromMinutes(1));
        (await driver.ClaimOneAsync()).EventId.ShouldBe(leased.EventId);
    }

    [Fact]
    public async Task If_it_was_delivered_after_all_nothing_more_is_sent()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.EndedAsync(leased, AttemptOutcome.Retryable, driver.Retry(TimeSpan.FromSeconds(5)));
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "failed"));

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "delivered"))).Outcome.ShouldBe(ReceiptOutcome.Applied);

        store.Clock.Advance(TimeSpan.FromMinutes(1));
        (await driver.ClaimAsync()).ShouldBeEmpty();
        driver.Message(leased).Status.ShouldBe(MessageStatus.Delivered);
    }

    [Theory]
    [InlineData("failed", ReceiptOutcome.Superseded, MessageStatus.Sent)]
    [InlineData("delivered", ReceiptOutcome.Applied, MessageStatus.Delivered)]
    internal async Task A_late_report_of_the_first_attempt_is_not_the_seconds(string word, ReceiptOutcome outcome, MessageStatus status)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var first = await driver.SendingAsync();
        await driver.EndedAsync(first, AttemptOutcome.Unknown, driver.Retry(TimeSpan.Zero)); // repeated by the tenant's rule
        var second = await driver.ClaimOneAsync();
        (await driver.IntendAsync(second)).ShouldBeTrue();
        (await driver.AcceptedAsync(second, "SM2")).ShouldBeTrue();

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(first.EventId, Sid, word) with { Attempt = 1 })).Outcome.ShouldBe(outcome);

        driver.Attempt(first).ProviderId.ShouldBe(Sid);
        driver.Attempt(first, 2).ProviderId.ShouldBe("SM2");
        driver.Message(first).Status.ShouldBe(status);
    }

    [Fact]
    public async Task A_late_report_of_the_first_attempt_does_not_settle_a_second_that_is_under_way()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var first = await driver.SendingAsync();
        await driver.EndedAsync(first, AttemptOutcome.Unknown, driver.Retry(TimeSpan.Zero));
        var second = await driver.ClaimOneAsync();
        (await driver.IntendAsync(second)).ShouldBeTrue();

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(first.EventId, Sid, "failed") with { Attempt = 1 });

        driver.Message(first).Status.ShouldBe(MessageStatus.Sending);
        driver.Attempt(first, 2).ShouldBe(new AttemptState());
    }

    [Fact]
    public async Task What_a_report_quotes_of_the_number_is_masked()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync(Sid);

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, Sid, "failed") with { Detail = $"{Some.Mobile} is switched off" });

        store.One<string>("SELECT detail FROM message WHERE event_id = @EventId", new { leased.EventId }).ShouldNotContain(Some.Mobile);
    }
}
