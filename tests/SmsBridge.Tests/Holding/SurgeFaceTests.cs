using System.Net;
using System.Net.Http.Json;
using SmsBridge.CommandLine;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Holding;

/// <summary>What is held, by page, API and command line.</summary>
public class SurgeFaceTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const int Bulk = 300;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The story of issue 20, with a smaller bulk: a tenant's admin switches the gate on, a bulk of repayments comes and is held, the overview says so, the admin looks and releases.</summary>
    [Fact]
    public async Task A_bulk_of_repayments_is_held_by_the_gate_and_released_on_the_page()
    {
        var tenant = await app.NewTenantAsync();
        var stage = new SurgeStage(tenant);
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var page = $"/console/tenants/{tenant.Id}/holding";

        (await PageAsync(browser, page)).ShouldNotContain("Release all");
        (await SubmitAsync(browser, page, "surge-rule", ("gate", "on"), ("floor", "many"), ("times", "3"))).ShouldContain("floor must be 1 to 10000000.");
        (await SubmitAsync(browser, page, "surge-rule", ("gate", "on"), ("floor", "20"), ("times", "3"))).ShouldContain("is on: 20 events with a text pass in an hour");
        await stage.RepayAsync(Bulk);
        await app.DrainAsync();

        var overview = await PageAsync(browser, "/console");
        overview.ShouldContain("has 280 SMS held, about 280 parts");
        overview.ShouldContain("The first held: LOAN REPAYMENT (message");
        overview.ShouldContain("client 7");
        var shown = await PageAsync(browser, page);
        shown.ShouldContain("LOAN REPAYMENT: 280");
        shown.ShouldContain("Release all");
        (await SubmitAsync(browser, page, "surge-release")).ShouldContain("Released: 280 SMS of");
        await stage.MoveAsync();
        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(Bulk);
        (await PageAsync(browser, page)).ShouldNotContain("Release all");
        (await PageAsync(browser, "/console")).ShouldNotContain("SMS held");
        (await PageAsync(browser, $"/console/audit?tenant={tenant.Id}")).ShouldContain("released what was held");
    }

    [Fact]
    public async Task Cancelled_on_the_page_the_messages_say_so()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(7);
        await app.DrainAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        var held = (await stage.ViewAsync()).Sample[0].EventId;
        var before = await PageAsync(browser, $"/console/messages/{held}");
        before.ShouldContain("Waiting: far more than usual came in that hour, and a person has to release or cancel it.");
        before.ShouldContain("Rule surge gate: more than 5 events with a text came");

        (await SubmitAsync(browser, $"/console/tenants/{stage.Tenant.Id}/holding", "surge-cancel")).ShouldContain("Cancelled: 2 SMS of");
        await stage.MoveAsync();

        var message = await PageAsync(browser, $"/console/messages/{held}");
        message.ShouldContain("Not sent: far more than usual came in that hour, and an operator cancelled all that was held.");
        message.ShouldContain("Cancelled with all that was held of its hour.");
        message.ShouldNotContain("upport cancelled it");
        message.ShouldContain("Surge gate: cancelled by");
    }

    [Fact]
    public async Task Through_the_api_by_who_may_and_of_their_own_tenants_only()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(7);
        await app.DrainAsync();
        var theirs = await app.NewTenantAsync();
        using var admin = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        using var viewer = await app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([stage.Tenant.Id]));
        var surge = $"/api/tenants/{stage.Tenant.Id}/surge";

        using var listed = await viewer.GetAsync(surge, Cancellation);
        var view = await Json.ReadAsync(listed);
        (view.GetProperty("held").GetInt64(), view.GetProperty("parts").GetInt64(), view.GetProperty("sample").GetArrayLength()).ShouldBe((2, 2, 2));
        view.GetProperty("events").GetProperty("LOAN REPAYMENT").GetInt64().ShouldBe(2);
        using var notAllowed = await viewer.PostAsync($"{surge}/release", null, Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var verb in new[] { "release", "cancel" })
        {
            using var foreign = await admin.PostAsync($"/api/tenants/{theirs.Id}/surge/{verb}", null, Cancellation);
            foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        using var wrong = await admin.PutAsJsonAsync($"{surge}/rule", new { enabled = true, times = 0 }, Cancellation);
        (await Json.ReadAsync(wrong)).Text("field").ShouldBe("times");
        using var released = await admin.PostAsync($"{surge}/release", null, Cancellation);
        (await Json.ReadAsync(released)).Text("words").ShouldStartWith("Released: 2 SMS of");
        using var again = await admin.PostAsync($"{surge}/release", null, Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var off = await admin.PutAsJsonAsync($"{surge}/rule", new { enabled = false }, Cancellation);
        off.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task By_command_beside_the_running_service_which_sends_what_was_released()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await using var cli = await Cli.BesideAsync(app, Cancellation);
        (await cli.RunAsync("surge", "rule", "on", "--tenant", stage.Tenant.Id, "--floor", "3")).Out.ShouldContain("3 events with a text pass in an hour, or 3 times of what is usual");
        await stage.ViewAsync(); // the service hears of it within a second
        await stage.RepayAsync(7);
        await app.DrainAsync();

        var listed = await cli.RunAsync("surge", "list", "--tenant", stage.Tenant.Id, "--json");
        listed.ExitCode.ShouldBe(ExitCodes.Done, listed.All);
        listed.Json.GetProperty("held").GetInt64().ShouldBe(4);
        (await cli.RunAsync("surge", "list", "--tenant", stage.Tenant.Id)).Out.ShouldContain("4 SMS, about 4 parts");
        (await cli.RunAsync("surge", "release", "--tenant", stage.Tenant.Id)).Out.ShouldContain("Released: 4 SMS of");
        (await cli.RunAsync("surge", "cancel", "--tenant", stage.Tenant.Id, "--json")).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        await stage.MoveAsync();
        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(7);
        (await cli.RunAsync("surge", "release", "--tenant", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await cli.RunAsync("surge", "rule", "on", "--tenant", stage.Tenant.Id, "--floor", "0")).ExitCode.ShouldBe(ExitCodes.Failed);
    }
}
