using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>A group's message is closed and its members' are there: both or neither, whenever a process dies, and once, whoever else looks.</summary>
public sealed class ToldMembersTests
{
    private const string Members = "SELECT COUNT(*) FROM event WHERE dialect = 10 AND verdict = 1";

    [Fact]
    public async Task They_are_there_once_it_is_closed_and_ask_about_what_is_the_groups()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 904);
        var group = await driver.ClaimOneAsync();
        var rung = 0;

        (await TellAsync(driver, store, group, () => rung++)).ShouldBeTrue();

        rung.ShouldBe(1);
        (driver.Message(group).Status, driver.Message(group).Reason).ShouldBe((MessageStatus.DeadLettered, Reasons.ToldToMembers));
        var parts = (await driver.ClaimAsync()).ConvertAll(static claimed => claimed.ShouldBeOfType<ClaimedMessage.ToLookUp>());
        parts.Select(static part => (part.Member, part.MemberOf, part.Subject.ResourceId, part.Subject.ClientId, part.QueuedAt)).ShouldBe(
            [(7L, group.EventId, 904L, null, group.QueuedAt), (8L, group.EventId, 904L, null, group.QueuedAt)]);
    }

    /// <summary>The process died before: nothing was told, and the group's message is taken up again. It died after: it is closed.</summary>
    [Fact]
    public async Task A_process_that_dies_leaves_both_or_neither()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 904);
        await driver.ClaimOneAsync();
        await store.RestartAsync();
        store.Clock.Advance(TimeSpan.FromMinutes(10));
        driver = new OutboxDriver(store);
        store.One<long>(Members).ShouldBe(0);

        (await TellAsync(driver, store, await driver.ClaimOneAsync())).ShouldBeTrue();
        await store.RestartAsync();
        store.Clock.Advance(TimeSpan.FromMinutes(10));

        (await new OutboxDriver(store).ClaimAsync()).Count.ShouldBe(2);
        store.One<long>(Members).ShouldBe(2);
    }

    /// <summary>A node that was held up until another one had taken the message and told its members.</summary>
    [Fact]
    public async Task Who_has_lost_the_message_tells_nobody()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 904);
        var group = await driver.ClaimOneAsync();
        (await TellAsync(driver, store, group)).ShouldBeTrue();

        (await TellAsync(driver, store, group, static () => throw new InvalidOperationException("Nothing was stored."))).ShouldBeFalse();

        store.One<long>("SELECT COUNT(*) FROM event WHERE dialect = 10").ShouldBe(2);
    }

    private static Task<bool> TellAsync(OutboxDriver driver, TempStore store, ClaimedMessage group, Action? whenStored = null) => driver.Outbox.RecordDecisionAsync(
        group, new NextStep.TellMembers(driver.Inbox.Prepare([Part(store, group, 7), Part(store, group, 8)], whenStored)));

    private static NewEvent Part(TempStore store, ClaimedMessage group, long client) => new()
    {
        TenantId = 1, Type = EventType.LoanRepayment, Verdict = Verdict.Accepted, ReceivedAt = store.Clock.GetUtcNow().ToUnixTimeMilliseconds(), HappenedAt = group.QueuedAt, Dialect = Dialect.Member,
        SubResourceId = group.EventId, ClientId = client, Digest = MemberKey.Of(group.EventId, client), IsFirst = true,
    };
}
