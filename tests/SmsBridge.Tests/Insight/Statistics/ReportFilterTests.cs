using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SmsBridge.Insight.Statistics;

namespace SmsBridge.Tests.Insight.Statistics;

public class ReportFilterTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData("", "2026-11-01", "2026-11-30")]
    [InlineData("month=2026-02", "2026-02-01", "2026-02-28")]
    [InlineData("from=2026-11-05&to=2026-11-06", "2026-11-05", "2026-11-06")]
    [InlineData("from=2026-11-05", "2026-11-05", "2026-11-21")]
    [InlineData("to=2026-11-06", "2026-11-01", "2026-11-06")]
    [InlineData("from=2027-01-01", "2027-01-01", "2027-01-01")]
    [InlineData("from=1999-01-01", "2026-11-01", "2026-11-30")]
    public void The_days_are_those_that_were_asked_for_and_this_month_else(string query, string first, string last)
    {
        var (from, to) = Parse(query, out _).Days(Today);

        (ReportFilter.Text(from), ReportFilter.Text(to)).ShouldBe((first, last));
    }

    [Theory]
    [InlineData("month=November", "month")]
    [InlineData("from=21.11.2026", "from")]
    [InlineData("from=2026-11-06&to=2026-11-05", "to")]
    [InlineData("from=2024-01-01&to=2026-01-01", "to")]
    [InlineData("office=1", "office")]
    public void What_can_not_be_understood_is_named(string query, string field)
    {
        Parse(query, out var problem);

        problem!.Value.Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("month=2026-11&tenant=bank")]
    [InlineData("from=2026-11-05&to=2026-11-06")]
    public void It_stands_in_the_address_as_it_was_read(string query) => Parse(query, out _).ToQuery().ShouldBe("?" + query);

    private static ReportFilter Parse(string query, out (string Field, string Detail)? problem) => ReportFilter.Parse(new QueryCollection(QueryHelpers.ParseQuery(query)), out problem);
}
