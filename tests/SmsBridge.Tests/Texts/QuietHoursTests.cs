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
    [InlineData("Europe/Berlin", "20:00-02:30", "2026-10-25T00:45:00Z", "2026-10-25T01:30:00Z")] // between the two: nobody is written to for half an hour of the night
    [InlineData("Europe/Berlin", "20:00-02:10", "2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z")] // ten past two does not come: they end with the leap
    [InlineData("Europe/Berlin", "02:30-06:00", "2027-03-28T00:59:59Z", null)] // they begin in the hour that does not come
    [InlineData("Europe/Berlin", "02:30-06:00", "2027-03-28T01:00:00Z", "2027-03-28T04:00:00Z")]
    [InlineData("Europe/Berlin", "02:15-02:45", "2027-03-28T01:00:00Z", null)] // that day has none of them
    [InlineData("Europe/Berlin", "02:30-06:00", "2026-10-25T00:29:59Z", null)] // they begin in the hour that comes twice
    [InlineData("Europe/Berlin", "02:30-06:00", "2026-10-25T00:30:00Z", "2026-10-25T05:00:00Z")]
    [InlineData("Europe/Berlin", "02:30-06:00", "2026-10-25T01:15:00Z", "2026-10-25T05:00:00Z")] // a quarter past two once more, when they had begun
    [InlineData("Africa/Cairo", "18:00-00:00", "2026-04-23T20:00:00Z", "2026-04-23T22:00:00Z")] // midnight does not come
    [InlineData("Africa/Cairo", "18:00-23:30", "2026-10-29T20:45:00Z", "2026-10-29T21:30:00Z")] // the hour before midnight comes twice
    [InlineData("America/Havana", "19:00-00:00", "2026-11-01T03:00:00Z", "2026-11-01T05:00:00Z")] // the month begins twice
    [InlineData("Australia/Lord_Howe", "21:00-01:45", "2026-04-04T14:50:00Z", "2026-04-04T15:15:00Z")] // half an hour comes twice
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

    /// <summary>Whatever they are and wherever: nobody is written to while the clock shows an hour of them, and what waits is not told to wait again.</summary>
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Havana")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Nairobi")]
    public void A_stepped_clock_through_a_year_is_never_told_to_wait_for_the_past_or_longer_than_they_last(string zone)
    {
        foreach (var hours in new[] { "20:00-02:30", "19:00-00:00", "00:00-07:00", "02:30-06:00", "01:10-02:50", "23:30-00:30", "12:00-14:00" })
        {
            QuietHours.TryParse(hours, out var begins, out var ends).ShouldBeTrue();
            var quiet = new QuietHours(begins, ends, TimeZoneInfo.FindSystemTimeZoneById(zone));
            for (var now = At("2026-01-01T00:00:00Z"); now < At("2027-01-01T00:00:00Z"); now += TimeSpan.FromMinutes(29))
            {
                var shown = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, quiet.Zone).DateTime);
                var isShown = begins < ends ? shown >= begins && shown < ends : shown >= begins || shown < ends;
                if (quiet.WaitUntil(now) is { } until)
                {
                    (until - now).ShouldBeInRange(TimeSpan.FromTicks(1), quiet.Length + TimeSpan.FromHours(1), $"{hours} at {now:u}");
                    quiet.WaitUntil(until).ShouldBeNull($"{hours} at {now:u}");
                }
                else if (isShown)
                {
                    Assert.Fail($"{hours}: at {now:u} it is {shown} there.");
                }
            }
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
