using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.AuditList;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary><c>/api</c>: who may do what, and nobody anything with another's tenants.</summary>
public class ConsoleApiTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_session_every_route_of_the_api_answers_401_and_redirects_nowhere()
    {
        using var stranger = app.CreateBrowser();
        stranger.DefaultRequestHeaders.Add(OperatorApi.Header, "1");

        var routes = Routes();
        routes.Count.ShouldBeGreaterThan(12);
        foreach (var (method, path) in routes)
        {
            using var answer = await SendAsync(stranger, method, path);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
        }
    }

    [Fact]
    public async Task What_changes_something_needs_the_header_that_no_foreign_page_can_send()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        admin.DefaultRequestHeaders.Remove(OperatorApi.Header);

        foreach (var (method, path) in Routes().Where(route => route.Method != "GET"))
        {
            using var answer = await SendAsync(admin, method, path);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, $"{method} {path}");
            (await Json.ReadAsync(answer)).Text("field").ShouldBe(OperatorApi.Header);
        }
    }

    [Theory]
    [InlineData("POST", "/api/operators", """{"name":"nulls","role":"viewer","tenants":[null]}""")]
    [InlineData("PATCH", "/api/operators/root", """{"role":"viewer","tenants":[null,""]}""")]
    [InlineData("POST", "/api/partners", """{"partnerCode":"nulls","tenants":[null]}""")]
    [InlineData("PUT", "/api/partners/{code}/tenants", """{"tenants":[null,null]}""")]
    public async Task Nothing_in_a_list_is_nothing_said(string method, string path, string body)
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        var tenant = await app.NewTenantAsync();
        using var added = await admin.PostAsJsonAsync("/api/partners", new { partnerCode = $"p-{tenant.Id}", tenants = new[] { tenant.Id } }, Cancellation);
        using var someone = await admin.PostAsJsonAsync("/api/operators", new { name = "root", role = "viewer", tenants = new[] { tenant.Id } }, Cancellation);
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("{code}", $"p-{tenant.Id}", StringComparison.Ordinal))
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };

        using var answer = await admin.SendAsync(request, Cancellation);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, await answer.Content.ReadAsStringAsync(Cancellation));
        (await Json.ReadAsync(answer)).Text("field").ShouldBe("tenants");
    }

    [Fact]
    public async Task A_tenant_outside_the_scope_is_answered_as_one_that_does_not_exist_on_every_route()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([ours.Id]));

        var routes = Routes().Where(route => route.Path.Contains("{tenant}", StringComparison.Ordinal)).ToList();
        routes.Count.ShouldBeGreaterThan(7);
        foreach (var (method, path) in routes)
        {
            using var foreign = await SendAsync(browser, method, path.Replace("{tenant}", theirs.Id, StringComparison.Ordinal), theirs.Id);
            using var missing = await SendAsync(browser, method, path.Replace("{tenant}", "no-such", StringComparison.Ordinal), "no-such");
            var expected = path.Contains("/clients/", StringComparison.Ordinal) ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound; // admins' alone, whichever the tenant
            foreign.StatusCode.ShouldBe(expected, $"{method} {path}");
            missing.StatusCode.ShouldBe(expected);
            (await Json.ReadAsync(foreign)).Text("detail").ShouldBe((await Json.ReadAsync(missing)).Text("detail"));
        }

        (await app.QueryAsync<long?>("SELECT paused_at FROM tenant WHERE identifier = @Id AND deleted_at IS NULL", theirs)).ShouldBe([null]);
    }

    [Fact]
    public async Task A_message_outside_the_scope_is_answered_as_one_that_does_not_exist_on_every_route()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        var eventId = (await theirs.RepayAsync()).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await app.DrainAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([ours.Id]));

        var routes = Routes().Where(route => route.Path.Contains("{id}", StringComparison.Ordinal)).ToList();
        routes.Count.ShouldBeGreaterThan(3);
        foreach (var (method, path) in routes)
        {
            using var foreign = await SendAsync(browser, method, path.Replace("{id}", eventId, StringComparison.Ordinal));
            using var missing = await SendAsync(browser, method, path.Replace("{id}", "999999", StringComparison.Ordinal));
            foreign.IsSuccessStatusCode.ShouldBeFalse($"{method} {path}");
            foreign.StatusCode.ShouldBe(missing.StatusCode, $"{method} {path}");
            (await Json.ReadAsync(foreign)).Text("detail")!.Replace(eventId, "N", StringComparison.Ordinal)
                .ShouldBe((await Json.ReadAsync(missing)).Text("detail")!.Replace("999999", "N", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Every_list_with_a_tenant_to_choose_refuses_one_outside_the_scope()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([ours.Id]));

        foreach (var url in new[] { "/api/stats", "/api/stats/today", "/api/audit" }) // the messages' own filter has tests of its own
        {
            using var own = await browser.GetAsync($"{url}?tenant={ours.Id}", Cancellation);
            using var foreign = await browser.GetAsync($"{url}?tenant={theirs.Id}", Cancellation);
            own.StatusCode.ShouldBe(HttpStatusCode.OK, url);
            foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound, url);
        }
    }

    [Fact]
    public async Task The_audit_of_very_many_tenants_is_the_newest_of_all_of_them()
    {
        var queries = app.Services.GetRequiredService<AuditQueries>();
        await app.MeddleAsync("INSERT INTO audit (at, actor, action, tenant_id) VALUES (1, 'many', 'export', 500001), (1, 'many', 'export', 501200), (1, 'many', 'export', 501201)");
        var who = new SignedInOperator(987_654, "many", OperatorRole.Viewer, TenantScope.Of(["x"]), "", null);
        var visible = new VisibleTenants(IsAll: false, [.. Enumerable.Range(500_001, 1_200).Select(id => (long)id)]);

        var page = await queries.ListAsync(new AuditFilter("many", null, null, null), who, visible, Cancellation);

        page.Rows.Select(row => row.TenantId).ShouldBe([501_200, 500_001]);
    }

    [Fact]
    public async Task Lists_hold_the_tenants_of_the_scope_and_no_secret()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([ours.Id]));

        var text = await browser.GetStringAsync("/api/tenants", Cancellation);

        text.ShouldContain(ours.Id);
        text.ShouldNotContain($"\"{theirs.Id}\"");
        text.ShouldNotContain(Some.AuthToken);
        text.ShouldNotContain(ours.ApiKey);
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("support")]
    public async Task Who_only_looks_changes_no_tenant(string roleName)
    {
        var role = OperatorRights.ParseRole(roleName)!.Value;
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(role);

        foreach (var (method, path) in Routes().Where(route => route.Method != "GET" && route.Path.Contains("{tenant}", StringComparison.Ordinal)))
        {
            using var answer = await SendAsync(browser, method, path.Replace("{tenant}", tenant.Id, StringComparison.Ordinal), tenant.Id);
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{method} {path}");
        }
    }

    [Fact]
    public async Task A_test_sms_of_a_paused_tenant_is_said_to_wait_and_what_a_tenant_is_after_its_pause_is_on_the_audit()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        await app.MeddleAsync("UPDATE tenant SET unverified = 'its core did not answer' WHERE identifier = @Id", new { tenant.Id });
        using var paused = await browser.PostAsJsonAsync($"/api/tenants/{tenant.Id}/pause", new { reason = "Month end" }, Cancellation);

        using var tested = await browser.PostAsJsonAsync($"/api/tenants/{tenant.Id}/test-sms", new { number = "0712 345 678" }, Cancellation);
        using var resumed = await browser.PostAsync($"/api/tenants/{tenant.Id}/resume", null, Cancellation);
        var entry = (await GetAsync(browser, "/api/audit?limit=100")).GetProperty("entries").EnumerateArray().First(entry => entry.Text("action") == "tenant_resume");

        (await Json.ReadAsync(tested)).Text("words").ShouldEndWith("waits with all others. The tenant is paused.");
        entry.Text("after").ShouldBe("unverified");
    }

    [Fact]
    public async Task What_is_done_with_a_tenant_is_done_and_on_the_audit()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));

        using var paused = await browser.PostAsJsonAsync($"/api/tenants/{tenant.Id}/pause", new { reason = "Month end" }, Cancellation);
        using var without = await browser.PostAsJsonAsync($"/api/tenants/{tenant.Id}/pause", new { }, Cancellation);
        using var resumed = await browser.PostAsync($"/api/tenants/{tenant.Id}/resume", null, Cancellation);
        using var rotated = await browser.PostAsync($"/api/tenants/{tenant.Id}/keys/api/rotate", null, Cancellation);
        using var verified = await browser.PostAsync($"/api/tenants/{tenant.Id}/verify", null, Cancellation);
        using var tested = await browser.PostAsJsonAsync($"/api/tenants/{tenant.Id}/test-sms", new { number = "0712 345 678" }, Cancellation);
        using var mistyped = await DeleteAsync(browser, tenant.Id, "something else");
        await app.DrainAsync();
        using var deleted = await DeleteAsync(browser, tenant.Id, tenant.Id);
        var entries = (await GetAsync(browser, "/api/audit?limit=100")).GetProperty("entries").EnumerateArray().Select(entry => entry.Text("action")).ToList();

        paused.StatusCode.ShouldBe(HttpStatusCode.OK);
        without.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        resumed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json.ReadAsync(rotated)).Text("value")!.Length.ShouldBe(43);
        tested.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        app.Gateway.Sent.ShouldContain(sms => sms.To.Value == Some.Mobile && sms.Body.Contains("Test of", StringComparison.Ordinal));
        mistyped.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        deleted.StatusCode.ShouldBe(HttpStatusCode.OK);
        verified.StatusCode.ShouldBe(HttpStatusCode.OK);
        entries.ShouldBe(["tenant_delete", "test_sms", "verify", "key_rotate", "tenant_resume", "tenant_pause", "sign_in"]);
    }

    [Fact]
    public async Task Settings_are_proved_and_the_audit_says_what_changed_but_no_secret()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin);

        using var changed = await browser.PatchAsJsonAsync(
            $"/api/tenants/{tenant.Id}", new { phoneNo = "+15005550009", smsProviderToken = "fedcba9876543210fedcba9876543210" }, Cancellation);

        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        var (before, after) = (await app.QueryAsync<(string, string)>(
            "SELECT before, after FROM audit WHERE action = 'settings' AND subject = @subject", new { subject = $"tenant {tenant.Id}" })).ShouldHaveSingleItem();
        before.ShouldContain(Some.Sender);
        after.ShouldContain("+15005550009");
        after.ShouldContain("new provider token");
        after.ShouldNotContain("fedcba98");
    }

    [Fact]
    public async Task The_audit_shows_each_only_the_matters_of_its_tenants_and_its_own_page_by_page()
    {
        var (ours, theirs) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([ours.Id]));
        foreach (var tenant in new[] { ours, theirs, ours, theirs, ours })
        {
            using var rotated = await admin.PostAsync($"/api/tenants/{tenant.Id}/keys/api/rotate?confirm=true", null, Cancellation);
        }

        var seen = new List<string?>();
        for (var url = "/api/audit?limit=2"; url is not null;)
        {
            var page = await GetAsync(browser, url);
            page.GetProperty("entries").GetArrayLength().ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.GetProperty("entries").EnumerateArray().Select(entry => entry.Text("subject")));
            url = page.Text("next");
        }

        seen.Count(subject => subject == $"tenant {ours.Id}").ShouldBe(3);
        seen.ShouldNotContain(subject => subject == $"tenant {theirs.Id}");
        seen.Count.ShouldBe(4); // and its own sign-in
        (await GetAsync(admin, $"/api/audit?tenant={theirs.Id}&action=key_rotate")).GetProperty("entries").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task The_audit_can_not_be_changed_by_anybody_who_opens_the_file()
    {
        await app.AddOperatorAsync(OperatorRole.Viewer);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(); // the database's own clock counts: no entry of its last year goes
        await app.MeddleAsync(FormattableString.Invariant($"INSERT INTO audit (at, actor, action) VALUES ({now}, 'anna', 'note')"));

        (await Should.ThrowAsync<System.Data.Common.DbException>(() => app.MeddleAsync("UPDATE audit SET actor = 'somebody else'"))).Message.ShouldContain("append-only");
        (await Should.ThrowAsync<System.Data.Common.DbException>(() => app.MeddleAsync("DELETE FROM audit"))).Message.ShouldContain("append-only");
    }

    [Fact]
    public async Task Operators_are_kept_by_admins()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        using var tenantAdmin = await app.SignInAsAsync(OperatorRole.TenantAdmin);

        using var added = await admin.PostAsJsonAsync("/api/operators", new { name = "zoe", role = "support", tenants = new[] { "a" } }, Cancellation);
        using var again = await admin.PostAsJsonAsync("/api/operators", new { name = "ZOE", role = "support", allTenants = true }, Cancellation);
        using var wrong = await admin.PostAsJsonAsync("/api/operators", new { name = "yan", role = "king", allTenants = true }, Cancellation);
        using var changed = await admin.PatchAsJsonAsync("/api/operators/zoe", new { role = "viewer", disabled = true }, Cancellation);
        using var denied = await tenantAdmin.GetAsync("/api/operators", Cancellation);

        (await Json.ReadAsync(added)).Text("value")!.Length.ShouldBe(20);
        again.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        denied.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var zoe = (await GetAsync(admin, "/api/operators")).GetProperty("operators").EnumerateArray().Single(it => it.Text("name") == "zoe");
        zoe.Text("role").ShouldBe("viewer");
        zoe.Text("state").ShouldBe("disabled");
        zoe.GetProperty("tenants").EnumerateArray().Select(tenant => tenant.GetString()).ShouldBe(["a"]);
    }

    [Fact]
    public async Task The_description_names_every_route_of_the_console_s_api()
    {
        using var browser = await app.SignInAsAsync(OperatorRole.Viewer);
        using var stranger = app.CreateBrowser();

        var paths = (await GetAsync(browser, "/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(path => path.Name)
            .Where(path => path.StartsWith("/api/", StringComparison.Ordinal)).ToList();
        using var denied = await stranger.GetAsync("/openapi/v1.json", Cancellation);

        paths.ShouldBe(Routes().Select(route => route.Path).Distinct(StringComparer.Ordinal), ignoreOrder: true);
        denied.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private List<(string Method, string Path)> Routes() =>
    [
        .. from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace(":long", "", StringComparison.Ordinal).Replace(":guid", "", StringComparison.Ordinal)
           where path.StartsWith("/api/", StringComparison.Ordinal)
           from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
           select (method, path),
    ];

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string method, string path, string identifier = "x")
    {
        var url = path.Replace("{kind}", "api", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal).Replace("{client}", "7", StringComparison.Ordinal).Replace("{resend}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{run}", Guid.Empty.ToString(), StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(method), url);
        if (path.EndsWith("/pause", StringComparison.Ordinal))
        {
            request.Content = JsonContent.Create(new { reason = "test" });
        }
        else if (method == "DELETE")
        {
            request.Content = JsonContent.Create(new { identifier });
        }

        return await browser.SendAsync(request, Cancellation);
    }

    private static async Task<HttpResponseMessage> DeleteAsync(HttpClient browser, string tenant, string typed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/tenants/{tenant}") { Content = JsonContent.Create(new { identifier = typed }) };
        return await browser.SendAsync(request, Cancellation);
    }

    private static async Task<JsonElement> GetAsync(HttpClient browser, string url)
    {
        using var answer = await browser.GetAsync(url, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, url);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        return document.RootElement.Clone();
    }
}
