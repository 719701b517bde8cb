using SmsBridge.Insight.EventLog;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

public class ClaimMessagesTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_tenant_with_one_waiting_comes_up_beside_one_with_ten_thousand_as_soon_as_the_inbox_is_sorted(int rotation)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        foreach (var some in Enumerable.Range(0, 10_000).Chunk(1_000)) // fewer at once than a tenant may have in the writer's line
        {
            await Task.WhenAll(some.Select(index => driver.HookAsync(1, index).AsTask()));
        }

        await driver.HookAsync(2, 1);
        for (var passed = 0; passed < 10_000; passed += InboxSorting.Window)
        {
            await driver.ClaimAsync(limit: 64, room: 0);
        }

        var claimed = await driver.ClaimAsync(limit: 64, room: 64, rotation: rotation);

        claimed.Count(message => message.TenantId == 2).ShouldBe(1);
        claimed.Count(message => message.TenantId == 1).ShouldBe(32);
    }

    [Fact]
    public async Task Every_tenant_has_its_turn_when_there_are_more_tenants_than_room()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        for (var tenant = 1; tenant <= 12; tenant++)
        {
            await driver.HookAsync(tenant, 1);
            await driver.HookAsync(tenant, 2);
        }

        var served = new HashSet<long>();
        for (var claim = 0; claim < 12; claim++)
        {
            served.UnionWith((await driver.ClaimAsync(limit: 2)).Select(message => message.TenantId));
        }

        served.Count.ShouldBe(12);
    }

    [Fact]
    public async Task A_tenants_room_is_respected_and_the_claim_says_that_it_left_some_behind()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        for (var index = 0; index < 5; index++)
        {
            await driver.HookAsync(1, index);
            await driver.HookAsync(2, index);
        }

        var claim = new ClaimMessages(1, store.Clock.GetUtcNow(), store.Clock.GetUtcNow() + Lease, 100, 0, tenant => tenant == 1 ? 2 : -3);
        var claimed = await driver.Outbox.ClaimAsync(claim);

        claimed.Select(message => (message.TenantId, OutboxDriver.ResourceOf(message))).ShouldBe([(1L, 0L), (1L, 1L)]);
        claim.LeftSomeBehind.ShouldBeTrue();
        var rest = new ClaimMessages(1, store.Clock.GetUtcNow(), store.Clock.GetUtcNow() + Lease, 100, 0, _ => 50);
        (await driver.Outbox.ClaimAsync(rest)).Count.ShouldBe(8);
        rest.LeftSomeBehind.ShouldBeFalse();
    }

    [Fact]
    public async Task Within_a_tenant_retries_come_first_and_then_new_ones_in_order_of_arrival()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var old = await driver.SendingAsync(1, 1);
        await driver.EndedAsync(old, AttemptOutcome.Retryable, driver.Retry(TimeSpan.FromSeconds(5)));
        foreach (var resource in new[] { 30, 10, 20 })
        {
            await driver.HookAsync(1, resource);
        }

        store.Clock.Advance(TimeSpan.FromSeconds(5));

        (await driver.ClaimAsync(room: 3)).Select(OutboxDriver.ResourceOf).ShouldBe([1L, 30L, 10L]);
        (await driver.ClaimAsync(room: 3)).Select(OutboxDriver.ResourceOf).ShouldBe([20L]);
    }

    [Fact]
    public async Task A_leased_message_is_not_claimed_again_before_its_lease_ends()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        await driver.ClaimOneAsync();

        store.Clock.Advance(Lease - TimeSpan.FromMilliseconds(1));
        (await driver.ClaimAsync()).ShouldBeEmpty();
        store.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await driver.ClaimOneAsync()).ShouldBeOfType<ClaimedMessage.ToLookUp>();
    }

    [Fact]
    public async Task One_whose_intent_is_stored_comes_back_in_doubt_with_what_was_to_be_sent()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.SendingAsync();
        var startedAt = store.Clock.GetUtcNow();

        store.Clock.Advance(Lease);
        var doubtful = await driver.ClaimOneAsync();

        var doubt = doubtful.ShouldBeOfType<ClaimedMessage.InDoubt>();
        doubtful.Attempts.ShouldBe(1);
        doubt.Recipient.ShouldBe(Some.Mobile);
        doubt.Body.ShouldBe(OutboxDriver.Text);
        doubt.StartedAt.ShouldBe(startedAt.ToUnixTimeMilliseconds());
        doubt.EndedAt.ShouldBe(store.Clock.GetUtcNow().ToUnixTimeMilliseconds()); // by now at the latest
    }

    [Theory]
    [InlineData(0, 120)] // seconds after the claim; when the lease then ends
    [InlineData(30, 120)]
    [InlineData(31, 31 + 120)] // less than three quarters of it were left
    [InlineData(-5, -5 + 120)] // the clock was set back: it would last too long
    public async Task An_intent_goes_under_the_lease_of_its_claim_while_that_is_fresh(int after, int ends)
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var claimedAt = store.Clock.GetUtcNow();
        await driver.HookAsync(1, 1);
        var leased = await driver.ClaimOneAsync();

        store.Clock.Jump(TimeSpan.FromSeconds(after));
        (await driver.IntendAsync(leased)).ShouldBeTrue();

        store.One<long>("SELECT due_at FROM message").ShouldBe((claimedAt + TimeSpan.FromSeconds(ends)).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task What_waits_does_not_wait_longer_because_the_clock_was_set_back()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        var leased = await driver.SendingAsync();
        await driver.EndedAsync(leased, AttemptOutcome.Retryable, driver.Retry(TimeSpan.FromSeconds(10)));
        (await driver.ClaimAsync()).ShouldBeEmpty();

        store.Clock.Jump(TimeSpan.FromDays(-1));
        (await driver.ClaimAsync()).ShouldBeEmpty();
        store.Clock.Advance(TimeSpan.FromSeconds(10));

        (await driver.ClaimAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_doubt_that_began_while_the_clock_was_set_back_is_not_made_older()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await driver.HookAsync(1, 1);
        var leased = await driver.ClaimOneAsync();
        store.Clock.Jump(TimeSpan.FromHours(-1));
        var claimAt = store.Clock.GetUtcNow();
        store.Clock.Advance(TimeSpan.FromMilliseconds(3));
        (await driver.IntendAsync(leased)).ShouldBeTrue();
        var startedAt = store.Clock.GetUtcNow();

        await driver.Outbox.ClaimAsync(new ClaimMessages(store.Database.NodeId, claimAt, claimAt + Lease, 10, 0, _ => 10));

        store.One<long>("SELECT started_at FROM attempt").ShouldBe(startedAt.ToUnixTimeMilliseconds());
    }

    [FileOnly]
    [Fact]
    public async Task Claiming_costs_the_same_whatever_the_history()
    {
        using var store = await TempStore.OpenAsync();

        ShouldSearch(store, "message_due", "SELECT event_id FROM message WHERE tenant_id = 1 AND due_at <= 5 ORDER BY due_at, event_id LIMIT 10");
        ShouldSearch(store, "event_pending", "SELECT id FROM event WHERE tenant_id = 1 AND pending = 1 ORDER BY id LIMIT 10");
        ShouldSearch(store, "event_pending", "SELECT MIN(tenant_id) FROM event WHERE pending = 1 AND tenant_id > 3");
        ShouldSearch(store, "INTEGER PRIMARY KEY (rowid>?)", "SELECT id FROM event WHERE id > 7 AND pending = 2 ORDER BY id LIMIT 10");
        ShouldSearch(store, "message_due", "SELECT MIN(tenant_id) FROM message WHERE due_at IS NOT NULL AND tenant_id > 3");
        ShouldSearch(store, "event_digest",
            "SELECT id FROM event WHERE tenant_id = 1 AND digest = x'00' AND received_at BETWEEN 1 AND 2 AND verdict = 1 ORDER BY id DESC LIMIT 1");
        ShouldSearch(store, "event_once", "SELECT id FROM event WHERE tenant_id = 1 AND type_id = 2 AND resource_id = 3 AND verdict = 1");
    }

    [FileOnly]
    [Fact]
    public async Task Finding_whose_an_sms_is_costs_the_same_whatever_the_history()
    {
        using var store = await TempStore.OpenAsync();

        ShouldSearch(store, "message_provider_id", "SELECT event_id FROM message WHERE provider_id = 'SM1' AND event_id <> 4");
        ShouldSearch(store, "attempt_provider_id", "SELECT 1 FROM attempt WHERE provider_id = 'SM1' AND event_id <> 4");
        ShouldSearch(store, "attempt_provider_id", "SELECT provider_id FROM attempt WHERE provider_id IN ('SM1', 'SM2')");
    }

    [FileOnly]
    [Theory]
    [InlineData(null, null, "message_tenant")]
    [InlineData((int)MessageStatus.DeadLettered, null, "message_trouble")]
    [InlineData((int)MessageStatus.Sent, null, "message_tenant")]
    [InlineData(null, Some.Mobile, "message_recipient")]
    public async Task The_event_log_searches_and_never_scans(int? status, string? mobile, string index)
    {
        using var store = await TempStore.OpenAsync();
        var queries = new EventQueries(store.Database);
        var filter = new EventFilter(1, 50, null, (MessageStatus?)status, null, mobile is null ? null : Msisdn.FromE164(mobile), null, null);

        var plan = store.Explain(EventQueries.ListSql(store.Database.Dialect, filter), EventQueries.ListParameters(filter));

        plan.ShouldNotContain(step => step.StartsWith("SCAN event", StringComparison.Ordinal) || step.StartsWith("SCAN message", StringComparison.Ordinal));
        plan.ShouldContain(step => step.StartsWith("SEARCH message", StringComparison.Ordinal) && step.Contains(index, StringComparison.Ordinal));
        (await queries.ListAsync(filter, TestContext.Current.CancellationToken)).Rows.ShouldBeEmpty();
    }

    private static void ShouldSearch(TempStore store, string index, string sql)
    {
        var plan = store.Explain(sql);
        plan.ShouldContain(step => step.StartsWith("SEARCH", StringComparison.Ordinal) && step.Contains(index, StringComparison.Ordinal), string.Join('\n', plan));
        plan.ShouldNotContain(step => step.StartsWith("SCAN", StringComparison.Ordinal) || step.Contains("TEMP B-TREE", StringComparison.Ordinal), string.Join('\n', plan));
    }
}
