using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Partners.Notices;
using SmsBridge.Store;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>A subscription's notifications by time, state and code: whatever index leads, the list is what a look at each of them gives.</summary>
public class NoticeListTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private const int Count = 240;
    private const int PageSize = 7;

    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_filter_shows_what_it_says_page_by_page_and_nothing_twice()
    {
        var (mine, others) = (await FillAsync(), await FillAsync());
        var all = await RowsAsync(mine);
        all.Count.ShouldBe(Count);

        foreach (var filter in Filters())
        {
            var told = filter.IsByTime ? all.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id) : all.OrderByDescending(row => row.Id);
            var expected = told.Where(row => filter.Takes(row, CodeOf(row))).Select(row => row.Id).ToList();

            (await PagesAsync(mine, filter)).ShouldBe(expected, filter.ToString());
        }

        (await RowsAsync(others)).Count.ShouldBe(Count);
    }

    [Fact]
    public async Task A_code_that_nearly_all_tell_is_not_stored_and_is_found_all_the_same()
    {
        var subscription = await FillAsync();

        (await PagesAsync(subscription, new NoticeFilter(Code: "MR101"))).Count.ShouldBe((await RowsAsync(subscription)).Count(row => CodeOf(row) == "MR101"));
        (await stage.App.QueryAsync<string>("SELECT code FROM notification WHERE subscription_id = @subscription AND code = 'MR101'", new { subscription })).ShouldBeEmpty();
    }

    private static IEnumerable<NoticeFilter> Filters() =>
        from state in new NotificationState?[] { null, NotificationState.Waiting, NotificationState.Delivered, NotificationState.GivenUp, NotificationState.Held }
        from code in new[] { null, "MR101", "ER104", "MR103", "ER105" }
        from time in new (DateTimeOffset? From, DateTimeOffset? To)[]
        {
            (null, null), (Start.AddHours(30), null), (null, Start.AddHours(90)), (Start.AddHours(30), Start.AddHours(90)), (Start.AddDays(400), null), (DateTimeOffset.MinValue, DateTimeOffset.MaxValue),
        }
        select new NoticeFilter(state, code, time.From, time.To);

    private async Task<List<long>> PagesAsync(long subscription, NoticeFilter filter)
    {
        List<long> seen = [];
        for (long? before = null; seen.Count <= Count;)
        {
            var page = await stage.Queries.ListAsync(subscription, before, filter, PageSize, Cancellation);
            seen.AddRange(page.Select(row => row.Id));
            if (page.Count < PageSize)
            {
                break;
            }

            before = page[^1].Id;
        }

        return seen;
    }

    private async Task<List<NotificationRow>> RowsAsync(long subscription) => await stage.Queries.ListAsync(subscription, null, NoticeFilter.All, 10_000, Cancellation);

    private static string CodeOf(NotificationRow row)
    {
        using var body = System.Text.Json.JsonDocument.Parse(row.Body);
        return body.RootElement.GetProperty("status").GetProperty("code").GetString()!;
    }

    /// <summary>States and codes mixed, in time but for a clock that was set back by hours once.</summary>
    private async Task<long> FillAsync()
    {
        var partner = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        var random = new Random(20261130);
        await stage.App.Services.GetRequiredService<Database>().WriteAsync(session =>
        {
            for (var index = 0; index < Count; index++)
            {
                var code = random.Next(10) switch { 0 => "ER104", 1 => "MR103", _ => "MR101" };
                var state = random.Next(8) switch { 0 => NotificationState.Waiting, 1 => NotificationState.GivenUp, 2 => NotificationState.Held, _ => NotificationState.Delivered };
                var at = Start.AddHours(index > 150 ? index - 5 : index).ToUnixTimeMilliseconds();
                session.Execute("""
                    INSERT INTO notification (subscription_id, event_id, occasion, webhook_id, body, code, created_at, due_at, state)
                    VALUES (@SubscriptionId, 0, 4, @webhook, @body, @stored, @at, @due, @state)
                    """, new
                {
                    partner.SubscriptionId, webhook = $"msg_{Guid.NewGuid():N}", stored = NoticeFilter.Stored(code), at, due = state == NotificationState.Waiting ? at : (long?)null,
                    state = (int)state, body = System.Text.Encoding.UTF8.GetBytes("{\"status\":{\"code\":\"" + code + "\",\"message\":\"\"}}"),
                });
            }
        });
        return partner.SubscriptionId;
    }
}
