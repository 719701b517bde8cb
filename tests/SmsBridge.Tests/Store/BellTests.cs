using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

public class BellTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private readonly TestClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ring_before_the_wait_is_kept()
    {
        using var bell = new Bell();

        bell.Ring();

        await bell.WaitAsync(Poll, _clock, Token).WaitAsync(Token);
    }

    [Fact]
    public async Task Many_rings_are_one()
    {
        using var bell = new Bell();
        Parallel.For(0, 100, _ => bell.Ring());

        await bell.WaitAsync(Poll, _clock, Token).WaitAsync(Token);
        var second = bell.WaitAsync(Poll, _clock, Token);

        second.IsCompleted.ShouldBeFalse();
        bell.Ring();
        await second.WaitAsync(Token);
    }

    [Fact]
    public async Task Without_a_ring_it_returns_when_the_time_is_over_and_keeps_ringing_afterwards()
    {
        using var bell = new Bell();
        var waiting = bell.WaitAsync(Poll, _clock, Token);
        _clock.Advance(Poll - TimeSpan.FromTicks(1));
        waiting.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromTicks(1));

        await waiting.WaitAsync(Token);
        bell.Ring();
        await bell.WaitAsync(Poll, _clock, Token).WaitAsync(Token);
    }

    [Fact]
    public async Task A_cancelled_wait_throws()
    {
        using var bell = new Bell();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = bell.WaitAsync(Poll, _clock, stop.Token);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(Token));
    }

    [Fact]
    public async Task No_ring_is_lost_between_a_producer_and_a_consumer()
    {
        using var bell = new Bell();
        var produced = 0;
        var producer = Task.Run(() =>
        {
            for (var index = 0; index < 20_000; index++)
            {
                Interlocked.Increment(ref produced);
                bell.Ring();
            }
        }, Token);

        // With a clock that stands still a lost ring would hang here for good.
        while (Volatile.Read(ref produced) < 20_000)
        {
            await bell.WaitAsync(Poll, _clock, Token).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Token);
        }

        await producer;
    }
}
