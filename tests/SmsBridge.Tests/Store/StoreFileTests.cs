using System.Net;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>What may happen to the file itself: under the running bridge, and before it starts.</summary>
[FileOnly]
public class StoreFileTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("-wal", false)]
    [InlineData("-wal", true)]
    public async Task A_file_that_is_taken_away_takes_no_more_writes_until_it_is_back(string suffix, bool isReplaced)
    {
        using var store = await TempStore.OpenAsync();
        var file = store.DatabaseFile + suffix;
        await store.Database.ProveWritableAsync();

        File.Move(file, file + ".away");
        if (isReplaced)
        {
            File.Copy(file + ".away", file);
        }

        (await Should.ThrowAsync<StoreUnavailableException>(store.Database.ProveWritableAsync)).Message.ShouldStartWith($"{file} was deleted or replaced");
        File.Move(file + ".away", file, overwrite: true);
        await store.Database.ProveWritableAsync();
    }

    [Fact]
    public async Task Nothing_is_made_in_its_place()
    {
        using var store = await TempStore.OpenAsync();
        File.Delete(store.DatabaseFile);

        await Should.ThrowAsync<StoreUnavailableException>(store.Database.ProveWritableAsync);
        await Should.ThrowAsync<StoreUnavailableException>(store.Database.ProveWritableAsync);

        File.Exists(store.DatabaseFile).ShouldBeFalse();
    }

    [Fact]
    public async Task The_bridge_is_not_ready_then_and_no_hook_is_taken_for_kept()
    {
        await using var app = new SmsBridgeApp();
        await app.InitializeAsync();
        var key = await app.RegisterAsync();
        using var client = app.CreateCaller();
        File.Move(app.DatabaseFile, app.DatabaseFile + ".away");

        using var ready = await client.GetAsync("/health/ready", Token);
        using var hook = await app.Hooks(key).PostClientCreatedAsync(1, 1, Token);

        ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await ready.Content.ReadAsStringAsync(Token)).ShouldContain("deleted or replaced");
        hook.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        File.Move(app.DatabaseFile + ".away", app.DatabaseFile);
    }

    [Fact]
    public async Task A_second_bridge_by_a_symbolic_link_is_refused()
    {
        using var store = await TempStore.OpenAsync();
        var other = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(store.DatabaseFile)!, "other"));
        var link = Path.Combine(other.FullName, "link.db");
        File.CreateSymbolicLink(link, store.DatabaseFile);
        using var second = Of(store, link);

        (await Should.ThrowAsync<StoreUnavailableException>(second.OpenAsync)).Message.ShouldContain($"it holds {store.DatabaseFile}.lock");
    }

    [Fact]
    public async Task One_file_of_two_names_is_refused()
    {
        using var store = await TempStore.OpenAsync();
        var other = Path.Combine(Path.GetDirectoryName(store.DatabaseFile)!, "other.db");
        using (var ln = System.Diagnostics.Process.Start("ln", [store.DatabaseFile, other]))
        {
            await ln.WaitForExitAsync(Token);
        }

        using var second = Of(store, other);

        var refused = await Should.ThrowAsync<StoreUnavailableException>(second.OpenAsync);
        refused.Message.ShouldContain("hard links");
        refused.IsLasting.ShouldBeTrue();
    }

    [Theory]
    [InlineData("emptied")]
    [InlineData("deleted")]
    public async Task A_database_that_was_lost_is_no_new_installation_unless_somebody_says_so(string how)
    {
        using var store = await TempStore.OpenAsync();
        await UseAsync(store);
        store.Database.Dispose();
        Lose(store, how);

        foreach (var open in new Func<Database, Task>[] { database => database.OpenAsync(), database => Task.Run(() => database.OpenBeside(mayCreate: true), Token) })
        {
            using var database = store.New();
            var refused = await Should.ThrowAsync<StoreUnavailableException>(open(database));
            refused.Message.ShouldContain("Storage:StartAnew=true");
            refused.IsLasting.ShouldBeTrue();
        }

        store.Options.StartAnew = true;
        using var anew = store.New();
        await anew.OpenAsync();
        anew.NodeId.ShouldBe(1);
    }

    [Fact]
    public async Task A_log_beside_an_empty_file_is_not_thrown_away()
    {
        using var store = await TempStore.OpenAsync();
        store.Database.Dispose();
        Lose(store, "emptied");
        await File.WriteAllTextAsync(store.DatabaseFile + "-wal", "what was written last", Token);
        using var database = store.New();

        (await Should.ThrowAsync<StoreUnavailableException>(database.OpenAsync)).Message.ShouldContain("-wal");
    }

    [Theory]
    [InlineData("emptied")] // as a first start leaves it that was killed in its first moment
    [InlineData("deleted")]
    public async Task An_installation_that_was_never_used_starts(string how)
    {
        using var store = await TempStore.OpenAsync();
        store.Database.Dispose();
        Lose(store, how);
        using var database = store.New();

        await database.OpenAsync();

        database.NodeId.ShouldBe(1);
    }

    private static void Lose(TempStore store, string how)
    {
        File.Delete(store.DatabaseFile + "-wal");
        File.Delete(store.DatabaseFile + "-shm");
        if (how == "deleted")
        {
            File.Delete(store.DatabaseFile);
        }
        else
        {
            File.WriteAllBytes(store.DatabaseFile, []);
        }
    }

    /// <summary>A key, as the first secret or cookie makes one.</summary>
    private static Task UseAsync(TempStore store)
    {
        var keys = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(store.DatabaseFile)!, "keys"));
        return File.WriteAllTextAsync(Path.Combine(keys.FullName, "key-1f3a.xml"), "<key/>", Token);
    }

    private static Database Of(TempStore store, string file) => new(
        Microsoft.Extensions.Options.Options.Create(new StorageOptions { ConnectionString = $"Data Source={file}", BusyTimeout = TimeSpan.Zero }),
        [], store.Clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<Database>.Instance);
}
