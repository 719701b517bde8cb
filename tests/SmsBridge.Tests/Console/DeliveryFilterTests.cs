using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Console.Pages.Partners;
using SmsBridge.Partners.Notices;

namespace SmsBridge.Tests.Console;

public class DeliveryFilterTests
{
    private static readonly TimeZoneInfo Nairobi = TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi");

    [Theory]
    [InlineData("2026-11-30T10:00", 7)]
    [InlineData("2026-11-30T10:00:00", 7)]
    [InlineData("2026-11-30T10:00:00Z", 10)]
    [InlineData("2026-11-30T10:00:00%2B01:00", 9)]
    public void A_time_without_a_zone_is_the_readers(string text, int hour) =>
        Parse($"?from={text}", Nairobi).Filter.From.ShouldBe(new DateTimeOffset(2026, 11, 30, hour, 0, 0, TimeSpan.Zero));

    [Fact]
    public void It_stands_in_an_address_as_it_was_read_whoever_reads_it()
    {
        var (filter, _) = Parse("?reference=R&state=held&code=ER104&from=2026-11-30T10:00&to=2026-11-30T11:00&q=a%20b&before=7", Nairobi);

        filter.State.ShouldBe(NotificationState.Held);
        Parse(filter.ToQuery(), null).Filter.ShouldBe(filter);
    }

    [Fact]
    public void A_time_that_ends_before_it_begins_is_a_slip()
    {
        var (filter, field) = Parse("?from=2026-11-30T10:00&to=2026-11-30T09:00", null);

        (filter.From is not null, filter.To is null, field).ShouldBe((true, true, "to"));
    }

    private static (DeliveryFilter Filter, string? Field) Parse(string query, TimeZoneInfo? zone)
    {
        var filter = DeliveryFilter.Parse(new QueryCollection(QueryHelpers.ParseQuery(query)), zone, out var problem);
        return (filter, problem?.Field);
    }
}
