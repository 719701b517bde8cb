using System.Net;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>
/// Texts, rules, own events, registrations, digests, consents, sheets and all else of a tenant, by whoever is let in for another tenant. The routes are those of the running application: a new one is
/// tried without being named here, and fails here while nobody says what its parameters are.
/// </summary>
public sealed class ForeignMattersTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task By_another_tenants_key_nothing_of_it_is_read_or_changed_on_any_route()
    {
        var theirs = await FurnishedTenant.SetUpAsync(app);
        var before = await theirs.RowsAsync();
        var routes = FurnishedTenant.Routes(app).Where(route => route.Pattern.Contains("{tenantId}", StringComparison.Ordinal) && route.Pattern.StartsWith("/modules/sms/", StringComparison.Ordinal)).ToList();

        routes.Count.ShouldBeGreaterThan(40);
        var told = 0;
        foreach (var (method, pattern) in routes)
        {
            var mine = await app.NewTenantAsync(); // some routes end the tenant, or its key
            foreach (var url in theirs.Addresses(pattern, mine.Id))
            {
                url.ShouldNotContain("{", customMessage: $"Give the new route parameter a value in {nameof(FurnishedTenant)}.");
                using var answer = await FurnishedTenant.CallAsync(mine, new HttpMethod(method), url, BodyOf(pattern));
                answer.StatusCode.ShouldNotBe(HttpStatusCode.Unauthorized, $"{method} {url}"); // it is let in, for its own matters
                theirs.In(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty($"{method} {url}");
            }

            told += method == "GET" ? await ToldToItselfAsync(theirs, pattern) : 0;
        }

        told.ShouldBeGreaterThan(3, "what is looked for is there to be found, by its own key");
        (await theirs.RowsAsync()).Where(table => before[table.Key] != table.Value && table.Key is not "api_key").Select(table => table.Key).ShouldBeEmpty(); // but for when its own key was used
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("support")]
    [InlineData("tenant-admin")]
    public async Task By_another_tenants_staff_nothing_of_it_is_read_on_any_route_of_the_api(string role)
    {
        var theirs = await FurnishedTenant.SetUpAsync(app);
        var mine = await app.NewTenantAsync();
        await mine.RepayAsync();
        await app.DrainAsync();
        using var staff = await app.SignInAsAsync(OperatorRights.ParseRole(role)!.Value, TenantScope.Of([mine.Id]));
        using var own = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([theirs.Tenant.Id]));
        var told = 0;
        var routes = FurnishedTenant.Routes(app).Where(route => route is { Method: "GET" } && route.Pattern.StartsWith("/api/", StringComparison.Ordinal) && !route.Pattern.Contains("{code}", StringComparison.Ordinal)).ToList();

        routes.Count.ShouldBeGreaterThan(20);
        foreach (var (_, pattern) in routes)
        {
            foreach (var url in theirs.Addresses(pattern, mine.Id))
            {
                url.ShouldNotContain("{", customMessage: $"Give the new route parameter a value in {nameof(FurnishedTenant)}.");
                using var answer = await staff.GetAsync(url, TestContext.Current.CancellationToken);
                theirs.In(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty($"{role}: {url}");
            }

            foreach (var url in theirs.Addresses(pattern, theirs.Tenant.Id))
            {
                using var answer = await own.GetAsync(url, TestContext.Current.CancellationToken);
                told += FurnishedTenant.MarksIn(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Count > 0 ? 1 : 0;
            }
        }

        told.ShouldBeGreaterThan(3, "what is looked for is there to be found, by its own staff");
    }

    /// <summary>With its own key: what the others must not find.</summary>
    private static async Task<int> ToldToItselfAsync(FurnishedTenant theirs, string pattern)
    {
        var told = 0;
        foreach (var url in theirs.Addresses(pattern, theirs.Tenant.Id))
        {
            using var answer = await FurnishedTenant.CallAsync(theirs.Tenant, HttpMethod.Get, url, "");
            told += FurnishedTenant.MarksIn(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Count > 0 ? 1 : 0;
        }

        return told;
    }

    /// <summary>Where something can be asked for by a client's number, it is that of a client of the other's.</summary>
    private static string BodyOf(string pattern) => pattern.EndsWith("/_find", StringComparison.Ordinal) ? $$"""{"number":"{{FurnishedTenant.Number}}"}""" : "{}";
}
