using SmsBridge.Gateways.Twilio;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>One more SMS where the carrier's failure may pass (twilio.md 5).</summary>
public class DelayedResendTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    /// <summary>What twilio.md 5 allows to be sent once more, with the least wait in minutes; for every other code there is none.</summary>
    private static readonly Dictionary<int, int> Waits = new()
    {
        [30001] = 30, [30003] = 60, [30008] = 15, [30017] = 15, [30022] = 15, [30021] = 15, [30023] = 24 * 60, [30036] = 15, [30410] = 15, [30500] = 15,
    };

    [Fact]
    public void Every_code_allows_what_the_reference_says()
    {
        foreach (var code in TwilioCodes.All.Select(row => row.Code))
        {
            TimeSpan? wait = Waits.TryGetValue(code, out var minutes) ? TimeSpan.FromMinutes(minutes) : null;
            foreach (var word in new[] { "undelivered", "failed" })
            {
                TwilioReceipts.Of(1, "SM1", word, $"{code}", null)!.ResendAfter.ShouldBe(wait, $"{code} {word}");
            }

            TwilioReceipts.Of(1, "SM1", "delivered", $"{code}", null)!.ResendAfter.ShouldBeNull();
        }

        TwilioReceipts.Of(1, "SM1", "undelivered", null, null)!.ResendAfter.ShouldBeNull();
        TwilioReceipts.Of(1, "SM1", "undelivered", "39999", null)!.ResendAfter.ShouldBeNull();
    }

    [Fact]
    public async Task It_is_a_recorded_step_and_due_after_the_wait_and_no_sooner()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync("SM01");

        (await FailAsync(driver, leased, "SM01")).Outcome.ShouldBe(ReceiptOutcome.Applied);

        store.Query<(MessageStatus, string, string)>("SELECT status, source, reason FROM status_change ORDER BY id").ShouldBe(
        [
            (MessageStatus.Undelivered, Sources.Provider, Reasons.DeliveryFailed), (MessageStatus.Queued, Sources.Relay, Reasons.ResendPlanned),
        ]);
        store.Clock.Advance(Hour - Short);
        (await driver.ClaimAsync()).ShouldBeEmpty();
        store.Clock.Advance(Short);
        (await driver.ClaimOneAsync()).ShouldSatisfyAllConditions(again => again.EventId.ShouldBe(leased.EventId), again => again.ShouldBeOfType<ClaimedMessage.ToLookUp>());
    }

    [Fact]
    public async Task There_is_one_at_most_in_a_messages_life()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync("SM01");
        await FailAsync(driver, leased, "SM01");
        await AgainAsync(store, driver, "SM02");

        await FailAsync(driver, leased, "SM02");

        driver.Message(leased).ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Undelivered), message => message.DueAt.ShouldBeNull(), message => message.FinalAt.ShouldNotBeNull());
        await driver.ResendAsync(leased); // a person may, and even then no other follows by itself
        await AgainAsync(store, driver, "SM03");
        await FailAsync(driver, leased, "SM03");
        driver.Message(leased).Status.ShouldBe(MessageStatus.Undelivered);
    }

    [Fact]
    public async Task A_late_delivery_of_the_first_cancels_it()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync("SM01");
        await FailAsync(driver, leased, "SM01");

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, "SM01", "delivered"))).Outcome.ShouldBe(ReceiptOutcome.Applied);
        store.Clock.Advance(TimeSpan.FromDays(2));

        (await driver.ClaimAsync()).ShouldBeEmpty();
        driver.Message(leased).Status.ShouldBe(MessageStatus.Delivered);
    }

    [Fact]
    public async Task A_late_delivery_of_the_first_stops_it_even_while_it_is_being_prepared()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync("SM01");
        await FailAsync(driver, leased, "SM01");
        store.Clock.Advance(Hour);
        var again = await driver.ClaimOneAsync();

        await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, "SM01", "delivered"));

        (await driver.IntendAsync(again)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_still_told_of_the_first_harms_neither_the_wait_nor_the_second()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync("SM01");
        await FailAsync(driver, leased, "SM01");
        var waiting = driver.Message(leased);
        foreach (var word in new[] { "undelivered", "failed", "sent", "queued" })
        {
            (await driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, "SM01", word, Hour))).Outcome.ShouldBe(ReceiptOutcome.Superseded);
        }

        driver.Message(leased).ShouldBe(waiting);
        await AgainAsync(store, driver, "SM02");
        await FailAsync(driver, leased, "SM01");
        driver.Message(leased).ShouldSatisfyAllConditions(message => message.Status.ShouldBe(MessageStatus.Sent), message => message.ProviderId.ShouldBe("SM02"));
    }

    [Theory]
    [InlineData(23, true)]
    [InlineData(24, false)] // in an hour it would be a day and an hour old
    public async Task It_never_comes_past_the_expiry(int ageHours, bool comes)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync("SM01");
        store.Clock.Advance(TimeSpan.FromHours(ageHours) - (comes ? TimeSpan.Zero : Hour - Short));

        await FailAsync(driver, leased, "SM01");

        driver.Message(leased).Status.ShouldBe(comes ? MessageStatus.Queued : MessageStatus.Undelivered);
    }

    [Fact]
    public async Task Who_opted_out_gets_none()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync("SM01");
        await new OptOuts(store.Database, store.Clock).TakeReplyAsync(1, Some.Sender, Msisdn.FromE164(Some.Mobile), "SMstop", stop: true);

        await FailAsync(driver, leased, "SM01");

        driver.Message(leased).Status.ShouldBe(MessageStatus.Undelivered);
    }

    [Fact]
    public async Task A_failure_told_before_the_answer_plans_it_and_the_answer_changes_nothing()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();

        await FailAsync(driver, leased, "SM01");
        var waiting = driver.Message(leased);
        (await driver.AcceptedAsync(leased, "SM01")).ShouldBeTrue();

        driver.Message(leased).ShouldBe(waiting);
        waiting.Status.ShouldBe(MessageStatus.Queued);
    }

    private static Task<AppliedReceipt> FailAsync(OutboxDriver driver, ClaimedMessage leased, string sid) =>
        driver.Receipts.ApplyAsync(ReceiptSome.Of(leased.EventId, sid, "undelivered", Hour));

    private static async Task AgainAsync(TempStore store, OutboxDriver driver, string sid)
    {
        store.Clock.Advance(Hour);
        var again = await driver.ClaimOneAsync();
        (await driver.IntendAsync(again)).ShouldBeTrue();
        (await driver.AcceptedAsync(again, sid)).ShouldBeTrue();
    }
}

/// <summary>The whole way, from the callback to the second SMS.</summary>
public sealed class DelayedResendFlowTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private RelayDriver _relay = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _relay = await RelayDriver.RegisterAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_handset_that_was_off_gets_a_second_sms_an_hour_later_and_no_third()
    {
        await FailAsync("30003");
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(59));
        _app.Gateway.Sent.Count.ShouldBe(1);
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        _app.Gateway.Sent.Select(sms => sms.Body).ShouldBe(["Hello", "Hello"]);

        await ReportAsync("undelivered", "30003");
        await _app.DrainAfterAsync(TimeSpan.FromHours(20));

        _app.Gateway.Sent.Count.ShouldBe(2);
        _relay.Message().ShouldSatisfyAllConditions(message => message.Status.ShouldBe(MessageStatus.Undelivered), message => message.Attempts.ShouldBe(2));
    }

    [Fact]
    public async Task Who_opts_out_while_it_waits_gets_nothing_more()
    {
        await FailAsync("30003");
        await Service<OptOuts>().TakeReplyAsync(1, Some.Sender, Msisdn.FromE164(Some.Mobile), "SMstop", stop: true);

        await _app.DrainAfterAsync(TimeSpan.FromHours(1));

        _app.Gateway.Sent.Count.ShouldBe(1);
        var message = _relay.Message();
        (message.Status, message.Reason).ShouldBe((MessageStatus.Undelivered, Reasons.DeliveryFailed), "what became of the one that was sent");
    }

    [Theory]
    [InlineData("30005", Reasons.DeliveryFailed)]
    [InlineData("30034", Reasons.ProviderConfiguration)]
    [InlineData("21610", Reasons.OptedOut)]
    public async Task Where_it_can_not_help_nothing_follows_and_the_reason_says_why(string code, string reason)
    {
        await FailAsync(code);

        await _app.DrainAfterAsync(TimeSpan.FromHours(20));

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().ShouldSatisfyAllConditions(message => message.Status.ShouldBe(MessageStatus.Undelivered), message => message.Reason.ShouldBe(reason));
    }

    [Fact]
    public async Task An_opt_out_learned_from_a_failed_delivery_is_kept()
    {
        await FailAsync("21610");
        await _relay.SmsAsync("0712345678", "Another");

        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        _relay.Message().Reason.ShouldBe(Reasons.OptedOut);
    }

    private async Task FailAsync(string code)
    {
        await _relay.SmsAsync("0712345678", "Hello");
        await _app.DrainAsync();
        await ReportAsync("undelivered", code);
    }

    private async Task ReportAsync(string word, string code) =>
        await Service<SmsBridge.Receipts.ReceiptIntake>().AcceptAsync(TwilioReceipts.Of(_relay.LastEvent(), _relay.Message().ProviderId!, word, code, null)!);

    private T Service<T>()
        where T : notnull => Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<T>(_app.Services);
}
