using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants.ProgramKeys;

/// <summary>Every route of the running application that takes a tenant's key, with keys for programs: a new one is tried without being named here, and fails without a word in the table.</summary>
public sealed class RouteScopeTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public void Every_route_with_a_tenants_key_has_a_word_in_the_table_and_every_word_a_route()
    {
        var routes = Routes().Where(route => route.Scope is not null || IsTenants(route.Pattern)).ToList();

        routes.Where(route => route.Scope is null).Select(route => route.Pattern).ShouldBeEmpty("map it in a group with RequireTenantKey");
        routes.Select(route => route.Name).Where(name => !RouteScopes.Operations.Contains(name, StringComparer.Ordinal)).ShouldBeEmpty($"name the operation in {nameof(RouteScopes)}");
        RouteScopes.Operations.Except(routes.Select(route => route.Name).Concat(["registerTenant", "registerTenantAtRoot"]), StringComparer.Ordinal).ShouldBeEmpty();
        routes.Count.ShouldBeGreaterThan(35);
    }

    [Fact]
    public async Task A_program_opens_the_routes_of_its_scope_and_no_other()
    {
        var life = await Life.BornAsync(app);
        var keys = new Dictionary<KeyScopes, string>();
        foreach (var scope in Enum.GetValues<KeyScopes>().Where(scope => scope != KeyScopes.None))
        {
            keys[scope] = await life.NewProgramKeyAsync(ScopeNames.WordsOf(scope), ScopeNames.Of(scope));
        }

        foreach (var route in Routes().Where(route => route.Scope is not null))
        {
            foreach (var (scope, key) in keys)
            {
                var answer = await CallAsync(route, life.Name, key);
                if (scope == route.Scope)
                {
                    ((int)answer.Status).ShouldNotBeInRange(401, 403, $"{route} with {scope}: {answer.Body}");
                    continue;
                }

                answer.Status.ShouldBe(HttpStatusCode.Forbidden, $"{route} with {scope}: {answer.Body}");
                answer.Text("reason").ShouldBe("out_of_scope");
                answer.Detail!.ShouldEndWith(route.Scope == KeyScopes.None ? "this needs the tenant's own API key." : $"this needs the scope {ScopeNames.WordsOf(route.Scope!.Value)}.");
            }

            app.Clock.Advance(TimeSpan.FromMinutes(1)); // twenty wrong keys a minute are another story
        }

        (await life.ProgramKeysAsync()).Count.ShouldBe(keys.Count, "no program ends a key, nor makes one");
    }

    [Fact]
    public async Task With_all_scopes_it_opens_nothing_of_another_tenant_and_learns_nothing_of_it()
    {
        var (mine, theirs) = (await Life.BornAsync(app), await Life.BornAsync(app));
        await theirs.RepayAsync();
        var key = await mine.NewProgramKeyAsync("curious", [.. ScopeNames.All]);

        foreach (var route in Routes().Where(route => route.Scope is not null))
        {
            var foreign = await CallAsync(route, theirs.Name, key);
            var absent = await CallAsync(route, "nobody-of-that-name", key);

            foreign.Status.ShouldBe(HttpStatusCode.Unauthorized, route.ToString());
            foreign.Detail.ShouldBe("The API key is not one of this tenant.");
            (absent.Status, absent.Detail).ShouldBe((foreign.Status, foreign.Detail));
            foreign.Body.ShouldNotContain("curious");
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Whoever_registers_a_tenant_again_with_a_programs_key_is_told_that_it_is_not_for_this()
    {
        var life = await Life.BornAsync(app);
        var key = await life.NewProgramKeyAsync("all", [.. ScopeNames.All]);
        app.Clock.Advance(TimeSpan.FromMinutes(10));

        var answer = await life.CallAsync(HttpMethod.Post, "/modules/sms/configuration", key, System.Text.Json.JsonSerializer.Serialize(app.Registration(life.Name)));

        (answer.Status, answer.Text("reason")).ShouldBe((HttpStatusCode.Forbidden, "out_of_scope"));
        (await life.GetAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    private List<Route> Routes() =>
    [
        .. from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]
           select new Route(
               method, $"/{endpoint.RoutePattern.RawText!.Trim('/')}", endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName ?? "", endpoint.Metadata.GetMetadata<RequiredScope>()?.Scope),
    ];

    /// <summary>Of the tenants' own interface, whoever mapped it.</summary>
    private static bool IsTenants(string pattern) => pattern.StartsWith("/modules/sms/", StringComparison.Ordinal) && pattern.Contains("{tenantId}", StringComparison.Ordinal);

    private async Task<Answer> CallAsync(Route route, string tenant, string key)
    {
        var url = route.Pattern.Replace("{tenantId}", tenant, StringComparison.Ordinal)
            .Replace("{eventId:long}", "1", StringComparison.Ordinal)
            .Replace("{event}", "LOAN_REPAYMENT", StringComparison.Ordinal)
            .Replace("{language}", "en", StringComparison.Ordinal)
            .Replace("{name}", "log", StringComparison.Ordinal); // the name of a key there is
        url.ShouldNotContain("{", customMessage: "Give the new route parameter a value here.");
        using var request = new HttpRequestMessage(new HttpMethod(route.Method), url) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        request.Headers.Add("X-Fineract-API-Key", key);
        request.Headers.Add("Fineract-Platform-TenantId", tenant);
        request.Headers.Add("X-Fineract-Entity", "CENTER");
        request.Headers.Add("X-Fineract-Action", "ACTIVATE");
        using var client = app.CreateClient();
        return await Answer.ReadAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    /// <param name="Scope">Null: it says nothing of keys for programs.</param>
    private sealed record Route(string Method, string Pattern, string Name, KeyScopes? Scope);
}
