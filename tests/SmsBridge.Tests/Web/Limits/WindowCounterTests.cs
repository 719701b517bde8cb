using SmsBridge.Tests.Support;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tests.Web.Limits;

public class WindowCounterTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 30, TimeSpan.Zero);

    private readonly TestClock _clock = new(Start);

    [Theory]
    [InlineData(-7200)]
    [InlineData(-60)]
    [InlineData(-31)]
    [InlineData(45)]
    [InlineData(7200)]
    [InlineData(86400 * 365)]
    public void A_clock_that_is_set_neither_stops_nor_frees_anybody(int seconds)
    {
        var limit = new MinuteLimit<string>(1, _clock);
        limit.Count("a").ShouldBeNull();

        _clock.Jump(TimeSpan.FromSeconds(seconds));

        limit.Count("a").ShouldBe(TimeSpan.FromSeconds(30));
        limit.Blocked("a").ShouldBe(TimeSpan.FromSeconds(30));
        _clock.Advance(TimeSpan.FromSeconds(30));
        limit.Blocked("a").ShouldBeNull();
        limit.Count("a").ShouldBeNull();
    }

    [Fact]
    public void However_many_keys_come_only_so_many_are_kept_and_those_known_keep_theirs()
    {
        var counter = new WindowCounter<int>(_clock, new WindowRules<int> { MostKeys = 100 });
        counter.Count(1);
        for (var key = 2; key <= 100_000; key++)
        {
            counter.Count(key);
        }

        counter.Look(1).Count.ShouldBe(1);
        counter.Look(100).Count.ShouldBe(1);
        counter.Look(101).Count.ShouldBe(99_900); // all the others in one
        counter.Look(7_000_000).Count.ShouldBe(99_900);
        _clock.Advance(TimeSpan.FromMinutes(1));
        counter.Look(101).Count.ShouldBe(0);
    }

    [Fact]
    public void Who_varies_half_of_the_key_shares_with_himself_before_with_others()
    {
        var counter = new WindowCounter<(string Who, int What)>(_clock, new WindowRules<(string Who, int What)> { MostKeys = 10, Coarser = key => (key.Who, -1) });
        for (var what = 0; what < 1_000; what++)
        {
            counter.Count(("guesser", what));
        }

        counter.Look(("guesser", 5_000)).Count.ShouldBe(990);
        counter.Count(("honest", 1)).Count.ShouldBe(1);
        for (var who = 0; who < 1_000; who++)
        {
            counter.Count(($"guesser-{who}", 0));
        }

        counter.Look(("honest", 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Many_at_once_are_counted_each()
    {
        var limit = new MinuteLimit<string>(1_000, _clock);

        var granted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 1_000).Count(_ => limit.Count("a") is null))));

        granted.Sum().ShouldBe(1_000);
    }

    [Fact]
    public async Task What_was_too_much_is_told_once_however_many_find_the_minute_over()
    {
        var told = new List<(string, int)>();
        var limit = new MinuteLimit<string>(2, _clock, beyond: (key, count) =>
        {
            lock (told)
            {
                told.Add((key, count));
            }
        });
        for (var time = 0; time < 5; time++)
        {
            limit.Count("a");
        }

        limit.Count("b");
        _clock.Advance(TimeSpan.FromMinutes(3));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => limit.Count("c"))));

        told.ShouldBe([("a", 3)]);
    }

    [Fact]
    public void A_count_that_slides_is_forgotten_after_a_whole_quiet_window_and_not_before()
    {
        var counter = new WindowCounter<string>(_clock, new WindowRules<string> { Length = TimeSpan.FromHours(1), Slides = true });
        counter.Count("a").Count.ShouldBe(1);
        _clock.Advance(TimeSpan.FromMinutes(59));
        counter.Count("a").Count.ShouldBe(2);
        _clock.Advance(TimeSpan.FromMinutes(59));
        counter.Look("a").ShouldBe(new Tally(2, TimeSpan.FromMinutes(59)));
        counter.Count("a").Count.ShouldBe(3);
        _clock.Advance(TimeSpan.FromMinutes(61));
        counter.Look("a").Count.ShouldBe(0);
        counter.Count("a").Count.ShouldBe(1);
    }
}
