using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>A second SMS that comes to nothing takes back nothing of what became of the first.</summary>
public sealed class SecondSmsTests
{
    private static readonly string[] Ends = [Reasons.Cancelled, Reasons.OptedOut, Reasons.TooLate, Reasons.TenantDeleted, Reasons.ProviderRejected];

    public static TheoryData<string, string, string, string?> Cases
    {
        get
        {
            var cases = new TheoryData<string, string, string, string?>();
            foreach (var end in Ends)
            {
                cases.Add("delivered", end, "delivered", null);
                cases.Add("sent", end, "sent", null);
                cases.Add("undelivered", end, "undelivered", Reasons.DeliveryFailed);
                cases.Add("in doubt", end, "dead_lettered", Reasons.OutcomeUnknown);
                cases.Add("never sent", end, "dead_lettered", end);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_became_of_the_first_stands_when_the_second_is_given_up(string first, string end, string status, string? reason)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var message = await FirstAsync(driver, first);
        var before = driver.Message(message);
        await ResendAsync(store, message);
        store.Clock.Advance(TimeSpan.FromMinutes(1));

        await EndAsync(store, driver, message, end);

        var after = driver.Message(message);
        (after.Status.Name(), after.Reason, after.DueAt, after.LeaseOwner).ShouldBe((status, reason, null, null));
        (after.FinalAt is null).ShouldBe(status == "sent");
        if (first is "delivered" or "undelivered")
        {
            after.FinalAt.ShouldBe(before.FinalAt, "when it was, not when the second one was given up");
        }

        var changes = store.Query<(string Source, string? Reason, string? Detail)>("SELECT source, reason, detail FROM status_change WHERE event_id = @EventId ORDER BY id DESC LIMIT 2", new { message.EventId });
        changes.Select(change => change.Reason).ShouldContain(end, StringComparer.Ordinal, "what was decided about the second one stays on the record");
        if (first != "never sent")
        {
            changes[0].Source.ShouldBe(Sources.Record);
            changes[0].Detail!.ShouldStartWith("No further SMS went out.");
        }
    }

    [Fact]
    public async Task Reports_on_the_first_still_move_it_once_the_second_was_cancelled()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var message = await driver.SentAsync("SM01");
        await ResendAsync(store, message);
        await EndAsync(store, driver, message, Reasons.Cancelled);
        driver.Message(message).ProviderId.ShouldBe("SM01", "it is asked for");

        (await driver.Receipts.ApplyAsync(ReceiptSome.Of(message.EventId, "SM01", "undelivered"))).Outcome.ShouldBe(ReceiptOutcome.Applied);

        driver.Message(message).Status.ShouldBe(MessageStatus.Undelivered);
    }

    [Theory]
    [InlineData("undelivered")]
    [InlineData("failed")]
    public async Task A_second_one_that_is_not_delivered_takes_no_delivery_back_in_whatever_order_they_are_reported(string word)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        foreach (var deliveredFirst in new[] { true, false })
        {
            var (first, second) = ($"SM1{deliveredFirst}", $"SM2{deliveredFirst}");
            var message = await driver.SentAsync(first, deliveredFirst ? 1 : 2);
            await (deliveredFirst ? driver.Receipts.ApplyAsync(ReceiptSome.Of(message.EventId, first, "delivered")) : Task.CompletedTask);
            await ResendAsync(store, message);
            var again = await driver.ClaimOneAsync();
            (await driver.IntendAsync(again)).ShouldBeTrue();
            (await driver.AcceptedAsync(again, second)).ShouldBeTrue();

            await driver.Receipts.ApplyAsync(ReceiptSome.Of(message.EventId, second, word));
            await (deliveredFirst ? Task.CompletedTask : driver.Receipts.ApplyAsync(ReceiptSome.Of(message.EventId, first, "delivered")));
            await driver.Receipts.ApplyAsync(ReceiptSome.Of(message.EventId, second, word));

            driver.Message(message).Status.ShouldBe(MessageStatus.Delivered);
        }
    }

    [Fact]
    public async Task A_planned_second_one_that_is_cancelled_leaves_the_carriers_word()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var message = await driver.SentAsync("SM01");
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(message.EventId, "SM01", "undelivered", TimeSpan.FromHours(1)));
        driver.Message(message).Reason.ShouldBe(Reasons.ResendPlanned);
        var code = driver.Message(message).ErrorCode;

        await EndAsync(store, driver, message, Reasons.Cancelled);
        await driver.Receipts.ApplyAsync(ReceiptSome.Of(message.EventId, "SM01", "undelivered", TimeSpan.FromHours(1)));

        var after = driver.Message(message);
        (after.Status, after.Reason, after.ErrorCode, after.DueAt).ShouldBe((MessageStatus.Undelivered, Reasons.DeliveryFailed, code, null), "a repeat of the report plans no other one");
    }

    private static async Task<ClaimedMessage> FirstAsync(OutboxDriver driver, string first)
    {
        if (first is "never sent")
        {
            await driver.HookAsync(1, 1);
            var waits = await driver.ClaimOneAsync();
            (await driver.Outbox.RecordDecisionAsync(waits, new NextStep.DeadLetter(Reasons.NoNumber, null))).ShouldBeTrue();
            return waits;
        }

        if (first is "in doubt")
        {
            var sending = await driver.SendingAsync();
            (await driver.EndedAsync(sending, AttemptOutcome.Unknown, new NextStep.DeadLetter(Reasons.OutcomeUnknown, null))).ShouldBeTrue();
            return sending;
        }

        var sent = await driver.SentAsync("SM01");
        if (first is not "sent")
        {
            (await driver.Receipts.ApplyAsync(ReceiptSome.Of(sent.EventId, "SM01", first))).Outcome.ShouldBe(ReceiptOutcome.Applied);
        }

        return sent;
    }

    private static async Task EndAsync(TempStore store, OutboxDriver driver, ClaimedMessage message, string end)
    {
        if (end == Reasons.Cancelled)
        {
            (await new MessageCancel(store.Database, store.Clock).CancelAsync(1, message.EventId, Sources.Operator, static _ => { })).ShouldBeNull();
            return;
        }

        var again = await driver.ClaimOneAsync();
        if (end == Reasons.ProviderRejected)
        {
            (await driver.IntendAsync(again)).ShouldBeTrue();
            (await driver.EndedAsync(again, AttemptOutcome.Rejected, new NextStep.DeadLetter(end, null))).ShouldBeTrue();
            return;
        }

        (await driver.Outbox.RecordDecisionAsync(again, new NextStep.DeadLetter(end, null))).ShouldBeTrue();
    }

    private static async Task ResendAsync(TempStore store, ClaimedMessage message)
    {
        using var bell = new RelayBell();
        store.Clock.Advance(TimeSpan.FromMinutes(5));
        var outcome = await new MessageResend(store.Database, bell, store.Clock)
            .ResendAsync(1, [message.EventId], new ResendRules(Force: true, Again: true), Sources.Operator, static (_, _) => { });
        outcome.Requeued.ShouldBe([message.EventId]);
    }
}
