using Dapper;
using Microsoft.Data.Sqlite;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

public class DatabaseTests
{
    [FileOnly]
    [Fact]
    public async Task The_writer_really_syncs_every_commit()
    {
        using var store = await TempStore.OpenAsync();

        var (mode, synchronous, keys) = await store.Database.WriteAsync(session => (
            session.Scalar<string>("PRAGMA journal_mode"), session.Scalar<long>("PRAGMA synchronous"), session.Scalar<long>("PRAGMA foreign_keys")));

        mode.ShouldBe("wal");
        synchronous.ShouldBe(2); // FULL
        keys.ShouldBe(1);
    }

    [Fact]
    public async Task A_read_connection_can_not_write()
    {
        using var store = await TempStore.OpenAsync();
        await using var connection = store.Database.OpenRead();

        var refused = Should.Throw<System.Data.Common.DbException>(() => connection.Execute("DELETE FROM node"));

        (refused is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_READONLY } || refused.GetBaseException() is Npgsql.PostgresException { SqlState: "25006" }).ShouldBeTrue();
    }

    [FileOnly]
    [Fact]
    public async Task The_folder_of_the_file_is_created()
    {
        using var store = await TempStore.OpenAsync();

        File.Exists(store.DatabaseFile).ShouldBeTrue();
        store.Database.FilePath.ShouldBe(store.DatabaseFile);
    }

    [FileOnly]
    [Fact]
    public async Task A_second_bridge_on_the_same_file_is_refused_in_one_sentence()
    {
        using var store = await TempStore.OpenAsync();
        using var second = store.New();

        var refused = await Should.ThrowAsync<StoreUnavailableException>(second.OpenAsync);

        refused.Message.ShouldBe($"Storage:ConnectionString: Another SmsBridge already runs on this database (it holds {store.DatabaseFile}.lock).");
    }

    [FileOnly]
    [Fact]
    public async Task A_file_that_is_no_database_is_refused_in_words()
    {
        using var store = await TempStore.OpenAsync();
        store.Database.Dispose();
        await File.WriteAllTextAsync(store.DatabaseFile, new string('x', 10_000), TestContext.Current.CancellationToken);
        using var opened = store.New();

        (await Should.ThrowAsync<StoreUnavailableException>(opened.OpenAsync)).Message.ShouldBe("The database file is damaged.");
    }

    [FileOnly]
    [Fact]
    public async Task Leases_of_a_dead_process_are_free_after_the_next_start()
    {
        using var store = await TempStore.OpenAsync();
        var outbox = new OutboxDriver(store);
        await outbox.HookAsync(1, 7);
        (await outbox.ClaimAsync()).Count.ShouldBe(1);
        (await outbox.ClaimAsync()).ShouldBeEmpty();

        await store.RestartAsync();

        OutboxDriver.ResourceOf((await new OutboxDriver(store).ClaimAsync()).ShouldHaveSingleItem()).ShouldBe(7);
    }

    [Fact]
    public async Task A_wait_from_before_the_clock_was_set_back_ends_with_the_next_start()
    {
        using var store = await TempStore.OpenAsync();
        await store.Database.WriteAsync(session => session.Execute(
            "INSERT INTO message (event_id, tenant_id, type_id, received_at, status, queued_at, due_at, updated_at) VALUES (1, 1, 1, 0, 1, 0, @Due, 0)",
            new { Due = (store.Clock.GetUtcNow() + TimeSpan.FromDays(1)).ToUnixTimeMilliseconds() }));

        await store.RestartAsync();

        (await new OutboxDriver(store).ClaimAsync()).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(24, false)]
    [InlineData(26, true)]
    public async Task A_second_sms_planned_for_tomorrow_is_not_sent_today_because_of_a_restart(int hours, bool isClaimed)
    {
        using var store = await TempStore.OpenAsync();
        await store.Database.WriteAsync(session => session.Execute("""
            INSERT INTO message (event_id, tenant_id, type_id, received_at, status, reason, queued_at, due_at, updated_at)
            VALUES (1, 1, 1, 0, 1, 'resend_planned', 0, @Due, 0)
            """, new { Due = (store.Clock.GetUtcNow() + TimeSpan.FromHours(hours)).ToUnixTimeMilliseconds() }));

        await store.RestartAsync();

        (await new OutboxDriver(store).ClaimAsync()).Count.ShouldBe(isClaimed ? 1 : 0);
    }

    [Fact]
    public async Task Every_start_is_a_node_of_its_own()
    {
        using var store = await TempStore.OpenAsync();
        var first = store.Database.NodeId;

        await store.RestartAsync();

        store.Database.NodeId.ShouldNotBe(first);
    }

    [FileOnly]
    [Fact]
    public async Task Proving_it_writable_fails_in_words_while_somebody_holds_it()
    {
        using var store = await TempStore.OpenAsync();
        await store.Database.ProveWritableAsync();
        await using var stranger = store.Stranger();
        await using var locking = await stranger.BeginTransactionAsync(TestContext.Current.CancellationToken);

        (await Should.ThrowAsync<StoreUnavailableException>(store.Database.ProveWritableAsync)).Message.ShouldBe("Another process holds the database.");
    }

    [Fact]
    public void A_store_that_was_never_opened_can_be_disposed_and_says_so_when_used()
    {
        using var database = new Database(
            Microsoft.Extensions.Options.Options.Create(new StorageOptions()), [], TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Database>.Instance);

        Should.Throw<InvalidOperationException>(database.OpenRead);
    }
}
