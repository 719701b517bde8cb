using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Store;
using SmsBridge.Store.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

[FileOnly]
public class GroupCommitWriterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_operation_fails_alone_and_its_neighbours_are_stored()
    {
        using var store = await NotesAsync();
        using var gate = new Gate();
        var first = gate.BlockAsync(store);
        var writes = Enumerable.Range(0, 9).Select(index => index == 4
            ? store.Database.WriteAsync(session =>
            {
                session.Execute("INSERT INTO scratch (id) VALUES (1000)"); // its own half must go, too
                throw new InvalidOperationException("A bug.");
            })
            : AddAsync(store, index)).ToList();

        gate.Open();
        await first;

        (await Should.ThrowAsync<InvalidOperationException>(writes[4])).Message.ShouldBe("A bug.");
        await Task.WhenAll(writes.Where((_, index) => index != 4)).WaitAsync(Token);
        Notes(store).ShouldBe([0, 1, 2, 3, 5, 6, 7, 8]);
    }

    [Fact]
    public async Task A_failing_statement_keeps_its_own_exception()
    {
        using var store = await NotesAsync();
        await AddAsync(store, 1);

        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(() => AddAsync(store, 1));

        await AddAsync(store, 2);
        Notes(store).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_failing_commit_is_retried_one_by_one()
    {
        using var store = await NotesAsync();
        await store.Database.WriteAsync(session => session.Execute("""
            CREATE TABLE parent (id INTEGER PRIMARY KEY);
            CREATE TABLE child (parent_id INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED);
            """));
        using var gate = new Gate();
        var first = gate.BlockAsync(store);
        var good = AddAsync(store, 1);
        var bad = store.Database.WriteAsync(session => session.Execute("INSERT INTO child VALUES (7)")); // only COMMIT notices
        var alsoGood = AddAsync(store, 2);

        gate.Open();
        await first;

        await Should.ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(bad);
        await Task.WhenAll(good, alsoGood).WaitAsync(Token);
        Notes(store).ShouldBe([1, 2]);
        store.Count("child").ShouldBe(0);
    }

    [Fact]
    public async Task An_operation_may_run_twice_but_completes_once_with_its_latest_result()
    {
        using var store = await NotesAsync();
        using var gate = new Gate();
        var first = gate.BlockAsync(store);
        var runs = 0;
        var counted = store.Database.WriteAsync(_ => ++runs);
        var failing = store.Database.WriteAsync(_ => throw new InvalidOperationException());

        gate.Open();
        await first;

        (await counted.WaitAsync(Token)).ShouldBe(2);
        await Should.ThrowAsync<InvalidOperationException>(failing);
        runs.ShouldBe(2);
    }

    [Fact]
    public async Task A_thousand_waiting_writes_share_two_commits()
    {
        using var store = await NotesAsync();
        using var gate = new Gate();
        var connection = store.Stranger();
        var commits = 0;
        SQLitePCL.raw.sqlite3_commit_hook(connection.Handle, _ => Interlocked.Increment(ref commits) * 0, null);
        using var writer = new GroupCommitWriter(() => new SqliteSession(connection), 512, NullLogger.Instance);
        var first = Enqueue(writer, _ => gate.Wait());
        await gate.Entered.WaitAsync(Token);
        var writes = Enumerable.Range(0, 1_000).Select(index =>
            Enqueue(writer, session => session.Execute("INSERT INTO scratch (id) VALUES (@index)", new { index }) == 1)).ToList();

        gate.Open();
        await first;
        await Task.WhenAll(writes).WaitAsync(Token);

        commits.ShouldBe(3); // the lone one, and 512 is the most one commit carries
        store.Count("scratch").ShouldBe(1_000);
    }

    [Fact]
    public async Task Each_producers_writes_are_stored_in_its_own_order()
    {
        using var store = await NotesAsync();
        await store.Database.WriteAsync(session => session.Execute("CREATE TABLE line (id INTEGER PRIMARY KEY, producer INTEGER, number INTEGER)"));

        await Task.WhenAll(Enumerable.Range(0, 16).Select(producer => Task.Run(() => Task.WhenAll(Enumerable.Range(0, 200).Select(number =>
            store.Database.WriteAsync(session =>
                session.Execute("INSERT INTO line (producer, number) VALUES (@producer, @number)", new { producer, number }))))))).WaitAsync(Token);

        var lines = store.Query<Line>("SELECT producer AS Producer, number AS Number FROM line ORDER BY id");
        lines.Count.ShouldBe(3_200);
        foreach (var producer in lines.GroupBy(line => line.Producer))
        {
            producer.Select(line => line.Number).ShouldBe(Enumerable.Range(0, 200));
        }
    }

    [Fact]
    public async Task Writes_that_may_wait_share_a_commit_and_one_alone_is_written_all_the_same()
    {
        using var store = await NotesAsync();

        (await store.Database.WriteSoonAsync(session => session.Execute("INSERT INTO scratch (id) VALUES (1)"))).ShouldBe(1);
        await Task.WhenAll(Enumerable.Range(2, 500).Select(id => store.Database.WriteSoonAsync(session => session.Execute("INSERT INTO scratch (id) VALUES (@id)", new { id }))));

        store.Count("scratch").ShouldBe(501);
    }

    [Fact]
    public async Task Dispose_commits_what_waits_and_then_takes_nothing_more()
    {
        using var store = await NotesAsync();
        using var gate = new Gate();
        var writer = new GroupCommitWriter(() => new SqliteSession(store.Stranger()), 512, NullLogger.Instance);
        var blocked = new DelegateOperation<bool>(_ => gate.Wait());
        writer.Enqueue(blocked);
        await gate.Entered.WaitAsync(Token);
        var waiting = Enumerable.Range(0, 20).Select(index => new DelegateOperation<int>(session =>
            session.Execute("INSERT INTO scratch (id) VALUES (@index)", new { index }))).ToList();
        waiting.ForEach(operation => writer.Enqueue(operation));

        var disposing = Task.Run(writer.Dispose, Token);
        gate.Open();
        await disposing;

        await Task.WhenAll(waiting.Select(operation => operation.Task)).WaitAsync(Token);
        store.Count("scratch").ShouldBe(20);
        Should.Throw<ObjectDisposedException>(() => writer.Enqueue(new DelegateOperation<bool>(_ => true)));
        writer.Dispose(); // again is nothing
    }

    [Fact]
    public async Task A_locked_database_fails_all_that_wait_at_once_and_recovers_by_itself()
    {
        using var store = await NotesAsync();
        await using var stranger = store.Stranger();
        await using var locking = await stranger.BeginTransactionAsync(Token); // BEGIN IMMEDIATE

        var writes = Enumerable.Range(0, 200).Select(index => AddAsync(store, index)).ToList();

        foreach (var write in writes)
        {
            (await Should.ThrowAsync<StoreUnavailableException>(write)).Message.ShouldBe("Another process holds the database.");
        }

        await locking.RollbackAsync(Token);
        await AddAsync(store, 1);
        Notes(store).ShouldBe([1]);
    }

    [Fact]
    public async Task A_connection_that_can_not_be_opened_fails_the_batch_and_is_opened_again_for_the_next()
    {
        using var store = await NotesAsync();
        var opened = 0;
        using var writer = new GroupCommitWriter(
            () => ++opened is 2 or 3 ? throw new Microsoft.Data.Sqlite.SqliteException("gone", SQLitePCL.raw.SQLITE_CANTOPEN) : new SqliteSession(store.Stranger()),
            512, NullLogger.Instance);
        var breaking = Enqueue(writer, _ => throw new Microsoft.Data.Sqlite.SqliteException("broken", SQLitePCL.raw.SQLITE_IOERR));

        (await Should.ThrowAsync<StoreUnavailableException>(breaking)).Message.ShouldBe("The disk reports an error.");
        (await Should.ThrowAsync<StoreUnavailableException>(Enqueue(writer, _ => true))).Message.ShouldBe("The database file can not be opened.");
        (await Should.ThrowAsync<StoreUnavailableException>(Enqueue(writer, _ => true))).Message.ShouldBe("The database file can not be opened.");
        (await Enqueue(writer, session => session.Execute("INSERT INTO scratch (id) VALUES (1)") == 1)).ShouldBeTrue();
        opened.ShouldBe(4);
    }

    [Theory]
    [InlineData(SQLitePCL.raw.SQLITE_FULL)]
    [InlineData(SQLitePCL.raw.SQLITE_IOERR)]
    [InlineData(SQLitePCL.raw.SQLITE_CORRUPT)]
    [InlineData(SQLitePCL.raw.SQLITE_READONLY)]
    public async Task A_disk_in_trouble_costs_a_batch_one_new_connection_and_each_operation_still_has_its_chance(int code)
    {
        using var store = await NotesAsync();
        using var gate = new Gate();
        var opened = 0;
        using var writer = new GroupCommitWriter(
            () =>
            {
                opened++;
                return new SqliteSession(store.Stranger());
            },
            512, NullLogger.Instance);
        var first = Enqueue(writer, _ => gate.Wait());
        await gate.Entered.WaitAsync(Token);
        var large = Enumerable.Range(0, 300).Select(_ => Enqueue(writer, _ => throw new Microsoft.Data.Sqlite.SqliteException("no room", code))).ToList();
        var small = Enqueue(writer, session => session.Execute("INSERT INTO scratch (id) VALUES (1)") == 1);

        gate.Open();
        await first;

        foreach (var write in large)
        {
            await Should.ThrowAsync<StoreUnavailableException>(write);
        }

        (await small).ShouldBeTrue();
        opened.ShouldBe(2);
        Notes(store).ShouldBe([1]);
    }

    [Fact]
    public async Task While_a_disk_stalls_hooks_leave_room_for_outcomes_and_one_tenant_leaves_room_for_others()
    {
        using var store = await NotesAsync();
        using var gate = new Gate();
        using var writer = new GroupCommitWriter(() => new SqliteSession(store.Stranger()), 512, NullLogger.Instance);
        var first = Enqueue(writer, _ => gate.Wait());
        await gate.Entered.WaitAsync(Token);

        Fill(writer, tenant: 1).ShouldBe(WriteQueue.TenantRoom);
        Fill(writer, tenant: 2).ShouldBe(WriteQueue.Room - WriteQueue.TenantRoom);
        Fill(writer, tenant: 3).ShouldBe(0); // hooks have no more room
        var outcomes = Enumerable.Range(0, WriteQueue.Room).Select(_ => Enqueue(writer, _ => true)).ToList();
        Should.Throw<StoreUnavailableException>(() => writer.Enqueue(new DelegateOperation<bool>(_ => true)));

        gate.Open();
        await first;
        await Task.WhenAll(outcomes).WaitAsync(Token);
        writer.Enqueue(new Hook(1)); // what was taken makes room
    }

    [Fact]
    public async Task A_tenant_that_came_late_has_room_beside_one_that_has_its_share()
    {
        using var store = await NotesAsync();
        using var gate = new Gate();
        using var writer = new GroupCommitWriter(() => new SqliteSession(store.Stranger()), 512, NullLogger.Instance);
        var first = Enqueue(writer, _ => gate.Wait());
        await gate.Entered.WaitAsync(Token);
        for (var hook = 0; hook < 1_000; hook++)
        {
            writer.Enqueue(new Hook(2));
        }

        Fill(writer, tenant: 1).ShouldBe(WriteQueue.TenantRoom);
        Fill(writer, tenant: 1).ShouldBe(0);
        writer.Enqueue(new Hook(2));
        Fill(writer, tenant: 3).ShouldBe(WriteQueue.Room - WriteQueue.TenantRoom - 1_001);

        gate.Open();
        await first;
    }

    /// <returns>How many were taken before one was not.</returns>
    private static int Fill(GroupCommitWriter writer, long tenant)
    {
        for (var taken = 0; taken < 2 * WriteQueue.Room; taken++)
        {
            try
            {
                writer.Enqueue(new Hook(tenant));
            }
            catch (StoreUnavailableException)
            {
                return taken;
            }
        }

        return 2 * WriteQueue.Room;
    }

    private sealed class Hook(long tenant) : PooledOperation<bool>
    {
        internal override long? HookOf => tenant;

        internal override void Execute(WriteSession session)
        {
        }
    }

    private static Task<bool> Enqueue(GroupCommitWriter writer, Func<WriteSession, bool> work)
    {
        var operation = new DelegateOperation<bool>(work);
        writer.Enqueue(operation);
        return operation.Task.WaitAsync(Token);
    }

    private static async Task<TempStore> NotesAsync()
    {
        var store = await TempStore.OpenAsync();
        await store.Database.WriteAsync(session => session.Execute("CREATE TABLE scratch (id INTEGER PRIMARY KEY)"));
        return store;
    }

    private static Task AddAsync(TempStore store, int id) =>
        store.Database.WriteAsync(session => session.Execute("INSERT INTO scratch (id) VALUES (@id)", new { id }));

    private static List<int> Notes(TempStore store) => store.Query<int>("SELECT id FROM scratch ORDER BY id");

    private sealed record Line
    {
        public int Producer { get; init; }

        public int Number { get; init; }
    }
}
