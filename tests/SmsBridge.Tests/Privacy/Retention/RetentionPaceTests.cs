using SmsBridge.Privacy.Retention;

namespace SmsBridge.Tests.Privacy.Retention;

public class RetentionPaceTests
{
    /// <summary>Nothing a batch may take at the longest.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(0.03)]
    [InlineData(0.4)]
    [InlineData(1.5)]
    [InlineData(5.0)]
    public void No_batch_holds_the_writer_for_too_long_whatever_an_event_costs(double perEvent)
    {
        var pace = new RetentionPace();
        for (var batch = 0; batch < 100; batch++)
        {
            var took = TimeSpan.FromMilliseconds(pace.Size * perEvent);
            took.ShouldBeLessThanOrEqualTo(Longest);
            pace.Took(took, pace.Size);
        }

        (pace.Size * perEvent).ShouldBeLessThanOrEqualTo(RetentionPace.Aim.TotalMilliseconds);
        (pace.Size == 250 || (pace.Size + 1) * perEvent > RetentionPace.Aim.TotalMilliseconds / 2).ShouldBeTrue("and it is not slower than it must be");
    }

    [Fact]
    public void A_batch_that_took_long_is_followed_by_a_small_one_and_a_long_rest()
    {
        var pace = new RetentionPace();
        for (var batch = 0; batch < 20; batch++)
        {
            pace.Took(TimeSpan.FromMilliseconds(1), pace.Size);
        }

        var before = pace.Size;
        pace.Took(TimeSpan.FromMilliseconds(80), pace.Size).ShouldBe(TimeSpan.FromMilliseconds(320));
        pace.Size.ShouldBeLessThanOrEqualTo(before / 9);
    }

    [Fact]
    public void The_last_batch_which_is_small_says_nothing_of_the_next()
    {
        var pace = new RetentionPace();
        var before = pace.Size;

        pace.Took(TimeSpan.FromMilliseconds(1), events: 1);

        pace.Size.ShouldBe(before);
    }
}
