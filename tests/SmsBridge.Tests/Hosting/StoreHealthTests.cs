using Dapper;
using SmsBridge.Hosting;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting;

[FileOnly]
public class StoreHealthTests
{
    [Fact]
    public async Task However_many_ask_there_is_one_write_a_second_and_the_next_second_says_what_changed()
    {
        using var store = await TempStore.OpenAsync();
        var health = new StoreHealth(store.Database, store.Clock);
        (await TroubleAsync(health)).ShouldBeNull();
        await using var stranger = store.Stranger();
        await using (var held = await stranger.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, TestContext.Current.CancellationToken))
        {
            for (var index = 0; index < 100; index++)
            {
                (await TroubleAsync(health)).ShouldBeNull(); // none of them has written
            }

            store.Clock.Advance(TimeSpan.FromSeconds(1));
            (await TroubleAsync(health)).ShouldBe("Another process holds the database.");
        }

        (await TroubleAsync(health)).ShouldBe("Another process holds the database.");
        store.Clock.Advance(TimeSpan.FromSeconds(1));
        (await TroubleAsync(health)).ShouldBeNull();
    }

    [Fact]
    public async Task A_store_that_is_not_what_it_should_be_is_no_bug_of_the_probe_and_tells_no_particulars()
    {
        using var store = await TempStore.OpenAsync();
        var health = new StoreHealth(store.Database, store.Clock);
        await using var stranger = store.Stranger();
        await stranger.ExecuteAsync("DROP TABLE node");

        (await TroubleAsync(health)).ShouldBe("The store does not work: the log says why.");
    }

    private static Task<string?> TroubleAsync(StoreHealth health) => health.CheckAsync(TestContext.Current.CancellationToken);
}
