using SmsBridge.Insight.Lists;
using SmsBridge.Insight.OptOutList;
using SmsBridge.Partners.Notices;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>Pages of what is rare among much: found by an index, in its order.</summary>
[FileOnly]
public sealed class ListPlanTests
{
    [Fact]
    public async Task A_tenants_opt_outs_come_by_index_in_their_order()
    {
        using var store = await TempStore.OpenAsync();

        var plan = store.Explain(OptOutQueries.List.OfOne(store.Database.Dialect), OptOutQueries.List.Parameters(new ListBounds([1], 0, long.MaxValue, Rows: 51)));

        plan.ShouldHaveSingleItem().ShouldContain("opt_out_tenant");
    }

    [Theory]
    [InlineData(null, "notification_subscription")]
    [InlineData(1, "notification_due")]
    [InlineData(3, "notification_rare")]
    [InlineData(4, "notification_rare")]
    public async Task A_subscriptions_notifications_of_a_state_come_by_an_index_that_has_few_others(int? state, string index)
    {
        using var store = await TempStore.OpenAsync();

        var plan = Explain(store, new NoticeFilter((NotificationState?)state));

        plan[0].ShouldContain(index);
        plan.Count.ShouldBe(state == 1 ? 2 : 1); // what waits is sorted: it is not much
    }

    [Theory]
    [InlineData(null, null, "notification_time")]
    [InlineData(1, null, "notification_time")]
    [InlineData(2, "MR101", "notification_time")]
    [InlineData(3, null, "notification_rare")]
    [InlineData(4, "MR101", "notification_rare")]
    [InlineData(null, "ER104", "notification_code")]
    [InlineData(2, "ER104", "notification_code")]
    public async Task Those_of_a_time_come_by_the_index_that_has_the_fewest_others_in_its_order(int? state, string? code, string index)
    {
        using var store = await TempStore.OpenAsync();

        var plan = Explain(store, new NoticeFilter((NotificationState?)state, code, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(9)));

        plan[0].ShouldContain(index);
        plan.ShouldNotContain(step => step.Contains("TEMP B-TREE", StringComparison.Ordinal) || step.Contains("SCAN notification", StringComparison.Ordinal));
    }

    private static List<string> Explain(TempStore store, NoticeFilter filter) =>
        [.. store.Explain(NoticeQueries.ListSql(filter), new NoticeListSql(filter).Parameters(1, 50, (long.MaxValue, long.MaxValue)))];

    [Fact]
    public async Task A_notification_that_went_well_is_in_no_index_of_the_rare()
    {
        using var store = await TempStore.OpenAsync();

        store.One<string>("SELECT sql FROM sqlite_schema WHERE name = 'notification_rare'").ShouldContain("WHERE state = 3 OR state = 4");
        store.Query<string>("SELECT name FROM sqlite_schema WHERE name = 'notification_state'").ShouldBeEmpty();
    }
}
