using CsCheck;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

public class InboxSortingTests
{
    private const string Waiting = "SELECT id FROM waiting_event ORDER BY id";

    /// <summary>Hooks of tenants 1 to 4 as they come (0: one that is ignored), then a claim that has room for some tenants.</summary>
    private static readonly Gen<(int[] Tenants, int[] Rooms, int Limit)> Step =
        Gen.Select(Gen.Int[0, 4].Array[0, (2 * InboxSorting.Window) - 1], Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[0, 199])).Array[5], Gen.Int[1, 299]);

    [Fact]
    public Task Whatever_room_there_is_every_event_is_taken_once_in_its_tenants_order_and_waits_until_then() =>
        Step.Array[1, 20].SampleAsync(TakeAllAsync, iter: 6, threads: 1);

    private static async Task TakeAllAsync((int[] Tenants, int[] Rooms, int Limit)[] steps)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var (hooks, taken) = (new List<(long Tenant, long Id)>(), new List<(long Tenant, long Id)>());
        for (var step = 0; step < steps.Length || taken.Count < hooks.Count; step++)
        {
            step.ShouldBeLessThan(2_000);
            var (tenants, rooms, limit) = step < steps.Length ? steps[step] : ([], [199, 199, 199, 199, 199], 299);
            var stored = await Task.WhenAll(tenants.Select((tenant, index) => tenant == 0 ? IgnoredAsync(driver).AsTask() : driver.HookAsync(tenant, (1_000 * step) + index).AsTask()));
            hooks.AddRange(tenants.Select((tenant, index) => ((long)tenant, stored[index].Id)).Where(hook => hook.Item1 > 0));

            taken.AddRange((await driver.ClaimAsync(limit: limit, roomOf: tenant => rooms[tenant])).Select(message => (message.TenantId, message.EventId)));

            store.Query<long>(Waiting).ShouldBe(hooks.Except(taken).Select(hook => hook.Id));
        }

        foreach (var tenant in hooks.GroupBy(hook => hook.Tenant))
        {
            taken.Where(claimed => claimed.Tenant == tenant.Key).ShouldBe(tenant);
        }
    }

    [FileOnly]
    [Fact]
    public async Task What_is_taken_past_one_that_stays_behind_is_not_taken_again_after_a_restart()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var taken = await driver.HookAsync(2, 1);
        (await driver.ClaimAsync(roomOf: tenant => tenant == 1 ? 0 : 9)).ShouldHaveSingleItem().EventId.ShouldBe(taken.Id);

        await store.RestartAsync();
        driver = new OutboxDriver(store);

        (await driver.ClaimAsync()).Select(message => message.TenantId).ShouldBe([1L, 2L], ignoreOrder: true); // the lease of the dead process, and the one left
        store.Query<long>(Waiting).ShouldBeEmpty();
        store.One<long>("SELECT COUNT(*) FROM message").ShouldBe(2);
    }

    [Fact]
    public async Task One_that_was_cancelled_before_the_relay_saw_it_is_not_taken()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var hook = await driver.HookAsync(1, 1);

        (await new MessageCancel(store.Database, store.Clock).CancelAsync(1, hook.Id, Sources.Api, static _ => { })).ShouldBeNull();

        (await driver.ClaimAsync()).ShouldBeEmpty();
        store.Query<long>(Waiting).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_was_taken_can_not_be_taken_out_of_the_inbox_once_more()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var hook = await driver.HookAsync(1, 1);
        await driver.ClaimOneAsync();

        (await store.Database.WriteAsync(session => EventInbox.TakeOne(session, 1, hook.Id))).ShouldBeNull();
    }

    [FileOnly]
    [Fact]
    public async Task Many_that_one_tenant_leaves_are_put_aside_and_a_few_are_not()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        for (var resource = 1; resource <= InboxSorting.MostLeft; resource++)
        {
            await driver.HookAsync(1, resource);
        }

        await driver.ClaimAsync(room: 0);
        store.One<long>("SELECT COUNT(*) FROM event WHERE pending = 1").ShouldBe(0);
        await driver.HookAsync(1, 1_000);

        await driver.ClaimAsync(room: 0);
        store.One<long>("SELECT COUNT(*) FROM event WHERE pending = 1").ShouldBe(InboxSorting.MostLeft + 1);
    }

    [FileOnly]
    [Fact]
    public async Task Many_that_do_not_wait_are_passed_by_once_and_one_left_behind_them_is_put_aside()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        for (var count = 0; count <= InboxSorting.LongestSpan; count++)
        {
            await IgnoredAsync(driver);
        }

        (await driver.ClaimAsync(room: 0)).ShouldBeEmpty();

        store.One<long>("SELECT event_id FROM inbox_cursor").ShouldBe(InboxSorting.LongestSpan + 2);
        (await driver.ClaimAsync()).ShouldHaveSingleItem();
    }

    [FileOnly]
    [Fact]
    public async Task A_claim_that_takes_nothing_writes_nothing()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        await IgnoredAsync(driver);
        await store.Database.ProveWritableAsync();
        var before = new FileInfo(store.DatabaseFile + "-wal").Length;

        (await driver.ClaimAsync(room: 0)).ShouldBeEmpty();

        new FileInfo(store.DatabaseFile + "-wal").Length.ShouldBe(before);
    }

    [FileOnly]
    [Fact]
    public async Task The_newest_event_can_not_be_deleted_because_its_id_would_be_given_again_behind_the_cursor()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await IgnoredAsync(driver);
        await IgnoredAsync(driver);

        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(() => store.Database.WriteAsync(session => session.Execute("DELETE FROM event")));

        await store.Database.WriteAsync(session => session.Execute("DELETE FROM event WHERE id < (SELECT MAX(id) FROM event)"));
        store.One<long>("SELECT COUNT(*) FROM event").ShouldBe(1);
    }

    private static ValueTask<StoredEvent> IgnoredAsync(OutboxDriver driver) => driver.Inbox.AppendAsync(new NewEvent
    {
        TenantId = 1, Type = EventType.None, Verdict = Verdict.Ignored, ReceivedAt = 1, Reason = Reasons.NotHandled,
    });
}
