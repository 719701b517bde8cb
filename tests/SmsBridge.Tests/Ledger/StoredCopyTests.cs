using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>A copy is stored with the first intent of the message it copies: both or neither, whenever a process dies.</summary>
public sealed class StoredCopyTests
{
    private const string Copies = "SELECT COUNT(*) FROM event WHERE dialect = 9 AND verdict = 1";

    [Fact]
    public async Task It_is_there_once_its_message_is_about_to_go_and_is_taken_up_as_any_other()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var leased = await driver.ClaimOneAsync();
        var rung = 0;

        (await IntendAsync(driver, store, leased, 1, () => rung++)).ShouldBe(IntentOutcome.Stored);

        store.One<long>(Copies).ShouldBe(1);
        rung.ShouldBe(1);
        var copy = (await driver.ClaimOneAsync()).ShouldBeOfType<ClaimedMessage.ToLookUp>();
        (copy.Words, copy.Subject.ResourceId, copy.Subject.SubResourceId).ShouldBe(("Copy: Thank you.", leased.EventId, 4));
    }

    [Fact]
    public async Task Of_an_intent_that_is_not_stored_there_is_none()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var leased = await driver.ClaimOneAsync();
        (await driver.IntendAsync(leased)).ShouldBeTrue(); // another way, without a copy

        (await IntendAsync(driver, store, leased, 1, () => throw new InvalidOperationException("Nothing was stored."))).ShouldBe(IntentOutcome.LeaseLost);

        store.One<long>(Copies).ShouldBe(0);
    }

    [Fact]
    public async Task A_later_attempt_makes_no_other()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var leased = await driver.ClaimOneAsync();
        await IntendAsync(driver, store, leased, 1);
        (await driver.EndedAsync(leased, AttemptOutcome.NotTaken, driver.Retry(TimeSpan.Zero))).ShouldBeTrue();
        var again = (await driver.ClaimAsync()).Single(message => message.EventId == leased.EventId);

        (await IntendAsync(driver, store, again, 2)).ShouldBe(IntentOutcome.Stored);

        store.One<long>("SELECT COUNT(*) FROM event WHERE dialect = 9").ShouldBe(1);
    }

    private static Task<IntentOutcome> IntendAsync(OutboxDriver driver, TempStore store, ClaimedMessage leased, int number, Action? whenStored = null) => driver.Outbox.StoreIntentAsync(
        leased,
        new Intent(number, Msisdn.FromE164(Some.Mobile), Some.Sender, "twilio", Some.AccountSid, OutboxDriver.Text, 1)
        {
            Copies = driver.Inbox.Prepare(
                [
                    new NewEvent
                    {
                        TenantId = 1, Type = EventType.OfficerOfMoney, Verdict = Verdict.Accepted, ReceivedAt = store.Clock.GetUtcNow().ToUnixTimeMilliseconds(), Dialect = Dialect.Copy,
                        ResourceId = leased.EventId, SubResourceId = 4, Text = "Copy: Thank you.",
                    },
                ], whenStored),
        },
        store.Clock.GetUtcNow() + TimeSpan.FromMinutes(2));
}
