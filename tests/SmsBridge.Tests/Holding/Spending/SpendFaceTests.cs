using System.Net;
using System.Net.Http.Json;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Holding.Spending;

/// <summary>A spend cap, by page, API and command line.</summary>
public sealed class SpendFaceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        SpendStage.Price(_app);
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A tenant's admin sets a cap, it is reached, the overview says so, the admin looks, raises it, and at last releases.</summary>
    [Fact]
    public async Task A_cap_is_set_reached_raised_and_released_on_the_page()
    {
        var stage = await SpendStage.SetUpAsync(_app, amount: null);
        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        var page = $"/console/tenants/{stage.Tenant.Id}/holding";

        (await SubmitAsync(browser, page, "spend-cap", ("amount", "much"), ("currency", "USD"))).ShouldContain("amount must be more than 0");
        (await SubmitAsync(browser, page, "spend-cap", ("amount", "10"), ("currency", "USD"), ("promotional", "99"))).ShouldContain("promotionalShare must not be more than serviceShare");
        (await SubmitAsync(browser, page, "spend-cap", ("amount", "10"), ("currency", "USD"), ("zone", "Africa/Nowhere"))).ShouldContain("zone must be a time zone");
        (await SubmitAsync(browser, page, "spend-cap", ("amount", "10"), ("currency", "usd"), ("zone", "Africa/Nairobi"))).ShouldContain("is USD 10.00 a month, by the clock of Africa/Nairobi");
        await stage.RepayAsync(11);

        (await PageAsync(browser, "/console")).ShouldContain("has spent USD 10.00 of its cap of USD 10.00 in 2026-11 (100 %).");
        var shown = await PageAsync(browser, page);
        shown.ShouldContain("Stopped: promotional, service, collection, transactional texts.");
        shown.ShouldContain("LOAN REPAYMENT");
        shown.ShouldContain("by the end of the month, at the pace so far");
        var held = (await _app.QueryAsync<long>("SELECT event_id FROM message WHERE reason = 'spend_cap'")).ShouldHaveSingleItem();
        var message = await PageAsync(browser, $"/console/messages/{held}");
        message.ShouldContain("Waiting: so much of the month");
        message.ShouldContain("Rule spend cap: transactional texts stop when USD 10.00 are spent in 2026-11, which is all of the cap.");

        await SubmitAsync(browser, page, "spend-cap", ("amount", "11"), ("currency", "USD"));
        await _app.DrainAsync();
        (await stage.SentAsync()).ShouldBe(11);
        await stage.RepayAsync(1);
        (await SubmitAsync(browser, page, "spend-release")).ShouldContain("Released: 1 SMS of");
        await stage.MoveAsync();
        await _app.DrainAsync();

        (await stage.SentAsync()).ShouldBe(12);
        (await PageAsync(browser, page)).ShouldNotContain("Release what the cap holds");
        (await SubmitAsync(browser, page, "spend-off")).ShouldContain("has no spend cap.");
        var audit = await PageAsync(browser, $"/console/audit?tenant={stage.Tenant.Id}");
        audit.ShouldContain("changed the spend cap");
        audit.ShouldContain("released what the spend cap held");
    }

    [Fact]
    public async Task Through_the_api_by_who_may_and_of_their_own_tenants_only()
    {
        var stage = await SpendStage.SetUpAsync(_app, amount: null);
        var theirs = await _app.NewTenantAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        using var viewer = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([stage.Tenant.Id]));
        var spend = $"/api/tenants/{stage.Tenant.Id}/spend";

        using var set = await admin.PutAsJsonAsync($"{spend}/cap", new { enabled = true, amount = "3", currency = "USD", promotionalShare = 50 }, Cancellation);
        (await Json.ReadAsync(set)).Text("words").ShouldStartWith($"The spend cap of {stage.Tenant.Id} is USD 3.00 a month, by the clock of UTC: promotional texts stop at 1.50, service and collection texts at 2.85, those about money at 3.00.");
        await stage.RepayAsync(4);

        using var listed = await viewer.GetAsync(spend, Cancellation);
        var view = await Json.ReadAsync(listed);
        (view.Text("spent"), view.Text("amount"), view.Text("month"), view.GetProperty("held").GetInt64(), view.GetProperty("stopped").GetArrayLength()).ShouldBe(("3.00", "3.00", "2026-11", 1, 4));
        view.GetProperty("events")[0].Text("perSms").ShouldBe("1.00");
        decimal.Parse(view.Text("forecast")!, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(4.30m, 4.35m); // 20.8 days of 30
        using var notAllowed = await viewer.PostAsync($"{spend}/release", null, Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var verb in new[] { "release", "cancel" })
        {
            using var foreign = await admin.PostAsync($"/api/tenants/{theirs.Id}/spend/{verb}", null, Cancellation);
            foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        using var foreignCap = await admin.PutAsJsonAsync($"/api/tenants/{theirs.Id}/spend/cap", new { enabled = true, amount = "3", currency = "USD" }, Cancellation);
        foreignCap.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var foreignView = await viewer.GetAsync($"/api/tenants/{theirs.Id}/spend", Cancellation);
        foreignView.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var wrong = await admin.PutAsJsonAsync($"{spend}/cap", new { enabled = true, amount = "3", currency = "dollars" }, Cancellation);
        (await Json.ReadAsync(wrong)).Text("field").ShouldBe("currency");
        using var cancelled = await admin.PostAsync($"{spend}/cancel", null, Cancellation);
        (await Json.ReadAsync(cancelled)).Text("words").ShouldStartWith("Cancelled: 1 SMS of");
        await stage.MoveAsync();
        using var again = await admin.PostAsync($"{spend}/cancel", null, Cancellation);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var off = await admin.PutAsJsonAsync($"{spend}/cap", new { enabled = false }, Cancellation);
        off.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var none = await viewer.GetAsync(spend, Cancellation);
        (await Json.ReadAsync(none)).GetProperty("enabled").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task By_command_beside_the_running_service_which_sends_what_was_released()
    {
        var stage = await SpendStage.SetUpAsync(_app, amount: null);
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        (await cli.RunAsync("spend", "show", "--tenant", stage.Tenant.Id)).Out.ShouldContain("none");
        (await cli.RunAsync("spend", "set", "--tenant", stage.Tenant.Id, "--amount", "2", "--currency", "USD", "--zone", "Africa/Nairobi")).Out.ShouldContain("is USD 2.00 a month, by the clock of Africa/Nairobi");
        await stage.MoveAsync(); // the service hears of it within a second
        await stage.RepayAsync(4);

        var shown = await cli.RunAsync("spend", "show", "--tenant", stage.Tenant.Id, "--json");
        shown.ExitCode.ShouldBe(ExitCodes.Done, shown.All);
        (shown.Json.Text("spent"), shown.Json.GetProperty("held").GetInt64()).ShouldBe(("2.00", 2));
        (await cli.RunAsync("spend", "show", "--tenant", stage.Tenant.Id)).Out.ShouldContain("USD 2.00 in 2026-11, of which 2.00 estimated");
        (await cli.RunAsync("spend", "release", "--tenant", stage.Tenant.Id)).Out.ShouldContain("Released: 2 SMS of");
        await stage.MoveAsync();
        await _app.DrainAsync();

        (await stage.SentAsync()).ShouldBe(4);
        (await cli.RunAsync("spend", "cancel", "--tenant", stage.Tenant.Id, "--json")).Json.GetProperty("changed").GetBoolean().ShouldBeFalse();
        (await cli.RunAsync("spend", "off", "--tenant", stage.Tenant.Id)).Out.ShouldContain("has no spend cap");
        (await cli.RunAsync("spend", "set", "--tenant", stage.Tenant.Id, "--amount", "0", "--currency", "USD")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await cli.RunAsync("spend", "release", "--tenant", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);
    }
}
