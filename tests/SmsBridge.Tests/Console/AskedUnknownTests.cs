using System.Net;
using SmsBridge.Operators;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>A filter nobody understands is said on the page and answered 400 by the API; it is never passed over.</summary>
public class AskedUnknownTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("audit?action=nonsense", "action must be one of")]
    [InlineData("messages?to=2026-11-01&from=2026-12-01", "to must be later than from.")]
    [InlineData("messages?from=soon", "from must be a time such as 2026-11-21T08:00:00Z.")]
    [InlineData("audit?before=x", "before must be the number of a row.")]
    [InlineData("audit?colour=red", "Known parameters: operator, action, tenant, from, to, before, limit.")]
    [InlineData("partners/{code}/deliveries?state=nonsense", "state must be one of waiting, delivered, given_up, held.")]
    [InlineData("partners/{code}/deliveries?before=x", "before must be the number of a notification.")]
    [InlineData("partners/{code}/deliveries?colour=red", "Known parameters: reference, state, code, from, to, q, before.")]
    public async Task A_list_says_what_it_does_not_understand(string path, string words)
    {
        var partner = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        path = path.Replace("{code}", partner.Code, StringComparison.Ordinal);

        var page = await PageAsync(admin, $"/console/{path}");
        using var answer = await admin.GetAsync($"/api/{path}", Cancellation);

        page.ShouldContain($"The address asks for something unknown: {words}");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe(path[(path.IndexOf('?') + 1)..path.IndexOf('=')]);
    }

    [Theory]
    [InlineData("?window=2h", "window must be one of 1h, 24h, 7d, 30d.")]
    [InlineData("?colour=red", "Known parameters: window.")]
    public async Task The_overview_says_that_it_shows_another_time_than_was_asked_for(string query, string words)
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        (await PageAsync(admin, "/console" + query)).ShouldContain($"The address asks for something unknown: {words} The last 24 hours are shown.");
        (await PageAsync(admin, "/console?window=7d&live=1")).ShouldNotContain("something unknown");
    }

    [Fact]
    public async Task A_subscription_the_partner_does_not_have_was_not_told_nothing_but_is_not_there()
    {
        var partner = await stage.AddPartnerAsync(await stage.App.NewTenantAsync());
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        (await PageAsync(admin, $"/console/partners/{partner.Code}/deliveries?reference=Misspelt")).ShouldContain("The partner has no such subscription.");
        (await StatusAsync(admin, $"/api/partners/{partner.Code}/deliveries?reference=Misspelt")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(admin, $"/api/partners/{partner.Code}/deliveries?reference=ReconM12&state=held")).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("messages?tenant=")]
    [InlineData("messages.csv?tenant=")]
    [InlineData("clients-without-number.csv?tenant=")]
    [InlineData("report.csv?tenant=")]
    [InlineData("events?tenant=")]
    [InlineData("audit?tenant=")]
    [InlineData("stats?tenant=")]
    [InlineData("stats/today?tenant=")]
    public async Task The_API_says_that_there_is_no_such_tenant_and_the_same_of_one_that_is_others(string path)
    {
        var (own, others) = (await stage.App.NewTenantAsync(), await stage.App.NewTenantAsync());
        using var bound = await stage.App.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([own.Id]));

        using var unknown = await bound.GetAsync($"/api/{path}misspelt", Cancellation);
        using var foreign = await bound.GetAsync($"/api/{path}{others.Id}", Cancellation);

        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var problem = await Json.ReadAsync(unknown);
        problem.Text("field").ShouldBe("tenant");
        problem.Text("detail").ShouldBe("There is no tenant misspelt that you look after.");
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Json.ReadAsync(foreign)).Text("detail").ShouldBe($"There is no tenant {others.Id} that you look after.");
        (await StatusAsync(bound, $"/api/{path}{own.Id}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_bulk_resend_of_a_tenant_there_is_not_is_refused_by_its_name()
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        using var answer = await admin.PostAsync("/api/resends/plan", new StringContent("""{"filter":"?tenant=misspelt"}""", System.Text.Encoding.UTF8, "application/json"), Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe("tenant");
        (await PageAsync(admin, "/console/messages/resend?tenant=misspelt")).ShouldContain("There is no tenant misspelt that you look after.");
    }

    [Fact]
    public async Task A_part_of_a_page_there_is_not_is_said()
    {
        var tenant = await stage.App.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);
        var eventId = await tenant.RepayAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        (await PageAsync(admin, $"/console/messages/{eventId}?tab=nots")).ShouldContain("something unknown: tab must be one of text, raw, core, provider, related, notes. Text as sent is shown.");
        (await PageAsync(admin, $"/console/tenants/{tenant.Id}/kees")).ShouldContain("the last part must be one of connection, keys, core, provider, routes, texts, opt-outs, gaps, schedule, holding, privacy, danger. Connection is shown.");
        (await PageAsync(admin, $"/console/partners/{partner.Code}/acess")).ShouldContain("the last part must be one of subscriptions, deliveries, signature, access. Subscriptions is shown.");
        foreach (var known in new[] { $"messages/{eventId}?tab=notes", $"messages/{eventId}", $"tenants/{tenant.Id}", $"tenants/{tenant.Id}/keys", $"partners/{partner.Code}/access" })
        {
            (await PageAsync(admin, "/console/" + known)).ShouldNotContain("something unknown");
        }
    }

    [Theory]
    [InlineData("before=x", "before must be the number of a row.")]
    [InlineData("colour=red", "Known parameters: before.")]
    public async Task A_place_in_the_opt_outs_that_can_not_be_read_is_said(string query, string words)
    {
        var tenant = await stage.App.NewTenantAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        var page = await PageAsync(admin, $"/console/tenants/{tenant.Id}/opt-outs?{query}");
        using var answer = await admin.GetAsync($"/api/tenants/{tenant.Id}/opt-outs?{query}", Cancellation);

        page.ShouldContain($"The address asks for something unknown: {words} The newest are shown.");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe(query[..query.IndexOf('=')]);
    }

    [Theory]
    [InlineData("messages")]
    [InlineData("events")]
    public async Task A_misspelt_tenant_is_not_one_without_messages(string list)
    {
        var tenant = await stage.App.NewTenantAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        (await PageAsync(admin, $"/console/{list}?tenant=misspelt")).ShouldContain("There is no tenant misspelt that you look after.");
        (await PageAsync(admin, $"/console/{list}?tenant={tenant.Id}")).ShouldNotContain("There is no tenant");
    }

    [Theory]
    [InlineData("{\"reson\":\"x\"}", "reson", "There is no member of this name. Known members: reason, force, again, text.")]
    [InlineData("{\"force\":\"yes\"}", "force", "force is not what it must be here")]
    [InlineData("{\"force\":true", "body", "The body is not the JSON expected here")]
    public async Task A_member_of_a_body_that_is_not_understood_is_named_and_nothing_is_done(string body, string field, string words)
    {
        var tenant = await stage.App.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        using var support = await stage.App.SignInAsAsync(OperatorRole.Support);
        support.DefaultRequestHeaders.Add("X-SmsBridge", "1");

        using var answer = await support.PostAsync($"/api/messages/{eventId}/resend", new StringContent(body), Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await Json.ReadAsync(answer);
        problem.Text("field").ShouldBe(field);
        problem.Text("detail")!.ShouldContain(words);
    }
}
