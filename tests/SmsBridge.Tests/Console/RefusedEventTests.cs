using System.Net;
using SmsBridge.Insight.EventList;
using SmsBridge.Insight.Lists;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What the core told us and we refused is found by the client who asks, and said to be what it is.</summary>
public class RefusedEventTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private const string Paid = """{"officeId":1,"clientId":7,"loanId":31,"resourceId":904,"changes":{"transactionAmount":"1500.50"}}""";

    private SmsBridgeApp App => console.App;

    [Theory]
    [InlineData("wrong key", Paid, "client:7", "1500.50")]
    [InlineData("wrong key", Paid, "loan:31", "1500.50")]
    [InlineData("wrong key", Paid, "000000007", null)]
    [InlineData(null, """{"clientId":7,"loanId":31,"changes":{"transactionAmount":2000}}""", "7", "2000")]
    [InlineData(null, """{"clientId":7,"loanId":31,"resourceId":"x"}""", "loan:31", null)]
    [InlineData(null, """{"clientId":7,"loanId":31,"resourceId":904""", "client:7", null)]
    [InlineData(null, """{"entityName":"LOAN","request":{"transactionAmount":"750"},"response":{"clientId":7,"loanId":31}}""", "31", "750")]
    public async Task A_refused_repayment_is_found_by_whom_it_was_of(string? key, string body, string search, string? amount)
    {
        var tenant = await App.NewTenantAsync();
        var viewer = $"Viewer;{tenant.Id}";

        var reply = await tenant.PostAsync(new RawHook(body) { ApiKey = key });

        reply.Status.ShouldBe(key is null ? HttpStatusCode.BadRequest : HttpStatusCode.Unauthorized);
        var id = (await App.QueryAsync<long>("SELECT MAX(id) FROM event WHERE verdict = 4")).ShouldHaveSingleItem();
        var query = Uri.EscapeDataString(search);
        (await console.PageAsync($"/console/events?q={query}", viewer)).ShouldContain($"console/messages/{id}\"");
        (await console.PageAsync($"/console/messages?q={query}", viewer)).ShouldContain("The core told us of this and we refused it; no SMS went out");
        var page = await console.PageAsync($"/console/messages/{id}", viewer);
        page.ShouldContain("The core told us, we refused it, and no SMS went out.");
        page.ShouldContain("q=client%3A7");
        page.ShouldContain("q=loan%3A31");
        page.ShouldContain(amount is null ? "" : $"The body names an amount of {amount}.");
        page.ShouldNotContain("No SMS belongs to");
    }

    [Theory]
    [InlineData("client:8")]
    [InlineData("Jane")]
    public async Task What_nobody_named_is_not_found(string search)
    {
        var tenant = await App.NewTenantAsync();
        await tenant.PostAsync(new RawHook(Paid) { ApiKey = "wrong key" });

        var page = WebUtility.HtmlDecode(await console.PageAsync($"/console/events?q={Uri.EscapeDataString(search)}", $"Viewer;{tenant.Id}"));

        page.ShouldContain($"No event found for “{search}”, at any time.");
    }

    [Fact]
    public async Task Another_tenants_refusals_are_not_found()
    {
        var (own, other) = (await App.NewTenantAsync(), await App.NewTenantAsync());
        await other.PostAsync(new RawHook(Paid) { ApiKey = "wrong key" });

        (await console.PageAsync("/console/events?q=client:7", $"Viewer;{own.Id}")).ShouldContain("No event found");
        (await console.PageAsync("/console/messages?q=client:7", $"Viewer;{own.Id}")).ShouldNotContain("we refused it");
    }

    [Fact]
    public async Task The_text_of_an_event_no_sms_belongs_to_is_never_kept()
    {
        var tenant = await App.NewTenantAsync();
        await tenant.PostAsync(new RawHook("""{"clientId":7,"password":"hunter2"}""") { Entity = "USER", Action = "UPDATE", ApiKey = "wrong key" });

        (await App.QueryAsync<long?>("SELECT client_id FROM event ORDER BY id DESC LIMIT 1")).ShouldBe([null]);
        (await App.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE verdict = 4 AND body IS NOT NULL")).ShouldBe([0]);
    }

    [FileOnly]
    [Theory]
    [InlineData("client:7", null, "message_client", "event_aside_client")]
    [InlineData("loan:31", null, "message_loan", "event_aside_loan")]
    [InlineData("client:7", Verdict.Refused, "event_aside_client")]
    internal async Task A_search_reads_a_page_of_an_index(string search, Verdict? verdict, params string[] indexes)
    {
        using var store = await TempStore.OpenAsync();
        var queries = EventListQueries.Queries(SearchTerm.Parse(search, [], anySuffix: false), verdict).Where(query => query.Table.Name != "waiting_event").ToList();

        queries.Count.ShouldBe(indexes.Length);
        foreach (var (query, index) in queries.Zip(indexes))
        {
            var ids = new ListRows(query.Table.Id, query.Table.Name, query.Table.Id);
            var plan = store.Explain((query with { Rows = ids }).OfOne(store.Database.Dialect), query.Parameters(new ListBounds([1], 0, long.MaxValue, Rows: 51)));
            plan.ShouldHaveSingleItem().ShouldContain(index); // no sorting of what an index has in order
        }
    }
}
