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
    public async Task What_is_so_already_is_not_done_again_and_is_not_on_the_audit()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        var name = await app.AddOperatorAsync(OperatorRole.Viewer, TenantScope.Of(["bank-b", "bank-a"]));
        var id = (await app.QueryAsync<long>("SELECT id FROM operator WHERE name = @name", new { name })).ShouldHaveSingleItem();
        using var browser = app.CreateBrowser();
        (await browser.SignInAsync(name)).Dispose();

        var page = await SubmitAsync(admin, "/console/operators", $"change-{id}", ("role", "viewer"), ("tenants", "bank-a, bank-b"));
        var (state, words) = await PatchAsync(admin, name, new { disabled = false });
        var (both, _) = await PatchAsync(admin, name, new { role = "viewer", disabled = false });

        page.ShouldContain($"Operator {name} is viewer; tenants bank-a, bank-b already. Nothing was changed.");
        (state, words).ShouldBe((HttpStatusCode.Conflict, $"Operator {name} is not disabled. Nothing was changed."));
        both.ShouldBe(HttpStatusCode.Conflict);
        (await ActsOnAsync(name)).ShouldBe(["operator_add"]);
        (await StatusAsync(browser, "/api/messages")).ShouldBe(HttpStatusCode.OK, "nobody is signed out by nothing");
    }

    [Fact]
    public async Task Of_two_things_asked_for_at_once_both_are_told()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        var name = await app.AddOperatorAsync(OperatorRole.Viewer);

        var (state, words) = await PatchAsync(admin, name, new { role = "support", disabled = true });
        var (again, more) = await PatchAsync(admin, name, new { role = "viewer", disabled = true });

        (state, again).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        words!.ShouldContain("is support; all tenants now");
        words!.ShouldContain("is disabled and signed out everywhere.");
        more!.ShouldContain("is viewer; all tenants now");
        (await ActsOnAsync(name)).ShouldBe(["operator_add", "operator_change", "operator_disable", "operator_change"]);
    }

    [Fact]
    [FileOnly] // PostgreSQL is backed up by its own tools, see below
    public async Task A_database_that_knows_of_no_backup_does_not_say_that_there_never_was_one()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var page = await PageAsync(admin, "/console/operators");

        page.ShouldContain("none is recorded in this database");
        page.ShouldContain("where this database is a copy that was put back, that copy and all made after it");
    }

    [Fact]
    [PostgresOnly]
    public async Task A_server_with_tools_of_its_own_is_not_said_to_lack_a_backup()
    {
        using var admin = await app.SignInAsAsync(OperatorRole.Admin);

        var page = await PageAsync(admin, "/console/operators");

        page.ShouldContain("by the tools of PostgreSQL");
        page.ShouldNotContain("none is recorded in this database");
    }

    private Task<List<string>> ActsOnAsync(string name) => app.QueryAsync<string>("SELECT action FROM audit WHERE subject = @Subject AND action LIKE 'operator%' ORDER BY id", new { Subject = $"operator {name}" });

    private static async Task<(HttpStatusCode Status, string? Words)> PatchAsync(HttpClient admin, string name, object body)
    {
        using var answer = await admin.PatchAsJsonAsync($"/api/operators/{name}", body, TestContext.Current.CancellationToken);
        var json = await Json.ReadAsync(answer);
        return (answer.StatusCode, json.Text(answer.IsSuccessStatusCode ? "words" : "detail"));
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
