using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>What a tenant's "send again what failed" takes along.</summary>
public sealed class MessageResendTests
{
    [Fact]
    public async Task What_failed_goes_again_in_the_order_it_came()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var first = await GivenUpAsync(driver, 1, Reasons.NoNumber);
        var second = await GivenUpAsync(driver, 2, Reasons.RetriesExhausted);
        var elsewhere = await GivenUpAsync(driver, 3, Reasons.NoNumber, tenant: 2);

        (await ResendFailedAsync(store)).Requeued.ShouldBe([first.EventId, second.EventId]);

        driver.Message(first).Reason.ShouldBe(Reasons.Resent);
        driver.Message(elsewhere).Status.ShouldBe(MessageStatus.DeadLettered);
        (await ResendFailedAsync(store)).Requeued.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Reasons.Cancelled)]
    [InlineData(Reasons.OutcomeUnknown)]
    [InlineData(Reasons.OptedOut)]
    [InlineData(Reasons.ReversedInCore)]
    [InlineData(Reasons.TooLate)]
    [InlineData(Reasons.TenantDeleted)]
    public async Task What_would_fail_again_or_was_not_to_be_sent_stays(string reason)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await GivenUpAsync(driver, 1, reason);

        (await ResendFailedAsync(store)).Requeued.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_failed_days_ago_stays()
    {
        using var store = await TempStore.OpenAsync();
        await GivenUpAsync(new OutboxDriver(store), 1, Reasons.NoNumber);
        store.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromMilliseconds(1));

        (await ResendFailedAsync(store)).Requeued.ShouldBeEmpty();
    }

    private static async Task<ClaimedMessage> GivenUpAsync(OutboxDriver driver, long resource, string reason, long tenant = 1)
    {
        await driver.HookAsync(tenant, resource);
        var leased = await driver.ClaimOneAsync();
        (await driver.Outbox.RecordDecisionAsync(leased, new NextStep.DeadLetter(reason, null))).ShouldBeTrue();
        return leased;
    }

    private static async Task<ResendOutcome> ResendFailedAsync(TempStore store)
    {
        using var bell = new RelayBell();
        return await new MessageResend(store.Database, bell, store.Clock).ResendFailedAsync(1, Sources.Api);
    }
}
