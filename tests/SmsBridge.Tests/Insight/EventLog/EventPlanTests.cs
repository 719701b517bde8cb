using SmsBridge.Insight.EventLog;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.EventLog;

/// <summary>A range of time bounds what is read, however little lies in it.</summary>
[FileOnly]
public class EventPlanTests
{
    [Theory]
    [InlineData(null)]
    [InlineData((int)MessageStatus.Undelivered)]
    [InlineData((int)MessageStatus.Failed)]
    [InlineData((int)MessageStatus.DeadLettered)]
    public async Task Every_part_of_a_page_is_looked_up_between_two_ids(int? status)
    {
        using var store = await TempStore.OpenAsync();
        var filter = new EventFilter(1, 50, null, (MessageStatus?)status, null, null, Some.Instant, Some.Instant.AddHours(1));

        var plan = store.Explain(EventQueries.ListSql(store.Database.Dialect, filter), EventQueries.ListParameters(filter, 1, 2));

        var looks = plan.FindAll(step => step.Contains("message", StringComparison.Ordinal) && step.StartsWith("SEARCH", StringComparison.Ordinal)
            && !step.EndsWith("(rowid=?)", StringComparison.Ordinal)); // one that was found
        looks.ShouldNotBeEmpty();
        looks.ShouldAllBe(step => step.Contains("event_id>? AND event_id<?", StringComparison.Ordinal));
    }
}
