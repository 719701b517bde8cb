using Dapper;
using SmsBridge.Store.Sqlite;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>The WAL under load: SQLite begins it anew only in a moment in which nobody reads from it, and such a moment may never come by itself.</summary>
[FileOnly]
public class WalTests
{
    private const int Megabyte = 1 << 20;
    private const long Bound = 2 * WalLimit.Most;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_stays_bounded_while_readers_come_and_go_without_a_gap()
    {
        using var store = await NotesAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var readers = Task.WhenAll(Enumerable.Range(0, 3).Select(number => Task.Run(() => ReadOnAsync(store, number, done.Token), Token)));

        var largest = await WriteAsync(store, megabytes: 200);

        await done.CancelAsync();
        await readers;
        largest.ShouldBeLessThan(Bound);
    }

    [Fact]
    public async Task It_shrinks_again_after_a_reader_that_stayed_for_long()
    {
        using var store = await NotesAsync();
        long whileRead;
        await using (var stranger = store.Stranger())
        {
            await using var reading = stranger.BeginTransaction(deferred: true);
            await stranger.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM stuff", transaction: reading);
            whileRead = await WriteAsync(store, megabytes: 100);
        }

        await WriteAsync(store, megabytes: 10);

        whileRead.ShouldBeGreaterThan(Bound); // the reader still needs it: nothing can be done, and nothing fails
        WalLength(store).ShouldBeLessThan(Bound);
    }

    [Fact]
    public async Task A_reader_holds_up_no_write_for_longer_than_a_moment()
    {
        using var store = await NotesAsync();
        await using var stranger = store.Stranger();
        await using var reading = stranger.BeginTransaction(deferred: true);
        await stranger.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM stuff", transaction: reading);

        var longest = TimeSpan.Zero;
        for (var written = 0L; written < 3 * WalLimit.Most; written += Megabyte)
        {
            var began = TimeProvider.System.GetTimestamp();
            await InsertAsync(store, Megabyte);
            var took = TimeProvider.System.GetElapsedTime(began);
            longest = took > longest ? took : longest;
        }

        longest.ShouldBeLessThan(TimeSpan.FromSeconds(2)); // BusyTimeout is longer
    }

    private static async Task<TempStore> NotesAsync()
    {
        var store = await TempStore.OpenAsync();
        store.Options.BusyTimeout = TimeSpan.FromSeconds(5);
        await store.RestartAsync();
        await store.Database.WriteAsync(session => session.Execute("CREATE TABLE stuff (id INTEGER PRIMARY KEY, text BLOB)"));
        await InsertAsync(store, 1_000);
        return store;
    }

    private static Task InsertAsync(TempStore store, int bytes) =>
        store.Database.WriteAsync(session => session.Execute("INSERT OR REPLACE INTO stuff (id, text) VALUES ((SELECT COUNT(*) FROM stuff) % 8, zeroblob(@bytes))", new { bytes }));

    private static async Task<long> WriteAsync(TempStore store, int megabytes)
    {
        var largest = 0L;
        for (var written = 0; written < megabytes; written++)
        {
            await InsertAsync(store, Megabyte);
            largest = Math.Max(largest, WalLength(store));
        }

        return largest;
    }

    private static long WalLength(TempStore store) => new FileInfo(store.DatabaseFile + "-wal").Length;

    /// <summary>Takes up the next reading before it lets go of the last, so that at no moment nobody reads.</summary>
    private static async Task ReadOnAsync(TempStore store, int number, CancellationToken stopping)
    {
        var last = store.Stranger();
        while (!stopping.IsCancellationRequested)
        {
            var next = store.Stranger();
            await next.ExecuteAsync("BEGIN; SELECT COUNT(*) FROM stuff;");
            await last.DisposeAsync();
            last = next;
            await Task.Delay(TimeSpan.FromMilliseconds(5 + number), TimeProvider.System, CancellationToken.None);
        }

        await last.DisposeAsync();
    }
}
