using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Gaps;

/// <summary>The same by command line, page and API.</summary>
public sealed class GapFaceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private GapStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await GapStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task By_command_beside_the_running_service_which_sends_what_was_made_up()
    {
        var (first, second) = (_stage.RepayUntold(100m), _stage.RepayUntold(200m));
        _stage.Settle();
        await using var cli = await Cli.BesideAsync(_app, Cancellation);

        var listed = await cli.RunAsync("gaps", "list", "--tenant", _stage.Tenant.Id, "--json");
        listed.ExitCode.ShouldBe(ExitCodes.Done, listed.All);
        listed.Json.GetProperty("missing").GetInt64().ShouldBe(2);
        var made = await cli.RunAsync("gaps", "make-up", "--tenant", _stage.Tenant.Id, "--from", "2026-11-01T00:00:00Z");
        made.Error.ShouldStartWith("2 made up; the core is asked about each again before its SMS goes out.");
        await _app.DrainAsync();

        _stage.Sent.ShouldBe(2);
        var shown = (await cli.RunAsync("gaps", "list", "--tenant", _stage.Tenant.Id, "--stored", "--json")).Json;
        shown.GetProperty("gaps").EnumerateArray().Select(gap => (gap.GetProperty("auditId").GetInt64(), gap.Text("state"))).ShouldBe([(second.Id, "made_up"), (first.Id, "made_up")]);
        (await cli.RunAsync("gaps", "list", "--tenant", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await cli.RunAsync("gaps", "list", "--tenant", _stage.Tenant.Id, "--from", "yesterday")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await cli.RunAsync("gaps", "rule", "make-up", "--tenant", _stage.Tenant.Id)).Out.ShouldContain("made up by itself from now on");

        (await cli.RunAsync("gaps", "rule", "--tenant", _stage.Tenant.Id)).Out.ShouldContain("is made up by itself");
        var list = await cli.RunAsync("gaps", "rule", "list", "--tenant", _stage.Tenant.Id);
        (list.ExitCode, list.Error.Contains("RULE is only-list or make-up, not list.", StringComparison.Ordinal)).ShouldBe((ExitCodes.Usage, true), list.All);
        (await cli.RunAsync("gaps", "rule", "--tenant", _stage.Tenant.Id, "--json")).Json.GetProperty("makesUp").GetBoolean().ShouldBeTrue();
        (await cli.RunAsync("gaps", "rule", "only-list", "--tenant", _stage.Tenant.Id)).Out.ShouldContain("is listed, and made up when somebody says so");
    }

    [Fact]
    public async Task Where_nothing_is_compared_by_itself_it_says_so_and_what_jobs_do_is_not_compared()
    {
        await using var app = new SmsBridgeApp();
        app.Settings["Gaps:Enabled"] = "false";
        await app.InitializeAsync();
        var stage = await GapStage.SetUpAsync(app);
        await stage.Tenant.Texts().PutAsync("/LOAN_REPAYMENTDUE", new { enabled = true });
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));

        var page = await PageAsync(browser, $"/console/tenants/{stage.Tenant.Id}/gaps");
        page.ShouldContain("this installation compares nothing by itself (Gaps:Enabled is false)");
        page.ShouldNotContain("REPAYMENTDUE");
        (await stage.Verbs.RuleAsync(Caller.CommandLine, stage.Tenant.Id, asked: true)).ShouldBeOfType<Outcome.Done>().Words.ShouldContain("but this installation compares nothing by itself");
        var view = await stage.CompareAsync();
        (view.Timetable, view.Compared.Contains("LOAN REPAYMENTDUE", StringComparer.Ordinal), view.NotCompared.Contains("LOAN REPAYMENTDUE", StringComparer.Ordinal)).ShouldBe((false, false, false));
    }

    [Fact]
    public async Task What_was_compared_and_what_is_on_the_list_are_two_numbers()
    {
        _stage.RepayUntold();
        _stage.Settle();
        await _stage.CompareAsync();
        _stage.Audits.Traps.Status = SmsBridge.Simulator.Core.AuditStatusText.Words;
        _stage.Audits.Record(GapStage.RepaymentOf(1), status: SmsBridge.Simulator.Core.StandInAudit.Error);
        _stage.RepayUntold();
        _stage.Settle();

        (await WordsAsync(from: null)).ShouldBe("2 entries compared. On the list: 2 missing, 0 explained, 0 made up, 0 not decided in the core.");

        var floor = _app.Clock.GetUtcNow() - TimeSpan.FromMinutes(15);
        await _app.MeddleAsync("INSERT INTO record_floor (tenant_id, named_from, whole_from) VALUES (@Id, @at, @at)", new { _stage.Registered.Id, at = floor.ToUnixTimeMilliseconds() });
        var words = await WordsAsync(from: floor - TimeSpan.FromDays(1));
        words.ShouldStartWith("1 entries compared. On the list since ");
        words.ShouldEndWith(FormattableString.Invariant($" What came about before {floor.UtcDateTime:yyyy-MM-dd HH:mm} UTC was not compared: the record does not reach back so far."));
    }

    [Fact]
    public async Task A_tenant_that_is_not_compared_by_itself_is_said_to_be_none()
    {
        await _stage.Verbs.RuleAsync(Caller.CommandLine, _stage.Tenant.Id, asked: true);
        await _app.Services.GetRequiredService<SmsBridge.Tenants.TenantAdmin>().PauseAsync(_stage.Registered.Id, SmsBridge.Messages.Reasons.PausedByOperator, "holidays");
        var view = await _app.Services.GetRequiredService<SmsBridge.Gaps.GapViews>().OfAsync(_stage.Registered, from: null, Cancellation);

        view.RuleWords.ShouldBe("would be made up by itself, but nothing is compared by itself while the tenant is paused");
        view.WhyNone.ShouldEndWith("Nothing is compared by itself while the tenant is paused.");
        (await _stage.Verbs.RuleAsync(Caller.CommandLine, _stage.Tenant.Id, asked: true)).ShouldBeOfType<Outcome.Unchanged>()
            .Words.ShouldEndWith(", but nothing is compared by itself while the tenant is paused.");
    }

    [Fact]
    public async Task What_nobody_compared_is_not_said_to_have_come_in()
    {
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Tenant.Id]));
        var page = $"/console/tenants/{_stage.Tenant.Id}/gaps";
        string[] stored = ["gaps", "list", "--tenant", _stage.Tenant.Id, "--stored"];

        (await PageAsync(browser, page)).ShouldContain("Not compared yet");
        (await cli.RunAsync(stored)).Out.ShouldContain("Not compared yet");

        await _stage.CompareAsync();
        (await PageAsync(browser, page)).ShouldContain("Nothing is missing: all that was compared came in.");

        _app.Core.Faults.Add(new SmsBridge.Simulator.Core.CoreFault("/audits") { Status = 503 });
        await _stage.Verbs.CompareAsync(Caller.CommandLine, _stage.Tenant.Id, from: null, Cancellation);
        (await PageAsync(browser, page)).ShouldContain("Nothing is known to be missing, but the last comparison did not go through.");
        (await cli.RunAsync(stored)).Out.ShouldContain("Nothing is known to be missing");
    }

    [Fact]
    public async Task On_the_page_with_one_click_and_the_overview_counts_it()
    {
        _stage.RepayUntold();
        _stage.Settle();
        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Tenant.Id]));
        var page = $"/console/tenants/{_stage.Tenant.Id}/gaps";

        (await SubmitAsync(browser, page, "gaps-compare")).ShouldContain("1 missing");
        var overview = await PageAsync(browser, "/console");
        overview.ShouldContain("Not told by the core’s hooks in the last 24 h: 1, made up: 0.");
        overview.ShouldContain("did not tell of 1 act: their clients got no SMS.");

        (await SubmitAsync(browser, page, "gaps-make-up")).ShouldContain("1 made up");
        (await PageAsync(browser, "/console")).ShouldContain("Not told by the core’s hooks in the last 24 h: 1, made up: 1.");
        (await SubmitAsync(browser, page, "gaps-rule", ("makes-up", "yes"))).ShouldContain("is made up by itself");
    }

    [Fact]
    public async Task Through_the_api_by_who_may_and_of_their_own_tenants_only()
    {
        var entry = _stage.RepayUntold();
        _stage.Settle();
        var theirs = await _app.NewTenantAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Tenant.Id]));
        using var viewer = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([_stage.Tenant.Id]));
        var gaps = $"/api/tenants/{_stage.Tenant.Id}/gaps";

        using var compared = await admin.PostAsync($"{gaps}/compare", null, Cancellation);
        (await Json.ReadAsync(compared)).GetProperty("gaps")[0].GetProperty("auditId").GetInt64().ShouldBe(entry.Id);
        using var listed = await viewer.GetAsync(gaps, Cancellation);
        (await Json.ReadAsync(listed)).GetProperty("missing").GetInt64().ShouldBe(1);
        using var notAllowed = await viewer.PostAsync($"{gaps}/make-up", null, Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var foreign = await admin.PostAsync($"/api/tenants/{theirs.Id}/gaps/make-up", null, Cancellation);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var made = await admin.PostAsync($"{gaps}/make-up?from=2026-11-01T00:00:00Z", null, Cancellation);
        (await Json.ReadAsync(made)).GetProperty("madeUp").GetInt64().ShouldBe(1);
        using var wrong = await admin.PostAsync($"{gaps}/compare?from=yesterday", null, Cancellation);
        (await Json.ReadAsync(wrong)).Text("field").ShouldBe("from");
        using var rule = await admin.PutAsJsonAsync($"{gaps}/rule", new { makesUp = true }, Cancellation);
        rule.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private async Task<string> WordsAsync(DateTimeOffset? from) =>
        (await _stage.Verbs.CompareAsync(Caller.CommandLine, _stage.Tenant.Id, from, Cancellation)).ShouldBeOfType<SmsBridge.Gaps.GapsCompared>().Words;
}
