using SmsBridge.Insight.Statistics;

namespace SmsBridge.Tests.Insight.Statistics;

/// <summary>The share of delivered SMS, as a person reads it.</summary>
public class OutcomeCountsTests
{
    [Theory]
    [InlineData(3, 0, 0, 0, null)] // sent, and nobody has reported: not nought
    [InlineData(0, 0, 4, 0, 0.0)] // never left: nobody was told
    [InlineData(5, 3, 0, 0, 0.375)] // not confirmed is not told
    [InlineData(5, 3, 2, 1, 0.3)]
    [InlineData(0, 453, 190, 74, 453.0 / 643)]
    [InlineData(0, 0, 1, 1, 0.0)]
    public void The_share_is_of_all_who_should_have_been_told(long sent, long delivered, long failed, long undelivered, double? share) =>
        (OutcomeCounts.None with { Sent = sent, Delivered = delivered, Failed = failed, Undelivered = undelivered }).DeliveredShare.ShouldBe(share);

    [Fact]
    public void Sums_keep_what_failed_after_it_had_left()
    {
        var one = OutcomeCounts.None with { Delivered = 1, Failed = 2, Undelivered = 1 };

        (one + one).Undelivered.ShouldBe(2);
    }
}
