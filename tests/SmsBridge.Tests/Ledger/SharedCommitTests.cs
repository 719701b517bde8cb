using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>
/// What waits for the same commit is executed together on PostgreSQL and one after the other on SQLite: each must come out as if it had been alone.
/// </summary>
public class SharedCommitTests
{
    private const string OptedOut = "+254700000009";

    [Fact]
    public async Task Hooks_keep_their_order_and_a_repeat_among_them_names_its_twin()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1); // known before

        var stored = await TogetherAsync(store, [.. new (long, long)[] { (1, 2), (1, 1), (2, 1), (1, 2), (1, 3) }.Select(hook => (Func<Task<StoredEvent>>)(() => driver.HookAsync(hook.Item1, hook.Item2).AsTask()))]);

        stored.Select(one => one.TwinId).ShouldBe([null, 1, null, stored[0].Id, null]);
        new[] { stored[0].Id, stored[2].Id, stored[4].Id }.ShouldBeInOrder();
        store.One<long>("SELECT COUNT(*) FROM event WHERE verdict = 1").ShouldBe(4);
        store.One<long>("SELECT COUNT(*) FROM event WHERE verdict = 2 AND pending IS NULL").ShouldBe(2);
        (await driver.ClaimAsync()).Select(claimed => (claimed.TenantId, OutboxDriver.ResourceOf(claimed))).ShouldBe([(1, 1), (1, 2), (1, 3), (2, 1)], ignoreOrder: true);
    }

    [Fact]
    public async Task Of_intents_that_come_together_each_is_judged_by_its_own_message()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var claimed = await ClaimAsync(driver, 5);
        await driver.Outbox.RecordDecisionAsync(claimed[1], new NextStep.DeadLetter(Reasons.NoNumber, null)); // somebody was faster
        await store.Database.WriteAsync(session => OptOuts.RecordReported(session, 1, Some.Sender, Msisdn.FromE164(OptedOut), 1));

        var outcomes = await TogetherAsync(store,
        [
            () => IntendAsync(store, driver, claimed[0], Some.Mobile), () => IntendAsync(store, driver, claimed[1], Some.Mobile), () => IntendAsync(store, driver, claimed[2], OptedOut),
            () => IntendAsync(store, driver, claimed[3], Some.Mobile, note: "Taken for a number of Kenya."), () => IntendAsync(store, driver, claimed[4], Some.Mobile),
        ]);

        outcomes.ShouldBe([IntentOutcome.Stored, IntentOutcome.LeaseLost, IntentOutcome.OptedOut, IntentOutcome.Stored, IntentOutcome.Stored]);
        claimed.Select(one => driver.Message(one).Status).ShouldBe(
            [MessageStatus.Sending, MessageStatus.DeadLettered, MessageStatus.Queued, MessageStatus.Sending, MessageStatus.Sending]);
        store.One<long>("SELECT COUNT(*) FROM attempt").ShouldBe(3);
        store.One<string>("SELECT detail FROM status_change WHERE event_id = @EventId", new { claimed[3].EventId }).ShouldBe("Taken for a number of Kenya.");
        store.One<string>("SELECT recipient FROM message WHERE event_id = @EventId", new { claimed[4].EventId }).ShouldBe(Some.Mobile);
    }

    [Fact]
    public async Task Of_answers_that_come_together_each_settles_its_own_message()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var claimed = await ClaimAsync(driver, 4);
        foreach (var one in claimed)
        {
            (await driver.IntendAsync(one)).ShouldBeTrue();
        }

        await driver.Receipts.ApplyAsync(Receipts.ReceiptSome.Of(claimed[1].EventId, "SM11", "delivered")); // before the answer

        var settled = await TogetherAsync(store, [.. claimed.Select((one, index) => (Func<Task<bool>>)(() => driver.AcceptedAsync(one, $"SM1{(index == 3 ? 0 : index)}")))]);

        settled.ShouldBe([true, true, true, true]);
        driver.Message(claimed[0]).ShouldBe(driver.Message(claimed[0]) with { Status = MessageStatus.Sent, ProviderId = "SM10" }); // answered first: it is settled
        driver.Message(claimed[3]).ProviderId.ShouldBe($"SM10#{claimed[3].EventId}"); // given the same id by its provider
        driver.Message(claimed[1]).Status.ShouldBe(MessageStatus.Delivered);
        driver.Message(claimed[2]).ShouldBe(driver.Message(claimed[2]) with { Status = MessageStatus.Sent, ProviderId = "SM12", ProviderStatus = "queued", DueAt = null, LeaseOwner = null });
        claimed.Select(one => driver.Attempt(one)).ShouldBe(
        [
            new AttemptState { Outcome = AttemptOutcome.Accepted, ProviderId = "SM10" }, new AttemptState { Outcome = AttemptOutcome.Accepted, ProviderId = "SM11" },
            new AttemptState { Outcome = AttemptOutcome.Accepted, ProviderId = "SM12" }, new AttemptState { Outcome = AttemptOutcome.Accepted, ProviderId = $"SM10#{claimed[3].EventId}" },
        ]);
    }

    private static async Task<List<ClaimedMessage>> ClaimAsync(OutboxDriver driver, int count)
    {
        for (var resource = 1; resource <= count; resource++)
        {
            await driver.HookAsync(1, resource);
        }

        return [.. (await driver.ClaimAsync()).OrderBy(one => one.EventId)];
    }

    private static Task<IntentOutcome> IntendAsync(TempStore store, OutboxDriver driver, ClaimedMessage claimed, string to, string? note = null) =>
        driver.Outbox.StoreIntentAsync(
            claimed, new Intent(1, Msisdn.FromE164(to), Some.Sender, "twilio", Some.AccountSid, OutboxDriver.Text, 1) { Note = note }, store.Clock.GetUtcNow() + TimeSpan.FromMinutes(2));

    private static async Task<T[]> TogetherAsync<T>(TempStore store, IReadOnlyList<Func<Task<T>>> writes)
    {
        using var gate = new Gate();
        var first = gate.BlockAsync(store);
        var waiting = writes.Select(write => write()).ToList();
        gate.Open();
        await first;
        return await Task.WhenAll(waiting).WaitAsync(TestContext.Current.CancellationToken);
    }
}
