using System.Net;
using System.Net.Http.Json;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Privacy.Retention;

/// <summary>How long data are kept, by page, API and command line.</summary>
public sealed class RetentionFaceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app.Settings["Retention:Texts"] = "90.00:00:00";
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task By_command_it_is_set_shown_looked_at_and_run()
    {
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        await _tenant.RepayTodayAsync();
        await _tenant.RepayTodayAsync();
        await _app.DrainAsync();
        await _app.CountAsync();
        _app.DaysPass(40);

        var wrong = await cli.RunAsync("retention", "set", "--tenant", _tenant.Id, "--records", "30");
        wrong.ExitCode.ShouldBe(ExitCodes.Failed);
        wrong.Error.ShouldContain("records must be 31 to 7320 days, or 0: for ever.");
        (await cli.RunAsync("retention", "set", "--tenant", _tenant.Id, "--records", "60")).Error.ShouldContain("Retention:Texts (90 days) must not be more than records (60 days)");
        (await cli.RunAsync("retention", "set", "--tenant", _tenant.Id, "--records", "soon")).ExitCode.ShouldBe(ExitCodes.Failed);
        var set = await cli.RunAsync("retention", "set", "--tenant", _tenant.Id, "--texts", "14", "--records", "31");
        set.ExitCode.ShouldBe(ExitCodes.Done, set.All);
        set.Out.ShouldContain("numbers and texts 14 days");
        (await cli.RunAsync("retention", "set", "--tenant", _tenant.Id, "--hooks", "2")).Out.ShouldContain("numbers and texts 14 days");

        var shown = (await cli.RunAsync("retention", "show", "--tenant", _tenant.Id, "--json")).Json.GetProperty("tenants")[0];
        Kind(shown, "records").GetProperty("days").GetInt32().ShouldBe(31);
        Kind(shown, "records").GetProperty("isOwn").GetBoolean().ShouldBeTrue();
        Kind(shown, "records").GetProperty("due").GetInt64().ShouldBe(1, "the newest stays");
        Kind(shown, "texts").GetProperty("due").GetInt64().ShouldBe(2);
        (await cli.RunAsync("retention", "run", "--dry-run")).Out.ShouldContain("records");
        (await _app.RowsAsync("message")).ShouldBe(2, "nothing was done by that");
        (await cli.RunAsync("retention", "show", "--tenant", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);

        var ran = await cli.RunAsync("retention", "run", "--tenant", _tenant.Id, "--json");
        ran.ExitCode.ShouldBe(ExitCodes.Done, ran.All);
        ran.Json.GetProperty("taken").GetProperty("records").GetInt64().ShouldBe(1);
        (await _app.RowsAsync("message")).ShouldBe(1);
        (await cli.RunAsync("retention", "run")).Out.ShouldContain("Nothing was old enough.");
        (await cli.RunAsync("retention", "set", "--tenant", _tenant.Id, "--texts", "default", "--records", "default", "--hooks", "default")).Out.ShouldContain("numbers and texts 90 days");
        (await _app.RowsAsync("retention_rule")).ShouldBe(0);
    }

    [Fact]
    public async Task On_the_page_by_an_admin_who_confirms()
    {
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin, TenantScope.All);
        using var less = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_tenant.Id]));
        var page = $"/console/tenants/{_tenant.Id}/privacy";

        var seen = await PageAsync(less, page);
        seen.ShouldContain("90 days");
        seen.ShouldNotContain("name=\"records\"");
        (await SubmitAsync(admin, page, "retention", ("records", "400"))).ShouldContain("confirm that what is older goes");
        (await SubmitAsync(admin, page, "retention", ("records", "many"), ("confirm", "1"))).ShouldContain("records must be 31 to 7320 days");
        var saved = await SubmitAsync(admin, page, "retention", ("records", "400"), ("confirm", "1"));
        saved.ShouldContain("whole records 400 days");
        saved.ShouldContain("this tenant");
        (await PageAsync(admin, $"/console/audit?tenant={_tenant.Id}")).ShouldContain("changed how long data are kept");
    }

    [Fact]
    public async Task Through_the_api_by_an_admin_alone_of_tenants_of_the_scope()
    {
        var other = await _app.NewTenantAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.Admin, TenantScope.All);
        using var less = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([_tenant.Id]));
        var url = $"/api/tenants/{_tenant.Id}/retention";

        using var notAllowed = await less.PutAsJsonAsync(url, new { records = 400 }, Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var unknown = await admin.PutAsJsonAsync("/api/tenants/nobody/retention", new { records = 400 }, Cancellation);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var wrong = await admin.PutAsJsonAsync(url, new { records = 30 }, Cancellation);
        (await Json.ReadAsync(wrong)).Text("field").ShouldBe("records");
        using var set = await admin.PutAsJsonAsync(url, new { records = 400, texts = 0 }, Cancellation);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var shown = await less.GetAsync(url, Cancellation);
        var view = await Json.ReadAsync(shown);
        Kind(view, "records").GetProperty("days").GetInt32().ShouldBe(400);
        Kind(view, "texts").GetProperty("days").GetInt32().ShouldBe(0, "for ever, whatever the settings say");
        using var unseen = await less.GetAsync($"/api/tenants/{other.Id}/retention", Cancellation);
        unseen.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static System.Text.Json.JsonElement Kind(System.Text.Json.JsonElement view, string kind) =>
        view.GetProperty("kinds").EnumerateArray().Single(it => it.GetProperty("kind").GetString() == kind);
}
