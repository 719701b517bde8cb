using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>How many of a kind a number has had in a day is asked in the transaction that stores the intent, so that of two at once not both are the last.</summary>
public class DayLimitIntentTests
{
    [Fact]
    public async Task What_is_on_its_way_counts_and_what_is_over_it_is_not_stored()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var claimed = await ClaimAsync(driver, 4);

        (await IntendAsync(store, driver, claimed[0], 2)).ShouldBe(IntentOutcome.Stored);
        (await IntendAsync(store, driver, claimed[1], 2)).ShouldBe(IntentOutcome.Stored);
        (await IntendAsync(store, driver, claimed[2], 2)).ShouldBe(IntentOutcome.DayLimitReached);

        store.One<long>("SELECT COUNT(*) FROM attempt").ShouldBe(2);
        driver.Message(claimed[2]).Status.ShouldBe(MessageStatus.Queued);
        (await IntendAsync(store, driver, claimed[2], 2, to: "+254712345679")).ShouldBe(IntentOutcome.Stored, "it is of the number");
        (await IntendAsync(store, driver, claimed[3], most: null)).ShouldBe(IntentOutcome.Stored, "without the rule nothing is asked");
    }

    [Fact]
    public async Task What_was_not_taken_does_not_count_nor_do_earlier_tries_of_its_own_nor_what_began_before_the_day()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var claimed = await ClaimAsync(driver, 2);
        (await IntendAsync(store, driver, claimed[0], 1)).ShouldBe(IntentOutcome.Stored);
        (await driver.EndedAsync(claimed[0], AttemptOutcome.Retryable, driver.Retry(TimeSpan.FromMinutes(1)))).ShouldBeTrue();
        (await IntendAsync(store, driver, claimed[1], 1)).ShouldBe(IntentOutcome.Stored, "the other one was not taken");
        (await driver.AcceptedAsync(claimed[1], "SM1")).ShouldBeTrue();

        store.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await driver.ClaimOneAsync();
        (await IntendAsync(store, driver, again, 1)).ShouldBe(IntentOutcome.DayLimitReached);
        (await IntendAsync(store, driver, again, 1, since: store.Clock.GetUtcNow())).ShouldBe(IntentOutcome.Stored, "that was before the day");
    }

    [Fact]
    public async Task What_may_have_left_counts_for_others_and_not_for_itself()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var claimed = await ClaimAsync(driver, 2);
        (await IntendAsync(store, driver, claimed[0], 1)).ShouldBe(IntentOutcome.Stored);
        (await driver.EndedAsync(claimed[0], AttemptOutcome.Unknown, driver.Retry(TimeSpan.FromMinutes(1)))).ShouldBeTrue();

        (await IntendAsync(store, driver, claimed[1], 1)).ShouldBe(IntentOutcome.DayLimitReached);
        store.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = (await driver.ClaimAsync()).Find(each => each.EventId == claimed[0].EventId).ShouldNotBeNull();
        (await IntendAsync(store, driver, again, 1)).ShouldBe(IntentOutcome.Stored);
    }

    [Fact]
    public async Task Another_kind_another_tenant_and_a_stop_are_each_their_own()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(2, 1);
        var claimed = await ClaimAsync(driver, 3);
        var other = claimed.Single(static each => each.TenantId == 2);
        var own = claimed.FindAll(static each => each.TenantId == 1);
        (await IntendAsync(store, driver, own[0], 1)).ShouldBe(IntentOutcome.Stored);

        (await IntendAsync(store, driver, other, 1)).ShouldBe(IntentOutcome.Stored);
        await store.Database.WriteAsync(session => session.Execute("UPDATE message SET type_id = type_id + 1 WHERE event_id = @EventId", new { own[0].EventId }));
        (await IntendAsync(store, driver, own[1], 1)).ShouldBe(IntentOutcome.Stored);
        await store.Database.WriteAsync(session => OptOuts.RecordReported(session, 1, Some.Sender, Msisdn.FromE164(Some.Mobile), 1));
        (await IntendAsync(store, driver, own[2], 1)).ShouldBe(IntentOutcome.OptedOut, "a STOP is told before it");
    }

    [Fact]
    public async Task A_number_with_more_messages_in_the_day_than_are_looked_at_has_had_enough()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var claimed = await ClaimAsync(driver, 1);
        var now = store.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await store.Database.WriteAsync(session =>
        {
            for (var number = 0; number < 1_000; number++)
            {
                session.Execute(
                    "INSERT INTO message (event_id, tenant_id, type_id, received_at, status, reason, recipient, queued_at, updated_at) VALUES (@id, 1, 2, @now, 7, 'day_limit', @Mobile, @now, @now)",
                    new { id = 1_000_000 + number, now, Some.Mobile });
            }

            return true;
        });

        (await IntendAsync(store, driver, claimed[0], 50)).ShouldBe(IntentOutcome.DayLimitReached);
        (await IntendAsync(store, driver, claimed[0], 50, since: store.Clock.GetUtcNow() + TimeSpan.FromSeconds(1))).ShouldBe(IntentOutcome.Stored, "those were of the day before");
    }

    internal static async Task<List<ClaimedMessage>> ClaimAsync(OutboxDriver driver, int count)
    {
        for (var resource = 1; resource <= count; resource++)
        {
            await driver.HookAsync(1, resource);
        }

        return await driver.ClaimAsync();
    }

    internal static Intent Intent(ClaimedMessage claimed, DayLimit? limit, string to) =>
        new(claimed.Attempts + 1, Msisdn.FromE164(to), Some.Sender, "twilio", Some.AccountSid, OutboxDriver.Text, 1) { Limit = limit };

    private static Task<IntentOutcome> IntendAsync(TempStore store, OutboxDriver driver, ClaimedMessage claimed, int? most, string to = Some.Mobile, DateTimeOffset? since = null) =>
        driver.Outbox.StoreIntentAsync(
            claimed, Intent(claimed, most is { } limit ? new DayLimit(limit, (since ?? store.Clock.GetUtcNow() - TimeSpan.FromHours(6)).ToUnixTimeMilliseconds(), "Rule atMost.") : null, to),
            store.Clock.GetUtcNow() + TimeSpan.FromMinutes(2));
}
