using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.Statistics;

/// <summary>What waits, and for how long: a planned SMS waits for nothing, one queued anew only since then.</summary>
public class WaitingTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly VisibleTenants All = new(IsAll: true, [1]);

    [Fact]
    public async Task A_planned_second_sms_does_not_wait_before_its_time_and_then_only_since_then()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SentAsync("SM01");
        (await FailAsync(driver, leased.EventId)).Outcome.ShouldBe(ReceiptOutcome.Applied);

        (await RunAsync(store)).ShouldBeEmpty();

        store.Clock.Advance(Hour + TimeSpan.FromMinutes(1));
        var waiting = (await RunAsync(store)).ShouldHaveSingleItem();
        waiting.Count.ShouldBe(1);
        waiting.OldestAt.ShouldBe(store.Clock.GetUtcNow().AddMinutes(-1).ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(72)]
    public async Task What_is_queued_anew_waits_since_then_not_since_its_hook(int hours)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        (await driver.EndedAsync(leased, AttemptOutcome.Rejected, new NextStep.DeadLetter(Reasons.ProviderRejected, null))).ShouldBeTrue();
        store.Clock.Advance(TimeSpan.FromHours(hours));
        await driver.ResendAsync(leased);

        var waiting = (await RunAsync(store)).ShouldHaveSingleItem();

        waiting.OldestAt.ShouldBe(store.Clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task What_waits_for_the_end_of_quiet_hours_is_counted_and_is_the_oldest_only_from_then_on()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var end = store.Clock.GetUtcNow().AddHours(10);
        await driver.Outbox.RecordDecisionAsync(await driver.ClaimOneAsync(), new NextStep.Retry(end, Reasons.QuietHours, null));
        store.Clock.Advance(TimeSpan.FromMinutes(30));

        var quiet = (await RunAsync(store)).ShouldHaveSingleItem();
        store.Clock.Advance(end - store.Clock.GetUtcNow() + TimeSpan.FromMinutes(16));
        var over = (await RunAsync(store)).ShouldHaveSingleItem();

        (quiet.Count, quiet.OldestAt).ShouldBe((1, null));
        (over.Count, over.OldestAt).ShouldBe((1, end.ToUnixTimeMilliseconds()));
    }

    private static Task<AppliedReceipt> FailAsync(OutboxDriver driver, long eventId) =>
        driver.Receipts.ApplyAsync(ReceiptSome.Of(eventId, "SM01", "undelivered", Hour));

    private static async Task<IReadOnlyList<TenantWaiting>> RunAsync(TempStore store)
    {
        await using var connection = store.Database.OpenRead();
        return await WaitingQuery.RunAsync(connection, All, store.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
    }
}
