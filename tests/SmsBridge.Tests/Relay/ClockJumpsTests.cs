using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

public class ClockJumpsTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TestClock _clock = new();
    private readonly ClockJumps _jumps;

    public ClockJumpsTests() => _jumps = new ClockJumps(_clock, NullLogger<ClockJumps>.Instance);

    [Fact]
    public void While_the_clock_runs_age_is_what_it_says()
    {
        var since = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromDays(3));

        _jumps.AgeOf(since).ShouldBe(TimeSpan.FromDays(3));
        _jumps.AgeOf(since.ToUnixTimeMilliseconds()).ShouldBe(TimeSpan.FromDays(3));
    }

    [Fact]
    public void What_came_before_a_jump_does_not_become_older_by_it_and_what_came_after_is_as_old_as_it_is()
    {
        var before = _clock.GetUtcNow();
        _clock.Advance(Minute);
        _clock.Jump(Day);
        var after = _clock.GetUtcNow();
        _jumps.Observe();
        _clock.Advance(Minute);

        _jumps.AgeOf(before).ShouldBe(2 * Minute);
        _jumps.AgeOf(after).ShouldBe(Minute);
    }

    [Fact]
    public void Forward_and_back_again_leaves_all_ages_as_if_nothing_had_been()
    {
        var before = _clock.GetUtcNow();
        _clock.Advance(Minute);
        _clock.Jump(Day);
        _jumps.Observe();
        var between = _clock.GetUtcNow();
        _clock.Advance(Minute);
        _clock.Jump(-Day);
        _jumps.Observe();
        var after = _clock.GetUtcNow();
        _clock.Advance(Minute);

        _jumps.AgeOf(before).ShouldBe(3 * Minute);
        _jumps.AgeOf(between).ShouldBe(2 * Minute);
        _jumps.AgeOf(after).ShouldBe(Minute);
        _clock.Advance(2 * Day);
        _jumps.AgeOf(before).ShouldBe((2 * Day) + (3 * Minute));
    }

    [Fact]
    public void Set_back_and_right_again_the_other_way_round()
    {
        var before = _clock.GetUtcNow();
        _clock.Jump(-Day);
        _clock.Advance(Minute);
        _jumps.AgeOf(before).ShouldBe(Minute);
        _clock.Jump(Day);
        _clock.Advance(Minute);

        _jumps.AgeOf(before).ShouldBeLessThanOrEqualTo(2 * Minute); // too young at worst, never too old
    }

    [Fact]
    public void A_machine_that_slept_for_days_knows_that_they_passed()
    {
        var before = _clock.GetUtcNow();
        _clock.Jump(TimeSpan.FromDays(3));

        _jumps.AgeOf(before).ShouldBe(TimeSpan.FromDays(3));
    }

    [Fact]
    public void A_clock_that_is_only_corrected_a_little_is_believed()
    {
        var before = _clock.GetUtcNow();
        _clock.Jump(TimeSpan.FromSeconds(4));

        _jumps.AgeOf(before).ShouldBe(TimeSpan.FromSeconds(4));
    }
}
