using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary><c>/api/partners</c>: who may do what, and nobody anything with another's partners.</summary>
public class PartnerApiTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_partner_outside_the_scope_is_answered_as_one_that_does_not_exist_on_every_route()
    {
        var (ours, theirs) = (await stage.App.NewTenantAsync(), await stage.App.NewTenantAsync());
        var partner = await stage.AddPartnerAsync(theirs);
        using var browser = await stage.App.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([ours.Id]));

        var routes = Routes().ToList();
        routes.Count.ShouldBeGreaterThan(11);
        foreach (var (method, path) in routes)
        {
            using var foreign = await SendAsync(browser, method, path, partner.Code);
            using var missing = await SendAsync(browser, method, path, "no-such");
            foreign.StatusCode.ShouldBe(missing.StatusCode, $"{method} {path}");
            foreign.StatusCode.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
            (await Json.ReadAsync(foreign)).Text("detail").ShouldBe((await Json.ReadAsync(missing)).Text("detail"));
        }
    }

    [Theory]
    [InlineData("viewer", 0)]
    [InlineData("support", 4)]
    [InlineData("tenant-admin", 4)]
    public async Task Changing_partners_is_for_admins_and_sending_again_for_support(string roleName, int allowed)
    {
        var (_, partner) = await StartAsync();
        using var browser = await stage.App.SignInAsAsync(OperatorRights.ParseRole(roleName)!.Value);

        var reached = 0;
        foreach (var (method, path) in Routes().Where(route => route.Method != "GET"))
        {
            using var answer = await SendAsync(browser, method, path, partner.Code);
            reached += answer.StatusCode == HttpStatusCode.Forbidden ? 0 : 1;
        }

        reached.ShouldBe(allowed);
        using var added = await browser.PostAsJsonAsync("/api/partners", new { partnerCode = "x", tenants = new[] { "a" } }, Cancellation);
        added.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Partners_are_kept_through_the_api_as_on_the_pages()
    {
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        using var added = await admin.PostAsJsonAsync("/api/partners", new { partnerCode = "by-api", name = "By API", tenants = new[] { "a", "b" } }, Cancellation);
        using var again = await admin.PostAsJsonAsync("/api/partners", new { partnerCode = "by-api", tenants = new[] { "a" } }, Cancellation);
        using var bad = await admin.PostAsJsonAsync("/api/partners", new { partnerCode = "by/api", tenants = new[] { "a" } }, Cancellation);
        using var nobodys = await admin.PostAsJsonAsync("/api/partners", new { partnerCode = "by-api-2" }, Cancellation);
        using var changed = await admin.PutAsJsonAsync("/api/partners/by-api/tenants", new { tenants = new[] { "c" } }, Cancellation);
        using var rotated = await admin.PostAsync("/api/partners/by-api/password", null, Cancellation);
        using var without = await admin.PostAsync("/api/partners/by-api/subscriptions/none/enable", null, Cancellation);

        (await Json.ReadAsync(added)).Text("value")!.Length.ShouldBe(43);
        again.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(bad)).Text("field").ShouldBe("partnerCode");
        (await Json.ReadAsync(nobodys)).Text("field").ShouldBe("tenants");
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json.ReadAsync(rotated)).Text("value")!.Length.ShouldBe(43);
        without.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var partner = await GetAsync(admin, "/api/partners/by-api");
        partner.GetProperty("partner").Text("state").ShouldBe("unsubscribed");
        partner.GetProperty("partner").GetProperty("tenants").EnumerateArray().Select(tenant => tenant.GetString()).ShouldBe(["c"]);
        partner.TryGetProperty("previousPasswordValidUntil", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Deliveries_are_listed_page_by_page_and_one_has_its_tries()
    {
        var (tenant, partner) = await StartAsync();
        for (var count = 0; count < 120; count++)
        {
            await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        }

        await stage.TellAsync();
        using var viewer = await stage.App.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([tenant.Id]));

        var seen = new List<long>();
        for (var url = $"/api/partners/{partner.Code}/deliveries?state=delivered"; url is not null;)
        {
            var page = await GetAsync(viewer, url);
            page.GetProperty("deliveries").GetArrayLength().ShouldBeLessThanOrEqualTo(50);
            seen.AddRange(page.GetProperty("deliveries").EnumerateArray().Select(delivery => delivery.GetProperty("id").GetInt64()));
            url = page.Text("next");
        }

        seen.ShouldBe((await stage.NotificationsAsync(partner)).Select(row => row.Id).Reverse());
        var one = await GetAsync(viewer, string.Create(CultureInfo.InvariantCulture, $"/api/partners/{partner.Code}/deliveries/{seen[0]}"));
        one.GetProperty("body").Text("partnerCode").ShouldBe(partner.Code);
        one.GetProperty("delivery").Text("occasion").ShouldBe("example");
        one.GetProperty("tries").EnumerateArray().ShouldHaveSingleItem().GetProperty("status").GetInt32().ShouldBe(200);
        using var misspelt = await viewer.GetAsync($"/api/partners/{partner.Code}/deliveries?state=lost", Cancellation);
        misspelt.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var standing = (await GetAsync(viewer, "/api/partners")).GetProperty("partners").EnumerateArray().ShouldHaveSingleItem().GetProperty("standing");
        standing.GetProperty("successShare").GetDouble().ShouldBe(1);
        standing.GetProperty("waiting").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task One_partners_notification_is_not_anothers()
    {
        var ((_, partner), (_, other)) = (await StartAsync(), await StartAsync());
        var id = await stage.Actions.SendExampleAsync(partner.SubscriptionId, partner.By);
        await stage.TellAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);

        using var found = await admin.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/partners/{partner.Code}/deliveries/{id}"), Cancellation);
        using var missing = await admin.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/partners/{other.Code}/deliveries/{id}"), Cancellation);

        found.StatusCode.ShouldBe(HttpStatusCode.OK);
        missing.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nothing_is_recovered_or_sent_while_a_subscription_is_disabled()
    {
        var (_, partner) = await StartAsync();
        using var admin = await stage.App.SignInAsAsync(OperatorRole.Admin);
        var subscription = $"/api/partners/{partner.Code}/subscriptions/ReconM12";

        using var disabled = await admin.PostAsync(subscription + "/disable", null, Cancellation);
        using var twice = await admin.PostAsync(subscription + "/disable", null, Cancellation);
        using var recovered = await admin.PostAsJsonAsync(subscription + "/recover", new { from = stage.App.Clock.GetUtcNow().AddDays(-1) }, Cancellation);
        using var example = await admin.PostAsync(subscription + "/example", null, Cancellation);
        using var enabled = await admin.PostAsync(subscription + "/enable", null, Cancellation);
        using var backwards = await admin.PostAsJsonAsync(subscription + "/recover", new { from = stage.App.Clock.GetUtcNow().AddDays(1) }, Cancellation);

        disabled.StatusCode.ShouldBe(HttpStatusCode.OK);
        twice.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        recovered.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        example.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        enabled.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Json.ReadAsync(backwards)).Text("field").ShouldBe("from");
    }

    private async Task<(TestTenant Tenant, TestPartner Partner)> StartAsync()
    {
        var tenant = await stage.App.NewTenantAsync();
        return (tenant, await stage.AddPartnerAsync(tenant));
    }

    /// <summary>Those of one partner.</summary>
    private IEnumerable<(string Method, string Path)> Routes() =>
        from endpoint in stage.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let path = "/" + endpoint.RoutePattern.RawText!.Trim('/')
        where path.StartsWith("/api/partners/{code}", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        select (method, path);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, string method, string path, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path
            .Replace("{code}", code, StringComparison.Ordinal).Replace("{id:long}", "1", StringComparison.Ordinal).Replace("{reference}", "ReconM12", StringComparison.Ordinal)
            .Replace("{resend:guid}", Guid.Empty.ToString(), StringComparison.Ordinal));
        return await browser.SendAsync(request, Cancellation);
    }

    private static async Task<JsonElement> GetAsync(HttpClient browser, string url)
    {
        using var answer = await browser.GetAsync(url, Cancellation);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, url);
        return await Json.ReadAsync(answer);
    }
}
