using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.EventLog;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight.EventLog;

/// <summary>Where no index knows a filter, a page looks through so much and no more, and the cursor goes on: all is found, and each page costs the same.</summary>
public sealed class EventLogWalkTests : IAsyncLifetime
{
    private const int Budget = 3;

    private static readonly RawHook Unhandled = new("{}") { Entity = "CENTER", Action = "ACTIVATE" };

    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
        _app.Services.GetRequiredService<EventQueries>().Budget = Budget;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("?status=duplicate&limit=2")]
    [InlineData("?status=duplicate&limit=2&from=2020-01-01T00:00:00Z&to=2090-01-01T00:00:00Z")]
    public async Task What_is_rare_among_what_was_set_aside_is_found_further_back(string query)
    {
        var expected = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            await _tenant.PostAsync(RawHook.Repayment(1));
            await _tenant.PostAsync(RawHook.Repayment(1));
            expected.Insert(0, (await _tenant.LogAsync("?limit=1"))[0].GetProperty("eventId").GetInt64());
            for (var more = 0; more < Budget + 1; more++)
            {
                await _tenant.PostAsync(Unhandled);
            }
        }

        var (listed, pages) = await WalkAsync(query);

        listed.Distinct().Order().ShouldBe(listed.Order(), "each once");
        expected.ShouldBeSubsetOf(listed);
        pages.ShouldBeGreaterThan(3);
        (await _tenant.GetAsync(_tenant.EventsUrl + query)).GetProperty("events").GetArrayLength().ShouldBe(0, "the newest are others, and there is a next page");
    }

    [Theory]
    [InlineData("?status=sent", 1)]
    [InlineData("?status=sent&from=2020-01-01T00:00:00Z", 1)]
    [InlineData("?from=2020-01-01T00:00:00Z", 9)]
    [InlineData("?to=2020-01-01T00:00:00Z", 0)]
    public async Task Messages_and_times_are_looked_through_in_the_same_way(string query, int found)
    {
        var sent = await _tenant.RepayAsync();
        await _app.DrainAsync();
        for (var more = 0; more < 8; more++)
        {
            _app.Gateway.Next(new SmsBridge.Gateways.SendResult.Rejected(SmsBridge.Gateways.FailureClass.Permanent, "21211", "no"));
            await _tenant.RepayAsync();
            await _app.DrainAsync();
        }

        var (listed, _) = await WalkAsync(query);

        listed.Count.ShouldBe(found);
        listed.Distinct().Count().ShouldBe(found);
        (found == 0 || listed.Contains(sent)).ShouldBeTrue();
    }

    private async Task<(List<long> Listed, int Pages)> WalkAsync(string query)
    {
        var (listed, pages) = (new List<long>(), 0);
        for (var url = _tenant.EventsUrl + query; url is not null && pages < 100; pages++)
        {
            var page = await _tenant.GetAsync(url);
            listed.AddRange(page.GetProperty("events").EnumerateArray().Select(it => it.GetProperty("eventId").GetInt64()));
            url = page.Text("next");
        }

        return (listed, pages);
    }
}
