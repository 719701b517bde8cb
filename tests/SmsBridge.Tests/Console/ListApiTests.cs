using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.EventList;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>What the pages of events, opt-outs and bulk resends show and do, for programs.</summary>
public class ListApiTests(ConsoleApp console) : IClassFixture<ConsoleApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SmsBridgeApp App => console.App;

    [Fact]
    public async Task Events_are_listed_with_their_outcome_and_only_ones_own()
    {
        var (tenant, other) = (await App.NewTenantAsync(), await App.NewTenantAsync());
        var repayment = await tenant.RepayAsync();
        await other.RepayAsync();
        await App.DrainAsync();
        var repeated = await tenant.PostAsync(RawHook.Repayment((await App.QueryAsync<long>("SELECT resource_id FROM event WHERE id = @repayment", new { repayment }))[0]));

        var all = (await GetAsync("/api/events", $"Viewer;{tenant.Id}")).GetProperty("events").EnumerateArray().ToList();
        var repeats = (await GetAsync("/api/events?outcome=duplicate&when=all", $"Viewer;{tenant.Id}")).GetProperty("events").EnumerateArray().ToList();

        all.Select(it => it.GetProperty("id").GetInt64()).ShouldBe([repeated.EventId, repayment]);
        all[1].Text("status").ShouldBe("sent");
        var repeat = repeats.ShouldHaveSingleItem();
        repeat.GetProperty("duplicateOf").GetInt64().ShouldBe(repayment);
        repeat.Text("explanation").ShouldNotBeNull();
    }

    [Theory]
    [InlineData("/api/events?outcome=nonsense", "outcome")]
    [InlineData("/api/events?when=yesterday", "when")]
    [InlineData("/api/events?from=yesterday", "from")]
    [InlineData("/api/events?before=abc", "before")]
    [InlineData("/api/events?status=failed", "status")] // a messages' filter: passed over, it would show all events
    [InlineData("/api/events?client=42", "client")]
    [InlineData("/api/messages?before=abc", "before")]
    [InlineData("/api/messages?client=42", "client")]
    [InlineData("/api/stats/today?since=yesterday", "since")]
    [InlineData("/api/stats/attention?tenant=default", "tenant")]
    [InlineData("/api/stats?windw=1h", "windw")]
    [InlineData("/api/tenants?state=paused", "state")]
    [InlineData("/api/partners?code=x", "code")]
    public async Task What_is_not_understood_is_named(string url, string field)
    {
        using var client = console.As("Viewer;*");
        using var answer = await client.GetAsync(url, Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe(field);
    }

    [Theory]
    [InlineData("/api/audit?before=abc", "before", "the number of a row")]
    [InlineData("/api/audit?limit=", null, null)]
    [InlineData("/api/audit?from=2026-13-01", "from", "a day such as")]
    [InlineData("/api/audit?from=2026-01-02&to=2026-01-01", "to", "from or later")]
    [InlineData("/api/audit?since=2026-01-01", "since", "operator, action, tenant, from, to, before, limit")]
    [InlineData("/api/audit?Operator=ann", null, null)]
    [InlineData("/api/operators?role=admin", "role", "No parameters")]
    public async Task A_parameter_is_read_or_refused_with_what_it_may_be(string url, string? field, string? words)
    {
        using var client = console.As("Admin;*");
        using var answer = await client.GetAsync(url, Token);

        answer.StatusCode.ShouldBe(field is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest);
        if (field is not null)
        {
            var problem = await Json.ReadAsync(answer);
            problem.Text("field").ShouldBe(field);
            problem.Text("detail").ShouldNotBeNull().ShouldContain(words!);
        }
    }

    [Theory]
    [InlineData("outcome=refusd", "outcome must be one of")]
    [InlineData("when=2d", "when must be one of")]
    [InlineData("before=abc", "before must be the number of an event")]
    [InlineData("status=failed", "Known parameters: q, outcome")]
    public async Task The_page_of_events_says_what_it_left_out_and_keeps_the_rest(string query, string words)
    {
        var page = WebUtility.HtmlDecode(await console.PageAsync($"/console/events?{query}&q=client:7"));

        page.ShouldContain(words);
        page.ShouldContain("value=\"client:7\"");
    }

    [Fact]
    public async Task Events_of_a_time_are_listed_from_its_beginning()
    {
        var tenant = await App.NewTenantAsync();
        await tenant.RepayAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(10));
        var from = App.Clock.GetUtcNow();
        var second = await tenant.RepayAsync();

        var page = await GetAsync($"/api/events?from={from:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}", $"Viewer;{tenant.Id}");

        page.GetProperty("events").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetInt64().ShouldBe(second);
    }

    [Fact]
    public async Task Events_of_one_outcome_are_looked_for_further_back_by_the_cursor_and_the_page_says_how_far_it_looked()
    {
        var tenant = await App.NewTenantAsync();
        var who = $"Viewer;{tenant.Id}";
        var repeated = await tenant.PostAsync(new RawHook(RawHook.FlatRepayment));
        var repeat = (await tenant.PostAsync(new RawHook(RawHook.FlatRepayment))).EventId;
        for (var refused = 0; refused < 4; refused++)
        {
            await tenant.PostAsync(new RawHook("[]"));
        }

        var queries = App.Services.GetRequiredService<EventListQueries>();
        var budget = queries.Budget;
        queries.Budget = 3;
        try
        {
            var page = WebUtility.HtmlDecode(await console.PageAsync("/console/events?outcome=duplicate", who));
            var first = await GetAsync("/api/events?outcome=duplicate", who);
            var second = await GetAsync(first.Text("next")!, who);

            page.ShouldContain("None of the newest that were set aside is of this outcome; older ones have not been looked at yet.");
            page.ShouldContain("Look further back");
            page.ShouldNotContain("at any time.");
            first.GetProperty("events").GetArrayLength().ShouldBe(0);
            second.GetProperty("events").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetInt64().ShouldBe(repeat);
            second.Text("next").ShouldBeNull();
            (await GetAsync($"/api/events?outcome=duplicate&after={repeated.EventId}", who)).GetProperty("events").EnumerateArray()
                .ShouldHaveSingleItem().GetProperty("id").GetInt64().ShouldBe(repeat);
        }
        finally
        {
            queries.Budget = budget;
        }
    }

    [Fact]
    public async Task Events_are_not_searched_by_telephone_number_and_that_is_said()
    {
        var page = WebUtility.HtmlDecode(await console.PageAsync("/console/events?q=%2B254712345678"));

        page.ShouldContain("Messages also by telephone number");
        page.ShouldNotContain("look at its hook");
    }

    [Fact]
    public async Task A_tenant_no_tenant_can_be_called_is_refused_and_the_parameter_is_described()
    {
        using var client = console.As("Viewer;*");

        using var answer = await client.GetAsync($"/api/events?tenant={new string('x', 201)}", Token);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe("tenant");
        (await GetAsync("/openapi/v1.json", "Viewer;*")).GetProperty("paths").GetProperty("/api/events").GetProperty("get").GetProperty("parameters")
            .EnumerateArray().ShouldContain(parameter => parameter.Text("name") == "tenant");
    }

    [Theory]
    [InlineData("LOAN_DISBURSE", HttpStatusCode.OK)] // as the texts spell it
    [InlineData("loan%20disburse", HttpStatusCode.OK)]
    [InlineData("SMS_CAMPAIGN", HttpStatusCode.OK)]
    [InlineData("NO%20SUCH", HttpStatusCode.BadRequest)]
    [InlineData("COLLECTIONSHEET%20SAVE", HttpStatusCode.BadRequest)] // no SMS is ever of it
    public async Task Messages_are_listed_by_any_event_that_has_some_in_either_spelling(string name, HttpStatusCode status)
    {
        using var client = console.As("Viewer;*");

        using var answer = await client.GetAsync($"/api/messages?event={name}", Token);

        answer.StatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task The_list_of_messages_shows_which_event_it_is_of()
    {
        var page = WebUtility.HtmlDecode(await console.PageAsync("/console/messages?event=LOAN_DISBURSE"));

        page.ShouldMatch("<option value=\"LOAN DISBURSE\"[^>]* selected");
        page.ShouldContain("<option value=\"SMS CAMPAIGN\"");
    }

    [Fact]
    public async Task Who_opted_out_is_listed_masked()
    {
        var tenant = await App.NewTenantAsync();
        await App.MeddleAsync(
            "INSERT INTO opt_out (tenant_id, sender, number, since, source) SELECT id, '+15005550006', '+254712345678', 1000, 'inbound' FROM tenant WHERE identifier = @Id", new { tenant.Id });

        var row = (await GetAsync($"/api/tenants/{tenant.Id}/opt-outs", $"Viewer;{tenant.Id}")).GetProperty("optOuts").EnumerateArray().ShouldHaveSingleItem();

        row.Text("number").ShouldBe("+25471****678");
        using var foreign = console.As("Viewer;somebody-else");
        (await foreign.GetAsync($"/api/tenants/{tenant.Id}/opt-outs", Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_bulk_resend_wants_to_know_which_and_is_not_for_viewers()
    {
        using var support = console.As("Support;*");
        using var viewer = console.As("Viewer;*");

        await PostAsync(support, "/api/resends/plan", new { }, HttpStatusCode.BadRequest);
        await PostAsync(support, "/api/resends/plan", new { messages = new[] { 1 }, filter = "?when=all" }, HttpStatusCode.BadRequest);
        await PostAsync(support, "/api/resends/plan", new { filter = "?stauts=failed" }, HttpStatusCode.BadRequest);
        await PostAsync(viewer, "/api/resends/plan", new { filter = "?when=all" }, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_slip_in_a_link_costs_no_more_than_itself()
    {
        var (tenant, other) = (await App.NewTenantAsync(), await App.NewTenantAsync());
        var (mine, theirs) = (await tenant.RepayAsync(), await other.RepayAsync());
        await App.DrainAsync();

        var page = await console.PageAsync($"/console/messages?tenant={tenant.Id}&status=nonsense&colour=red");

        page.ShouldContain("status must be one of");
        page.ShouldContain($"data-id=\"{mine}\"");
        page.ShouldNotContain($"data-id=\"{theirs}\"");
    }

    private async Task<JsonElement> GetAsync(string url, string who)
    {
        using var client = console.As(who);
        using var answer = await client.GetAsync(url, Token);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, url);
        return await Json.ReadAsync(answer);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string url, object body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync(url, body, Token);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync(Token));
        return await Json.ReadAsync(answer);
    }
}
