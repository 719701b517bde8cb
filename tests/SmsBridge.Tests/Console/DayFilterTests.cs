using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Insight.MessageList;

namespace SmsBridge.Tests.Console;

/// <summary>"Of the day before yesterday": a day of who asks, whole, and a link that shows a colleague elsewhere the same list.</summary>
public class DayFilterTests
{
    [Theory]
    [InlineData("2026-11-28", "Africa/Nairobi", "2026-11-27T21:00:00Z", "2026-11-28T21:00:00Z")]
    [InlineData("2026-11-28", "UTC", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z")]
    [InlineData("2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")] // 25 hours
    [InlineData("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")] // 23 hours
    [InlineData("2026-09-06", "America/Santiago", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z")] // it has no midnight
    public void A_day_is_whole_and_of_the_zone(string day, string zone, string from, string to)
    {
        var here = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var filter = Parse($"?day={day}&status=failed", here)!;

        (filter.From, filter.To).ShouldBe((DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(to, System.Globalization.CultureInfo.InvariantCulture)));
        filter.DayIn(here).ShouldBe(DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        var elsewhere = Parse(filter.ToQuery(), TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata"))!;
        elsewhere.ShouldBe(filter);
        elsewhere.DayIn(TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata")).ShouldBeNull();
    }

    [Theory]
    [InlineData("?from=2026-11-28T00:00:00Z")]
    [InlineData("?to=2026-11-28T00:00:00Z")]
    [InlineData("?from=2026-11-28T00:00:00Z&to=2026-11-30T00:00:00Z")]
    [InlineData("?from=2026-11-28T01:00:00Z&to=2026-11-29T01:00:00Z")]
    [InlineData("")]
    public void Another_time_is_no_day(string query) => Parse(query, TimeZoneInfo.Utc)!.DayIn(TimeZoneInfo.Utc).ShouldBeNull();

    [Theory]
    [InlineData("?from=2026-11-20T08:00:00Z&to=2026-11-20T09:00:00Z&day=2026-11-21")]
    [InlineData("?day=2026-11-21&from=2026-11-20T08:00:00Z&to=2026-11-20T09:00:00Z")]
    public void A_day_that_is_picked_beside_a_time_of_the_link_counts(string query) =>
        Parse(query, TimeZoneInfo.Utc)!.DayIn(TimeZoneInfo.Utc).ShouldBe(new DateOnly(2026, 11, 21));

    [Theory]
    [InlineData("?from=9999-12-31")]
    [InlineData("?from=0001-01-01")]
    public void A_time_at_the_end_of_all_times_is_no_day(string query) => Parse(query, TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi"))!.DayIn(TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi")).ShouldBeNull();

    [Theory]
    [InlineData("28.11.2026")]
    [InlineData("2026-11-31")]
    [InlineData("yesterday")]
    public void What_is_no_day_is_named_and_never_passed_over(string day)
    {
        MessageFilter.Parse(Query($"?day={day}"), TimeZoneInfo.Utc, out var problem).ShouldBeNull();
        problem!.Value.Field.ShouldBe("day");
    }

    private static MessageFilter? Parse(string query, TimeZoneInfo zone) => MessageFilter.Parse(Query(query), zone, out _);

    private static QueryCollection Query(string query) => new(QueryHelpers.ParseQuery(query));
}
