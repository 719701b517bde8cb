using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using SmsBridge.Store;
using SmsBridge.Store.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>What people ask for is read apart from all else, and not for ever.</summary>
[FileOnly]
public class ReaderTests
{
    private const string Endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";
    private const string Long = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT COUNT(*) FROM n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Endless)]
    [InlineData("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")] // its rows come one by one
    public async Task A_read_nobody_waits_for_any_more_ends(string sql)
    {
        using var store = await TempStore.OpenAsync();
        using var request = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var connection = new ReadConnection(Readable(store), new Looks(look: request.Cancel), TimeSpan.FromSeconds(10), request.Token);

        var failure = await Should.ThrowAsync<DbException>(connection.QueryAsync<long>(new CommandDefinition(sql, commandTimeout: 0)));

        ((SqliteException)failure).SqliteErrorCode.ShouldBe(SQLitePCL.raw.SQLITE_INTERRUPT);
    }

    [Fact]
    public async Task A_read_that_takes_too_long_ends_with_the_advice_to_narrow_it()
    {
        using var store = await TempStore.OpenAsync();
        await using var connection = new ReadConnection(Readable(store), new Looks(look: null), TimeSpan.FromSeconds(10), Token);

        var failure = await Should.ThrowAsync<SqliteException>(connection.ExecuteScalarAsync<long>(Endless));

        StoreFailures.Translate(failure).ShouldBeOfType<StoreUnavailableException>().Message.ShouldContain("Narrow it");
    }

    [Fact]
    public async Task Its_limits_end_with_it()
    {
        using var store = await TempStore.OpenAsync();
        var readable = Readable(store);
        await using (var connection = new ReadConnection(readable, new Looks(look: null), TimeSpan.FromSeconds(1), Token))
        {
            await Should.ThrowAsync<SqliteException>(connection.ExecuteScalarAsync<long>(Endless));
        }

        using var next = new SqliteConnection(readable); // the same one beneath
        next.Open();
        next.ExecuteScalar<long>(Long).ShouldBe(20_000);
    }

    [Fact]
    public async Task It_has_a_thread_of_the_stores_and_gives_it_back()
    {
        using var store = await TempStore.OpenAsync();
        string? during;
        await using (var connection = await store.Database.OpenReadAsync(Token))
        {
            await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM tenant");
            during = Thread.CurrentThread.Name;
        }

        during.ShouldBe("store reader");
        Thread.CurrentThread.IsThreadPoolThread.ShouldBeTrue();
    }

    [Fact]
    public async Task It_gives_it_back_when_it_fails_too()
    {
        using var store = await TempStore.OpenAsync();
        try
        {
            await using var connection = await store.Database.OpenReadAsync(Token);
            await connection.ExecuteScalarAsync<long>("SELECT nothing");
        }
        catch (SqliteException)
        {
            Thread.CurrentThread.IsThreadPoolThread.ShouldBeTrue();
            return;
        }

        true.ShouldBeFalse("it should have failed");
    }

    /// <summary>Many times as many as the machine has processors; each of them held a thread of the pool.</summary>
    [Fact]
    public async Task Endless_reads_hold_up_nobody_else()
    {
        using var store = await TempStore.OpenAsync();
        using var request = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reads = Enumerable.Range(0, 40 * Environment.ProcessorCount).Select(_ => ReadAsync(store, request.Token)).ToList();

        for (var hook = 0; hook < 100; hook++)
        {
            await store.Database.WriteAsync(session => session.Execute("UPDATE directory_version SET version = version + 1"));
        }

        reads.ShouldAllBe(read => !read.IsCompleted);
        await request.CancelAsync();
        foreach (var read in reads)
        {
            await Should.ThrowAsync<Exception>(read);
        }

        await using var connection = await store.Database.OpenReadAsync(Token); // the line goes on
        (await connection.ExecuteScalarAsync<long>(Long)).ShouldBe(20_000);
    }

    [Fact]
    public async Task Who_finds_too_long_a_line_is_told_so()
    {
        using var store = await TempStore.OpenAsync();
        using var request = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var reads = Enumerable.Range(0, ReadThreads.Room + store.Options.Readers).Select(_ => ReadAsync(store, request.Token)).ToList();

        while (true)
        {
            var one = ReadAsync(store, request.Token); // those at work may only just have left the line
            if (one.IsFaulted)
            {
                (await Should.ThrowAsync<StoreUnavailableException>(one)).Message.ShouldContain("wait already");
                break;
            }

            reads.Add(one);
        }

        await request.CancelAsync();
        foreach (var read in reads)
        {
            await Should.ThrowAsync<Exception>(read);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_asks_for_all_readers_leaves_one_to_others()
    {
        using var store = await TempStore.OpenAsync();
        await using var busy = new BusyReaders(store.Database, 80, "tenant 1");
        store.Database.ReadFor("tenant 2");

        for (var read = 0; read < 5; read++)
        {
            await using var connection = await store.Database.OpenReadAsync(TestContext.Current.CancellationToken);
            (await connection.ExecuteScalarAsync<long>(Long)).ShouldBe(20_000);
        }
    }

    [Fact]
    public async Task Who_fills_his_own_line_is_told_so_and_nobody_else()
    {
        using var store = await TempStore.OpenAsync();
        await using var busy = new BusyReaders(store.Database, ReadThreads.RoomOfOne + 1, "tenant 1");
        busy.Add(1); // the first may only just have left the line

        Should.Throw<StoreUnavailableException>(() => { _ = store.Database.OpenReadAsync(Token, "tenant 1"); }).Message.ShouldContain("wait already");
        Should.NotThrow(() => { _ = store.Database.OpenReadAsync(Token, "tenant 2"); });
        Should.NotThrow(() => { _ = store.Database.OpenReadAsync(Token); });
    }

    [Fact]
    public async Task Where_nothing_can_be_read_what_follows_leaves_the_readers_thread()
    {
        using var threads = new ReadThreads(1);
        for (var read = 0; read < 100; read++)
        {
            await Should.ThrowAsync<StoreUnavailableException>(async () => await new ReadTurn(threads, null, static _ => throw new StoreUnavailableException("No."), Token));
            await FailAsync(threads);
        }

        static async Task FailAsync(ReadThreads threads)
        {
            try
            {
                await new ReadTurn(threads, null, static _ => throw new StoreUnavailableException("No."), Token);
            }
            catch (StoreUnavailableException)
            {
                Thread.CurrentThread.IsThreadPoolThread.ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task Who_waits_when_the_store_closes_does_not_wait_for_ever()
    {
        var store = await TempStore.OpenAsync();
        using var request = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var database = store.Database;
        var reads = Enumerable.Range(0, 20).Select(_ => ReadAsync(store, request.Token)).ToList();

        var closing = Task.Run(store.Dispose, Token);
        await request.CancelAsync();
        await closing;

        foreach (var read in reads)
        {
            await Should.ThrowAsync<Exception>(read);
        }

        await Should.ThrowAsync<InvalidOperationException>(async () => await database.OpenReadAsync(Token));
    }

    private static async Task ReadAsync(TempStore store, CancellationToken cancellationToken)
    {
        await using var connection = await store.Database.OpenReadAsync(cancellationToken);
        await connection.ExecuteScalarAsync<long>(new CommandDefinition(Endless, commandTimeout: 0, cancellationToken: cancellationToken));
    }

    private static string Readable(TempStore store) => $"Data Source={store.DatabaseFile};Mode=ReadOnly;Pooling=True";

    /// <summary>A second for each look at it; at the third, which is SQLite's own while it works, something may happen.</summary>
    private sealed class Looks(Action? look) : TimeProvider
    {
        private int _looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp()
        {
            if (++_looks == 3)
            {
                look?.Invoke();
            }

            return _looks;
        }
    }
}
