using SmsBridge.Statistics;

namespace SmsBridge.Tests.Statistics;

/// <summary>The share of delivered SMS, as a person reads it.</summary>
public class OutcomeCountsTests
{
    [Theory]
    [InlineData(3, 0, 0, 0, null)] // sent, and nobody has reported: not nought
    [InlineData(0, 0, 4, 0, null)] // never left: tells nothing of delivery
    [InlineData(5, 3, 0, 0, 1.0)]
    [InlineData(5, 3, 2, 1, 0.75)]
    [InlineData(0, 0, 1, 1, 0.0)]
    public void The_share_is_of_what_carriers_have_reported_on(long sent, long delivered, long failed, long undelivered, double? share) =>
        (OutcomeCounts.None with { Sent = sent, Delivered = delivered, Failed = failed, Undelivered = undelivered }).DeliveredShare.ShouldBe(share);

    [Fact]
    public void Sums_keep_what_failed_after_it_had_left()
    {
        var one = OutcomeCounts.None with { Delivered = 1, Failed = 2, Undelivered = 1 };

        (one + one).Undelivered.ShouldBe(2);
    }
}
