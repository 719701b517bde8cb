using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>Several bridges on one database: what one holds no other takes while it lives, and everybody takes when it is gone.</summary>
[PostgresOnly]
public class NodeTests
{
    [Fact]
    public async Task What_a_living_node_holds_another_that_starts_leaves_alone()
    {
        using var store = await TempStore.OpenAsync();
        var first = new OutboxDriver(store);
        await first.HookAsync(1, 1);
        var held = await first.ClaimOneAsync();

        using var second = store.New();
        await second.OpenAsync();

        (await first.IntendAsync(held)).ShouldBeTrue();
        first.Message(held).Status.ShouldBe(MessageStatus.Sending);
    }

    [Fact]
    public async Task What_a_node_held_that_is_gone_is_free_and_it_can_not_go_on_with_it()
    {
        using var store = await TempStore.OpenAsync();
        var paused = new OutboxDriver(store);
        await paused.HookAsync(1, 1);
        var stale = await paused.ClaimOneAsync();
        store.Clock.Advance(NodeHeartbeat.Lost + TimeSpan.FromSeconds(1)); // it says nothing any more

        using var other = store.New();
        await other.OpenAsync();
        var fresh = (await ClaimAsync(other, store.Clock.GetUtcNow())).ShouldHaveSingleItem();

        fresh.EventId.ShouldBe(stale.EventId);
        (await paused.IntendAsync(stale)).ShouldBeFalse();
    }

    [Fact]
    public async Task Two_nodes_that_claim_at_once_share_the_work_and_nothing_is_taken_twice()
    {
        using var store = await TempStore.OpenAsync();
        using var other = store.New();
        await other.OpenAsync();
        var driver = new OutboxDriver(store);
        for (var resource = 1; resource <= 200; resource++)
        {
            await driver.HookAsync(1 + (resource % 4), resource);
        }

        List<long> taken = [];
        while (true)
        {
            var claims = await Task.WhenAll(
                driver.ClaimAsync(limit: 7),
                ClaimAsync(other, store.Clock.GetUtcNow()));
            var round = claims.SelectMany(claim => claim).Select(message => message.EventId).ToList();
            if (round.Count == 0)
            {
                break;
            }

            taken.AddRange(round);
        }

        taken.Count.ShouldBe(200);
        taken.Distinct().Count().ShouldBe(200);
    }

    [Fact]
    public async Task What_is_committed_late_is_not_passed_over_by_who_follows()
    {
        using var store = await TempStore.OpenAsync();
        await using var slow = store.Connect();
        await using var held = await slow.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Dapper.SqlMapper.ExecuteAsync(slow, Event(1), transaction: held);
        await store.Database.WriteAsync(session => session.Execute(Event(2))); // a higher number, visible first
        var feed = store.Database.Dialect.FeedOf("roll_up_cursor", "event");

        (await NextAsync()).IsEmpty.ShouldBeTrue();
        await held.CommitAsync(TestContext.Current.CancellationToken);
        await TestDatabase.SettleAsync();
        var stretch = await NextAsync();

        await using var reading = store.Database.OpenRead();
        (await Dapper.SqlMapper.QueryAsync<long>(reading, $"SELECT resource_id FROM event WHERE {feed.Within} ORDER BY resource_id", stretch.AddTo(new()))).ShouldBe([1L, 2L]);

        async Task<FeedStretch> NextAsync()
        {
            await using var connection = store.Database.OpenRead();
            await using var moment = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, TestContext.Current.CancellationToken);
            return await feed.NextAsync(moment, 100, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_commit_that_took_place_though_its_connection_ended_is_known_for_it()
    {
        using var store = await TempStore.OpenAsync();
        using var connection = store.Connect();
        var transaction = connection.BeginTransaction();
        var id = Dapper.SqlMapper.ExecuteScalar<long>(connection, "SELECT CAST(CAST(pg_current_xact_id() AS text) AS BIGINT)", transaction: transaction);
        transaction.Commit();
        using var undone = connection.BeginTransaction();
        var gone = Dapper.SqlMapper.ExecuteScalar<long>(connection, "SELECT CAST(CAST(pg_current_xact_id() AS text) AS BIGINT)", transaction: undone);
        undone.Rollback();

        var (committed, aborted, elsewhere) = await store.Database.WriteAsync(session =>
        {
            var history = session.Mark!.Value.History;
            return (session.HasCommitted(new(history, id)), session.HasCommitted(new(history, gone)), session.HasCommitted(new("0000FFFF", id)));
        });

        committed.ShouldBe(true);
        aborted.ShouldBe(false);
        elsewhere.ShouldBeNull("after a failover the number may be another transaction's");
    }

    [Fact]
    public async Task Who_has_read_leaves_the_readers_thread_and_may_close_the_store()
    {
        using var store = await TempStore.OpenAsync();

        await using (var connection = await store.Database.OpenReadAsync(TestContext.Current.CancellationToken))
        {
            Thread.CurrentThread.IsThreadPoolThread.ShouldBeFalse();
            _ = Dapper.SqlMapper.ExecuteScalar<long>(connection, "SELECT COUNT(*) FROM node");
        }

        Thread.CurrentThread.IsThreadPoolThread.ShouldBeTrue();
    }

    [Fact]
    public async Task A_connection_that_is_cut_costs_the_writes_at_hand_and_no_more()
    {
        using var store = await TempStore.OpenAsync();
        using (store.Hold())
        {
            await Should.ThrowAsync<StoreUnavailableException>(store.Database.ProveWritableAsync());
            Should.Throw<StoreUnavailableException>(() => store.Count("node"));
        }

        await store.Database.ProveWritableAsync();
        store.Count("node").ShouldBe(1);
    }

    private static Task<List<ClaimedMessage>> ClaimAsync(Database node, DateTimeOffset now) =>
        new MessageOutbox(node, NoCaps.Counts, TimeProvider.System).ClaimAsync(new ClaimMessages(node.NodeId, now, now + TimeSpan.FromMinutes(2), 7, 1, _ => 100));

    private static string Event(int resource) =>
        FormattableString.Invariant($"INSERT INTO event (tenant_id, type_id, verdict, received_at, dialect, resource_id) VALUES (1, 2, 1, 0, 2, {resource})");
}
