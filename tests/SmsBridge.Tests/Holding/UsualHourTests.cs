using SmsBridge.Holding;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding;

public class UsualHourTests
{
    /// <summary>The first SMS of an hour asks for it: lists that somebody looks at, however many, must not hold up what is sent.</summary>
    [Fact(Timeout = 60_000)]
    public async Task What_is_usual_is_known_at_once_while_all_readers_are_at_work()
    {
        using var store = await TempStore.OpenAsync();
        await using var busy = new BusyReaders(store.Database, 20);

        (await new HoldStore(store.Database, store.Clock).UsualAsync(1, SurgeHour.Length).WaitAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
    }
}
