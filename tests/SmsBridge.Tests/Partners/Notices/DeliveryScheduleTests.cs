using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

public class DeliveryScheduleTests
{
    private static readonly PostResult Refused = Result(500);

    public static TheoryData<int, string> Waits => new()
    {
        { 1, "00:00:05" }, { 2, "00:05:00" }, { 3, "00:30:00" }, { 4, "02:00:00" }, { 5, "05:00:00" }, { 6, "10:00:00" },
        { 7, "14:00:00" }, { 8, "20:00:00" }, { 9, "1.00:00:00" },
    };

    [Theory]
    [MemberData(nameof(Waits))]
    public void The_waits_are_those_of_the_reference_give_or_take_a_fifth(int tries, string wait)
    {
        var expected = TimeSpan.Parse(wait, System.Globalization.CultureInfo.InvariantCulture);

        Schedule(0.5).Next(tries, Refused, Some.Instant).ShouldBe(Some.Instant + expected);
        Schedule(0).Next(tries, Refused, Some.Instant).ShouldBe(Some.Instant + (expected * 0.8));
        Schedule(1).Next(tries, Refused, Some.Instant).ShouldBe(Some.Instant + (expected * 1.2));
    }

    [Fact]
    public void After_ten_tries_it_is_given_up() => Schedule(0.5).Next(10, Refused, Some.Instant).ShouldBeNull();

    [Fact]
    public void The_receivers_wish_counts_when_it_is_longer_and_no_longer_than_a_day()
    {
        Schedule(0.5).Next(1, Refused with { RetryAfter = TimeSpan.FromMinutes(7) }, Some.Instant).ShouldBe(Some.Instant + TimeSpan.FromMinutes(7));
        Schedule(0.5).Next(2, Refused with { RetryAfter = TimeSpan.FromSeconds(7) }, Some.Instant).ShouldBe(Some.Instant + TimeSpan.FromMinutes(5));
        Schedule(0.5).Next(1, Refused with { RetryAfter = TimeSpan.FromDays(7) }, Some.Instant).ShouldBe(Some.Instant + TimeSpan.FromDays(1));
        Schedule(0.5).Next(1, Refused with { RetryAfter = TimeSpan.MinValue }, Some.Instant).ShouldBe(Some.Instant + TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(504)]
    public void An_overloaded_receiver_has_a_minutes_rest_from_everything(int status)
    {
        DeliverySchedule.Rest(Result(status), failures: 1).ShouldBe(TimeSpan.FromMinutes(1));
        DeliverySchedule.Rest(Result(status) with { RetryAfter = TimeSpan.FromHours(1) }, failures: 1).ShouldBe(TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 5)]
    [InlineData(6, 10)]
    [InlineData(8, 40)]
    [InlineData(11, 300)]
    [InlineData(5_000, 300)]
    public void A_receiver_that_is_down_rests_longer_and_longer(int failures, int seconds)
    {
        DeliverySchedule.Rest(Refused, failures).ShouldBe(TimeSpan.FromSeconds(seconds));
        DeliverySchedule.Rest(Result(status: null), failures).ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(204, true)]
    [InlineData(299, true)]
    [InlineData(301, false)]
    [InlineData(410, false)]
    [InlineData(500, false)]
    [InlineData(null, false)]
    public void Only_2xx_is_a_success(int? status, bool isSuccess) => Result(status).IsSuccess.ShouldBe(isSuccess);

    private static DeliverySchedule Schedule(double jitter) => new(() => jitter);

    private static PostResult Result(int? status) => new(status, Detail: null, Response: null, RetryAfter: null, Some.Instant, TimeSpan.FromMilliseconds(3));
}
