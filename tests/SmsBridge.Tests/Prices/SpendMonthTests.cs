using System.Globalization;
using SmsBridge.Prices;

namespace SmsBridge.Tests.Prices;

/// <summary>Calendar months by a tenant's clock, and what they come to at the pace so far.</summary>
public class SpendMonthTests
{
    private static readonly TimeZoneInfo Nairobi = TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi");

    [Theory]
    [InlineData("Africa/Nairobi", "2026-11-30T20:59:59Z", 202611)]
    [InlineData("Africa/Nairobi", "2026-11-30T21:00:00Z", 202612)]
    [InlineData("Europe/Berlin", "2027-03-31T21:59:00Z", 202703)]
    [InlineData("Europe/Berlin", "2027-03-31T22:00:00Z", 202704)] // with the winter's hour it would be March
    [InlineData("Europe/Berlin", "2027-10-31T22:30:00Z", 202710)] // with the summer's hour it would be November
    [InlineData("Asia/Kolkata", "2026-12-31T18:30:00Z", 202701)]
    [InlineData("America/Havana", "2026-11-01T03:59:59Z", 202610)]
    [InlineData("America/Havana", "2026-11-01T04:00:00Z", 202611)] // November's first hour comes twice there
    public void An_SMS_is_of_the_month_that_it_is_there(string zone, string at, long month) =>
        SpendMonth.Of(At(at), TimeZoneInfo.FindSystemTimeZoneById(zone)).Number.ShouldBe(month);

    [Theory]
    [InlineData("Europe/Berlin", "2027-03-15T00:00:00Z", "2027-02-28T23:00:00Z", "2027-03-31T22:00:00Z")] // 743 hours
    [InlineData("America/New_York", "2026-11-15T00:00:00Z", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")] // 721 hours
    [InlineData("America/Havana", "2026-11-15T00:00:00Z", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")] // from the first of two midnights
    [InlineData("America/Havana", "2026-10-15T00:00:00Z", "2026-10-01T04:00:00Z", "2026-11-01T04:00:00Z")]
    public void It_begins_and_ends_at_midnight_there(string zone, string at, string from, string until)
    {
        var month = SpendMonth.Of(At(at), TimeZoneInfo.FindSystemTimeZoneById(zone));

        (month.From.UtcDateTime, month.Until.UtcDateTime).ShouldBe((At(from).UtcDateTime, At(until).UtcDateTime));
        SpendMonth.Of(month.From, month.Zone).ShouldBe(month);
        SpendMonth.Of(month.From.AddTicks(-1), month.Zone).ShouldNotBe(month);
        SpendMonth.Of(month.Until, month.Zone).ShouldNotBe(month);
        SpendMonth.Of(month.Until.AddTicks(-1), month.Zone).ShouldBe(month);
    }

    [Fact]
    public void At_the_pace_so_far_a_third_of_the_month_says_three_times_as_much()
    {
        var month = SpendMonth.Of(At("2026-11-10T20:00:00Z"), Nairobi);

        SpendForecast.Of(month, spent: 50_000_000, cap: 100_000_000, month.From.AddDays(10)).ShouldBe(new SpendForecast(150_000_000, month.From.AddDays(20)));
        SpendForecast.Of(month, spent: 30_000_000, cap: 100_000_000, month.From.AddDays(10)).ShouldBe(new SpendForecast(90_000_000, ReachedAt: null));
        SpendForecast.Of(month, spent: 100_000_000, cap: 100_000_000, month.From.AddDays(10)).ShouldBe(new SpendForecast(300_000_000, ReachedAt: null));
        SpendForecast.Of(month, spent: 0, cap: 100_000_000, month.From.AddDays(10)).ShouldBe(new SpendForecast(0, ReachedAt: null));
    }

    [Fact]
    public void A_part_of_a_day_says_nothing_of_a_month_and_all_of_it_is_what_it_is()
    {
        var month = SpendMonth.Of(At("2026-11-10T20:00:00Z"), Nairobi);

        SpendForecast.Of(month, 1_000_000, 100_000_000, month.From.AddHours(23)).ShouldBeNull();
        SpendForecast.Of(month, 1_000_000, 100_000_000, month.Until).ShouldBe(new SpendForecast(1_000_000, ReachedAt: null));
    }

    [Theory]
    [InlineData(79_999_999, "")]
    [InlineData(80_000_000, "promotional")]
    [InlineData(95_000_000, "promotional service collection")]
    [InlineData(100_000_000, "promotional service collection transactional")]
    public void Promotional_texts_stop_first_and_those_about_money_last(long spent, string stopped) =>
        string.Join(' ', new SpendCap { Micros = 100_000_000, Currency = "USD" }.StoppedAt(spent)).ShouldBe(stopped);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
