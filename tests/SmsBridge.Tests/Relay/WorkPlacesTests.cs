using SmsBridge.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>Who may hold how many of the relay's places, and for how long it is remembered.</summary>
public class WorkPlacesTests
{
    private const int Places = 40;
    private const int OfTenant = 10;

    private static readonly TimeSpan SlowAfter = TimeSpan.FromSeconds(1);

    private readonly TestClock _clock = new();
    private readonly WorkPlaces _places;
    private long _lastEvent;

    public WorkPlacesTests() => _places = new WorkPlaces(Places, SlowAfter, _clock);

    [Fact]
    public void Who_is_fast_may_hold_all_of_them()
    {
        for (var tenant = 1; tenant <= 4; tenant++)
        {
            Take(tenant, _places.Look().RoomOf(tenant, OfTenant));
        }

        _places.Look().Free.ShouldBe(0);
    }

    [Fact]
    public void What_hangs_keeps_a_quarter_free_from_the_moment_it_is_slow()
    {
        Enumerable.Range(1, 4).ToList().ForEach(tenant => Take(tenant, OfTenant));
        _clock.Advance(SlowAfter);

        var left = _places.Look();

        left.Free.ShouldBe(Places / 4);
        left.RoomOf(1, OfTenant).ShouldBe(0);
        left.RoomOf(5, OfTenant).ShouldBe(OfTenant);
    }

    [Fact]
    public void A_tenant_that_was_slow_shares_with_the_slow_ones_for_a_minute()
    {
        for (var tenant = 1; tenant <= 10; tenant++)
        {
            var taken = Take(tenant, 1).Single();
            _clock.Advance(SlowAfter);
            _places.Leave(taken);
        }

        var left = _places.Look();
        Enumerable.Range(1, 10).Sum(tenant => left.RoomOf(tenant, OfTenant)).ShouldBe(Places * 3 / 4);
        left.RoomOf(11, OfTenant).ShouldBe(OfTenant);

        _clock.Advance(TimeSpan.FromMinutes(2));
        _places.Look().RoomOf(1, OfTenant).ShouldBe(OfTenant);
    }

    [Fact]
    public void One_slow_tenant_alone_has_all_that_is_its_own()
    {
        var taken = Take(1, 1).Single();
        _clock.Advance(SlowAfter);
        _places.Leave(taken);

        _places.Look().RoomOf(1, OfTenant).ShouldBe(OfTenant);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_slow_ones_do_a_fast_tenant_finds_room_within_a_poll(int seed)
    {
        var random = new Random(seed);
        var inWork = new List<(long Event, TimeSpan Ends)>();
        for (var second = 0; second < 300; second++)
        {
            var now = TimeSpan.FromSeconds(second);
            inWork.Where(it => it.Ends <= now).ToList().ForEach(it => _places.Leave(it.Event));
            inWork.RemoveAll(it => it.Ends <= now);

            var left = _places.Look();
            left.Free.ShouldBeGreaterThan(0, $"second {second}: what was in work at the last poll is slow by now");
            left.RoomOf(-1, OfTenant).ShouldBeGreaterThan(0);

            var free = left.Free - 1; // one for the fast one, which is through before the next poll
            foreach (var tenant in Enumerable.Range(0, 12).Select(_ => (long)random.Next(1, 60)).Distinct())
            {
                var room = Math.Min(left.RoomOf(tenant, OfTenant), free);
                free -= room;
                inWork.AddRange(Take(tenant, room).Select(it => (it, now + TimeSpan.FromSeconds(10))));
            }

            inWork.Count.ShouldBeLessThanOrEqualTo(WorkPlaces.MostOver * Places);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private List<long> Take(long tenant, int count)
    {
        var events = Enumerable.Range(0, count).Select(_ => ++_lastEvent).ToList();
        events.ForEach(it => _places.Take(it, tenant));
        return events;
    }
}
