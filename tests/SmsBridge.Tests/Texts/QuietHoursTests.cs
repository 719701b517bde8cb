using System.Globalization;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Texts;

public class QuietHoursTests
{
    [Theory]
    [InlineData("Africa/Nairobi", "19:00-07:00", "2026-11-21T15:59:59Z", null)]
    [InlineData("Africa/Nairobi", "19:00-07:00", "2026-11-21T16:00:00Z", "2026-11-22T04:00:00Z")]
    [InlineData("Africa/Nairobi", "19:00-07:00", "2026-11-30T22:30:00Z", "2026-12-01T04:00:00Z")] // over the month's end, after midnight there
    [InlineData("Africa/Nairobi", "19:00-07:00", "2026-11-22T04:00:00Z", null)]
    [InlineData("Africa/Nairobi", "12:00-14:00", "2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z")]
    [InlineData("Europe/Berlin", "20:00-08:00", "2026-03-28T22:00:00Z", "2026-03-29T06:00:00Z")] // an hour shorter: the clock goes forward
    [InlineData("Europe/Berlin", "20:00-08:00", "2026-10-24T22:00:00Z", "2026-10-25T07:00:00Z")] // an hour longer: it goes back
    [InlineData("Europe/Berlin", "20:00-02:30", "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z")] // half past two does not come
    [InlineData("Europe/Berlin", "20:00-02:30", "2026-10-24T22:00:00Z", "2026-10-25T01:30:00Z")] // it comes twice
    [InlineData("Europe/Berlin", "20:00-02:30", "2026-10-25T01:15:00Z", "2026-10-25T01:30:00Z")]
    public void They_end_by_the_clock_of_the_zone(string zone, string hours, string now, string? until)
    {
        QuietHours.TryParse(hours, out var begins, out var ends).ShouldBeTrue();
        var quiet = new QuietHours(begins, ends, TimeZoneInfo.FindSystemTimeZoneById(zone));

        quiet.WaitUntil(At(now)).ShouldBe(until is null ? null : At(until));
        quiet.Words.ShouldBe(hours);
    }

    [Theory]
    [InlineData("")]
    [InlineData("19:00")]
    [InlineData("19:00-19:00")]
    [InlineData("7-19")]
    [InlineData("19:00-25:00")]
    [InlineData("19:00-07:00-08:00")]
    public void What_is_no_part_of_a_day_is_none(string hours) => QuietHours.TryParse(hours, out _, out _).ShouldBeFalse();

    [Fact]
    public void A_stepped_clock_through_a_year_is_never_told_to_wait_for_the_past_or_more_than_a_day()
    {
        var quiet = new QuietHours(new TimeOnly(20, 0), new TimeOnly(2, 30), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        for (var now = At("2026-01-01T00:00:00Z"); now < At("2027-01-01T00:00:00Z"); now += TimeSpan.FromMinutes(15))
        {
            if (quiet.WaitUntil(now) is { } until)
            {
                (until - now).ShouldBeInRange(TimeSpan.FromTicks(1), TimeSpan.FromHours(8), now.ToString(CultureInfo.InvariantCulture));
                quiet.WaitUntil(until).ShouldBeNull(now.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
