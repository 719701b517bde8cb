using System.Net;
using System.Net.Http.Json;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Console;

/// <summary>Whose tenants an operator gets is what was meant, or it is asked about.</summary>
public class OperatorFormTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory]
    [InlineData("star-among", "bank, *")]
    [InlineData("star-twice", "*, *")]
    public async Task A_star_among_tenants_is_not_a_tenant_of_that_name(string name, string tenants)
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var page = await SubmitAsync(admin, "/console/operators", "add", ("name", name), ("role", "viewer"), ("tenants", tenants));

        page.ShouldContain("No tenant is called *: choose all tenants, or name those that are meant.");
        page.ShouldNotContain($"<bdi>{name}</bdi>");
    }

    [Fact]
    public async Task All_tenants_and_some_are_not_both_and_none_is_passed_over()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        admin.DefaultRequestHeaders.Add("X-SmsBridge", "1");

        using var answer = await admin.PostAsJsonAsync(
            "/api/operators", new { name = "both", role = "viewer", allTenants = true, tenants = new[] { "bank" } }, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(answer)).Text("field").ShouldBe("tenants");
    }

    [Fact]
    public async Task A_tenant_nobody_has_registered_is_said_to_be_unknown_and_changed_rights_are_told()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var page = await SubmitAsync(admin, "/console/operators", "add", ("name", "early"), ("role", "viewer"), ("tenants", "misspelt"));
        var id = (await app.QueryAsync<long>("SELECT id FROM operator WHERE name = 'early'")).ShouldHaveSingleItem();
        var changed = await SubmitAsync(admin, "/console/operators", $"change-{id}", ("role", "support"), ("tenants", "*"));

        page.ShouldContain("No tenant is registered as misspelt yet; case counts.");
        changed.ShouldContain("Operator early is support; all tenants now and has to sign in again.");
    }
}
