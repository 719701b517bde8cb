using System.Globalization;
using SmsBridge.Insight.Statistics;
using SmsBridge.Messages;
using SmsBridge.Operators;

namespace SmsBridge.Tests.Messages;

/// <summary>Days by the clock of a zone, also where it is set at midnight.</summary>
public class ZoneDayTests
{
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("Africa/Cairo")] // midnight does not come in April
    [InlineData("Asia/Beirut")] // nor in March
    [InlineData("America/Havana")] // and comes twice in November
    [InlineData("America/Santiago")]
    [InlineData("Australia/Lord_Howe")]
    public void A_day_begins_with_its_first_moment(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var who = new SignedInOperator(1, "anna", OperatorRole.Viewer, TenantScope.All, "", name);
        for (var day = new DateOnly(2026, 1, 1); day.Year < 2028; day = day.AddDays(1))
        {
            var start = ZoneDay.StartOf(day, zone);

            ZoneDay.Of(start, zone).ShouldBe(day);
            ZoneDay.Of(start.AddTicks(-1), zone).ShouldBe(day.AddDays(-1));
            Midnight.Of(who, start).ShouldBe(start);
            Midnight.Of(who, start.AddMinutes(70)).ShouldBe(start);
        }
    }

    [Theory]
    [InlineData("2027-03-28", "02:07", "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z")] // it does not come
    [InlineData("2026-10-25", "02:07", "2026-10-25T00:07:00Z", "2026-10-25T01:07:00Z")] // it comes twice
    [InlineData("2026-10-25", "03:00", "2026-10-25T02:00:00Z", "2026-10-25T02:00:00Z")]
    public void A_time_that_comes_never_or_twice_is_said_which(string day, string time, string first, string last)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var (on, at) = (DateOnly.Parse(day, CultureInfo.InvariantCulture), TimeOnly.Parse(time, CultureInfo.InvariantCulture));

        ZoneDay.FirstAt(on, at, zone).ShouldBe(Moment(first));
        ZoneDay.At(on, at, zone).ShouldBe(Moment(last));
    }

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
