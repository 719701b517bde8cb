using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store.Postgres;

/// <summary>What is answered as kept is on the standby too, where one is waited for: a primary that dies takes nothing with it.</summary>
[PostgresOnly]
public sealed class StandbyTests(OwnServer server) : IClassFixture<OwnServer>
{
    private const string Standbys = "synchronous_standby_names";

    [Fact]
    public async Task A_commit_that_no_standby_confirms_in_time_is_not_told_as_kept()
    {
        using var store = await OpenAsync();
        await server.SetAsync($"{Standbys} = 'nobody'");
        try
        {
            (await FirstFailureAsync(store)).IsInDoubt.ShouldBeTrue();
        }
        finally
        {
            await server.ResetAsync(Standbys);
        }

        await store.ProveWritableAsync(); // goes on by itself
    }

    [Fact]
    public async Task A_commit_whose_wait_an_administrator_ends_is_not_told_as_kept()
    {
        using var store = await OpenAsync();
        await server.SetAsync($"{Standbys} = 'nobody'");
        try
        {
            var failing = FirstFailureAsync(store);
            while (!failing.IsCompleted)
            {
                await server.ExecuteAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
            }

            (await failing).IsInDoubt.ShouldBeTrue();
        }
        finally
        {
            await server.ResetAsync(Standbys);
        }
    }

    private async Task<Database> OpenAsync()
    {
        var place = await server.NewDatabaseAsync();
        using (var first = OwnServer.NewStore(place))
        {
            await first.OpenAsync(); // makes the tables, which may take longer than is waited for below
        }

        var store = OwnServer.NewStore($"{place};Command Timeout=3");
        await store.OpenAsync();
        return store;
    }

    /// <summary>The server reads its settings a moment after it was told to.</summary>
    private static async Task<StoreUnavailableException> FirstFailureAsync(Database store)
    {
        for (var write = 0; write < 1_000; write++)
        {
            try
            {
                await store.ProveWritableAsync();
            }
            catch (StoreUnavailableException exception)
            {
                return exception;
            }
        }

        throw new ShouldAssertException("Every commit was told as kept, though no standby had it.");
    }
}
