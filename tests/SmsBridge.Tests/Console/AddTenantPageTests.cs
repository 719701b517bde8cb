using System.Net;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>A tenant is added on the page, by the verb that the command line calls, and its first steps are shown.</summary>
public class AddTenantPageTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const string Url = "/console/add-tenant";

    private static int _added;

    [Fact]
    public async Task One_is_proved_at_the_core_and_its_key_is_shown_once()
    {
        var name = NewCoreTenant();
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var first = await SubmitAsync(admin, Url, "add", Fields(name));

        first.ShouldContain($"{name} is added.");
        first.ShouldContain("First steps");
        first.ShouldContain("Nothing has arrived from this core yet");
        var key = Secret(first);
        key.Length.ShouldBeGreaterThan(20);
        (await PageAsync(admin, $"/console/tenants/{name}/first")).ShouldNotContain(key);
        (await app.QueryAsync<string>("SELECT provider FROM tenant WHERE identifier = @name", new { name })).ShouldBe(["twilio"]);
        (await app.QueryAsync<string>("SELECT subject FROM audit WHERE action = 'tenant_add' AND subject LIKE '%' || @name", new { name })).Count.ShouldBe(1);
        (await SubmitAsync(admin, Url, "add", Fields(name))).ShouldContain($"There is a tenant {name} already.");
    }

    [Fact]
    public async Task What_is_refused_is_kept_as_it_was_typed_but_for_secrets()
    {
        var name = NewCoreTenant();
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var page = await SubmitAsync(admin, Url, "add", Fields(name, password: "not-the-password"));

        page.ShouldContain($"value=\"{name}\"");
        page.ShouldContain("Secrets that you typed are not kept");
        page.ShouldNotContain("not-the-password");
        (await app.QueryAsync<string>("SELECT provider FROM tenant WHERE identifier = @name", new { name })).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_for_those_who_look_after_all_tenants()
    {
        var tenant = await app.NewTenantAsync();
        var name = NewCoreTenant();
        using var support = await app.SignInAsAsync(OperatorRole.Support);
        using var scoped = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        using var all = await app.SignInAsAsync(OperatorRole.TenantAdmin);

        (await StatusAsync(support, Url)).ShouldBe(HttpStatusCode.Forbidden);
        (await PageAsync(scoped, Url)).ShouldContain("Your role does not include this.");
        using var forged = await scoped.PostFormAsync(Url, [("_handler", "add"), Token(await PageAsync(scoped, "/console/password")), .. Fields(name)]);
        (await app.QueryAsync<string>("SELECT provider FROM tenant WHERE identifier = @name", new { name })).ShouldBeEmpty();
        (await PageAsync(scoped, "/console/tenants")).ShouldNotContain("Add a tenant");
        (await PageAsync(all, "/console/tenants")).ShouldContain("Add a tenant");
        (await SubmitAsync(all, Url, "add", Fields(name))).ShouldContain($"{name} is added.");
    }

    [Fact]
    public async Task The_first_call_of_the_core_is_shown_when_it_has_arrived_and_ours_is_not_taken_for_it()
    {
        var (tenant, foreign) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        using var owner = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/first";

        (await SubmitAsync(owner, url, "test", ("number", "+254 712 345 678"))).ShouldContain("is on its way");
        (await PageAsync(owner, url)).ShouldContain("data-refresh=\"2000\"");
        await tenant.RepayAsync();

        var page = await PageAsync(owner, url);
        page.ShouldNotContain("data-refresh");
        page.ShouldNotContain("Nothing has arrived");
        (await StatusAsync(owner, $"/console/tenants/{foreign.Id}/first")).ShouldBe(HttpStatusCode.NotFound);
    }

    private string NewCoreTenant()
    {
        var name = $"added-{Interlocked.Increment(ref _added)}";
        app.AddCoreTenant(name);
        return name;
    }

    private (string, string)[] Fields(string name, string password = SmsBridgeApp.Password) =>
    [
        ("tenant", name), ("endpoint", app.Core.Endpoint.AbsoluteUri), ("user", SmsBridgeApp.User), ("password", password), ("region", "KE"), ("provider", "twilio"),
        ("account", Some.AccountSid), ("token", Some.AuthToken), ("sender", Some.Sender),
    ];
}
