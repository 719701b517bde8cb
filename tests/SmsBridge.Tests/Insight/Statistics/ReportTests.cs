using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.Prices;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.Statistics;

/// <summary>The report has every message once, by everything it counts by, whatever became of it since.</summary>
public sealed class ReportTests : IAsyncLifetime
{
    private static readonly TimeZoneInfo Nairobi = TimeZoneInfo.FindSystemTimeZoneById("Africa/Nairobi");

    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Every_message_is_counted_once_by_each_of_its_properties()
    {
        var tenant = await _app.NewTenantAsync();
        tenant.Books.AddOffice(2, "Kisumu");
        await tenant.RepayAsync();
        await tenant.RepayAsync();
        await _app.DrainAsync();
        tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Amina Odhiambo", null) { OfficeId = 2 });
        _app.Clock.Advance(TimeSpan.FromMinutes(10)); // the core's answer is not kept for so long
        await tenant.RepayAsync();
        await _app.DrainAsync();

        var view = await FollowedAsync();

        view.Counts.Messages.ShouldBe(3);
        view.Parts.ShouldBe(2);
        foreach (var dimension in new[] { ReportDimension.Tenant, ReportDimension.Office, ReportDimension.Event, ReportDimension.Route })
        {
            view.By[dimension].Sum(line => line.Counts.Messages).ShouldBe(3, dimension.ToString());
        }

        view.By[ReportDimension.Office].Select(line => (line.Name, line.Counts.Messages)).ShouldBe([("Head Office", 2), ("Kisumu", 1)]);
        view.By[ReportDimension.Reason].ShouldHaveSingleItem().Name.ShouldBe("no_number");
        view.By[ReportDimension.Tenant].ShouldHaveSingleItem().Name.ShouldBe(tenant.Id);
        view.By[ReportDimension.Event].ShouldHaveSingleItem().Name.ShouldBe("LOAN REPAYMENT");
        view.Points.Sum(point => point.Counts.Messages).ShouldBe(3);
    }

    [Fact]
    public async Task What_changes_later_is_counted_where_it_belongs_now_and_not_twice()
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        var before = await FollowedAsync();
        await _app.DrainAsync();

        var after = await FollowedAsync();

        (before.Counts.Waiting, before.Counts.Messages).ShouldBe((1, 1));
        (after.Counts.Waiting, after.Counts.Messages).ShouldBe((0, 1));
        (await FollowedAsync()).Counts.ShouldBe(after.Counts);
    }

    [Fact]
    public async Task A_day_is_the_readers_own()
    {
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        await _app.DrainAsync();
        await FollowedAsync();
        var there = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_app.Clock.GetUtcNow(), Nairobi).DateTime);

        (await ReadAsync((there, there), Nairobi)).Counts.Messages.ShouldBe(1);
        (await ReadAsync((there.AddDays(1), there.AddDays(1)), Nairobi)).Counts.Messages.ShouldBe(0);
        (await ReadAsync((there.AddDays(-1), there.AddDays(-1)), Nairobi)).Counts.Messages.ShouldBe(0);
    }

    [Fact]
    public async Task A_change_that_comes_while_an_hour_is_counted_is_not_lost()
    {
        using var store = await TempStore.OpenAsync();
        var hour = store.Clock.GetUtcNow().ToUnixTimeMilliseconds() / 3_600_000 * 3_600_000;
        await store.Database.WriteAsync(session => ReportRollUp.Mark(session, [hour]));
        await store.Database.WriteAsync(session => ReportRollUp.Mark(session, [hour]));
        store.One<long>("SELECT changes FROM roll_up_report_due").ShouldBe(2);

        await new ReportRollUp(store.Database, new ReportPrices(store.Database, new PriceTable(Options.Create(new PricesOptions()))), store.Clock, NullLogger<ReportRollUp>.Instance).RunAsync(TimeSpan.MaxValue, Cancellation);

        store.Count("roll_up_report_due").ShouldBe(0);
    }

    [Theory]
    [InlineData(0.01, 60)]
    [InlineData(3, 60)]
    [InlineData(9, 180)] // an hour of millions
    public void What_takes_long_to_count_is_counted_less_often(double took, double wait) =>
        ReportRollUp.WaitAfter(TimeSpan.FromSeconds(took)).ShouldBe(TimeSpan.FromSeconds(wait));

    [Fact]
    public async Task A_day_begins_where_it_does_in_a_zone_that_is_off_by_half_an_hour()
    {
        var india = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        var now = _app.Clock.GetUtcNow();
        var midnight = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero) - india.GetUtcOffset(now); // 18:30
        _app.Clock.Advance((midnight > now ? midnight : midnight.AddDays(1)) + TimeSpan.FromMinutes(10) - now);
        var tenant = await _app.NewTenantAsync();
        await tenant.RepayAsync();
        await _app.DrainAsync();
        await FollowedAsync();
        var there = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(_app.Clock.GetUtcNow(), india).DateTime);

        (await ReadAsync((there, there), india)).Counts.Messages.ShouldBe(1);
        (await ReadAsync((there.AddDays(-1), there.AddDays(-1)), india)).Counts.Messages.ShouldBe(0);
    }

    [Fact]
    public async Task Hours_that_are_not_counted_yet_are_told_of()
    {
        await _app.NewTenantAsync();
        var today = DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime);
        var start = new DateTimeOffset(today.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds();
        await _app.Services.GetRequiredService<Database>().WriteAsync(session => ReportRollUp.Mark(session, Enumerable.Range(0, 5).Select(hour => start + (hour * 3_600_000L))));

        (await ReadAsync((today, today), TimeZoneInfo.Utc)).UncountedWords.ShouldNotBeNull().ShouldStartWith("5 hours of this time are not counted yet, so the figures may be too low");
        (await ReadAsync((today.AddDays(2), today.AddDays(2)), TimeZoneInfo.Utc)).UncountedWords.ShouldBeNull();
        await FollowedAsync();
        (await ReadAsync((today, today), TimeZoneInfo.Utc)).UncountedWords.ShouldBeNull();
    }

    private async Task<ReportView> FollowedAsync()
    {
        await TestDatabase.SettleAsync();
        await _app.Services.GetRequiredService<RollUp>().RunAsync(Cancellation);
        await _app.Services.GetRequiredService<ReportRollUp>().RunAsync(TimeSpan.MaxValue, Cancellation);
        var today = DateOnly.FromDateTime(_app.Clock.GetUtcNow().UtcDateTime);
        return await ReadAsync((today.AddDays(-1), today.AddDays(1)), TimeZoneInfo.Utc);
    }

    private async Task<ReportView> ReadAsync((DateOnly, DateOnly) days, TimeZoneInfo zone) =>
        await _app.Services.GetRequiredService<ReportQueries>().ReadAsync(days, zone, new VisibleTenants(IsAll: false, [.. Enumerable.Range(1, 50).Select(id => (long)id)]), Cancellation);
}
