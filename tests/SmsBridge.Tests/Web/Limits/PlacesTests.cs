using SmsBridge.Tests.Support;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tests.Web.Limits;

public class PlacesTests
{
    private static readonly PlaceRules Rules = new(All: 6, Strangers: 4, OfOne: 2, Waiting: 8, WaitingOfOne: 3, TimeSpan.FromSeconds(10));

    private readonly TestClock _clock = new();
    private readonly Places _places;

    public PlacesTests() => _places = new Places(Rules, _clock);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_has_more_than_his_share_and_others_pass_those_who_wait_for_theirs()
    {
        using var one = await NowAsync("a");
        using var two = await NowAsync("a");
        var third = EnterAsync("a");

        using var other = await NowAsync("b");

        third.IsCompleted.ShouldBeFalse();
        one.Dispose();
        using var place = await third;
        place.ShouldNotBeNull();
    }

    [Fact]
    public async Task Strangers_however_many_leave_places_to_who_is_known()
    {
        for (var stranger = 0; stranger < 40; stranger++)
        {
            _ = EnterAsync($"stranger-{stranger}");
        }

        (await _places.EnterAsync(["late"], isKnown: false, Token)).ShouldBeNull(); // no room even to wait
        using var one = await NowAsync("c", isKnown: true);
        using var two = await NowAsync("d", isKnown: true);
        EnterAsync("e", isKnown: true).IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Who_is_known_goes_first()
    {
        var held = new List<IDisposable>();
        for (var index = 0; index < 3; index++)
        {
            held.Add(await NowAsync($"s{index}"));
            held.Add(await NowAsync($"k{index}", isKnown: true));
        }

        var stranger = EnterAsync("s");
        var known = EnterAsync("k", isKnown: true);
        held[0].Dispose();

        (await known).ShouldNotBeNull();
        stranger.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task One_fills_his_own_part_of_the_line_only()
    {
        var mine = Enumerable.Range(0, 9).Select(_ => EnterAsync("a")).ToList();

        mine.Count(enter => enter.IsCompleted && enter.Result is null).ShouldBe(4); // two work, three wait
        using var other = await NowAsync("b");
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_so_and_leaves_no_trace()
    {
        using var one = await NowAsync("a");
        using var two = await NowAsync("a");
        var late = EnterAsync("a");

        _clock.Advance(TimeSpan.FromSeconds(10));

        (await late).ShouldBeNull();
        one.Dispose();
        two.Dispose();
        using var first = await NowAsync("a");
        using var second = await NowAsync("a");
    }

    [Fact]
    public async Task Who_hangs_up_gives_his_place_in_the_line_back()
    {
        using var one = await NowAsync("a");
        using var two = await NowAsync("a");
        using var leaves = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 3).Select(_ => _places.EnterAsync(["a"], isKnown: false, leaves.Token).AsTask()).ToList();

        await leaves.CancelAsync();

        foreach (var enter in waiting)
        {
            await Should.ThrowAsync<OperationCanceledException>(enter);
        }

        var next = EnterAsync("a");
        one.Dispose();
        (await next).ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_share_counts()
    {
        using var one = await _places.EnterAsync(["network 1", "endpoint x"], isKnown: false, Token);
        using var two = await _places.EnterAsync(["network 2", "endpoint x"], isKnown: false, Token);

        EnterAsync("endpoint x").IsCompleted.ShouldBeFalse();
        using var free = await NowAsync("network 1");
    }

    private async Task<IDisposable> NowAsync(string key, bool isKnown = false)
    {
        var enter = EnterAsync(key, isKnown);
        enter.IsCompleted.ShouldBeTrue();
        return (await enter).ShouldNotBeNull();
    }

    private Task<IDisposable?> EnterAsync(string key, bool isKnown = false) => _places.EnterAsync([key], isKnown, Token).AsTask();
}
