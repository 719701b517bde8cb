using System.Net;
using System.Net.Http.Json;
using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Schedules.Reports;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Schedules;

/// <summary>Reports by command line, page, API of the console and the tenant's own key.</summary>
public sealed class ReportFaceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ReportStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ReportStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task By_command_beside_the_running_service_which_runs_them()
    {
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        var tenant = _stage.Tenant.Id;

        var set = await cli.RunAsync(
            "schedule", "report", "set", "birthday", "--tenant", tenant, "--report", ReportStage.Birthday, "--parameter", "officeId=1", "--begins", "08:00", "--zone", "UTC", "--days", "sat,sun",
            "--tells", "promotion", "--client", "id", "--text", "Happy birthday, {{firstname}}!");
        set.ExitCode.ShouldBe(ExitCodes.Done, set.All);
        set.Out.ShouldContain("birthday: the report Happy Birthday is run from 08:00 (UTC) on sat, sun; each row is told as promotion by a text of its own. It has 1 row now.");
        set.Out.ShouldContain("There are no quiet hours for promotional texts");
        (await cli.RunAsync("schedule", "report", "set", "birthday", "--tenant", tenant, "--days", "sat,sun")).Out.ShouldContain("It was so already.");
        (await cli.RunAsync("schedule", "report", "set", "birthday", "--tenant", tenant, "--days", "all", "--begins", "09:30")).Out.ShouldContain("from 09:30 (UTC) every day");
        (await cli.RunAsync("schedule", "report", "set", "birthday", "--tenant", tenant, "--text", "Dear {{surname}}")).Error.ShouldContain("The report has no column surname, or more than one of that name. It has: id, firstname, mobileno, age.");
        (await cli.RunAsync("schedule", "report", "set", "birthday", "--tenant", tenant, "--on", "--off")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await cli.RunAsync("schedule", "report", "set", "birthday", "--tenant", tenant, "--parameter", "officeId")).ExitCode.ShouldBe(ExitCodes.Usage);
        var preview = await cli.RunAsync("schedule", "report", "preview", "birthday", "--tenant", tenant, "--json");
        preview.ExitCode.ShouldBe(ExitCodes.Done, preview.All);
        preview.Json.GetProperty("examples")[0].Text("body").ShouldBe("Happy birthday, J•••!");
        (await cli.RunAsync("schedule", "report", "run", "birthday", "--tenant", tenant)).ExitCode.ShouldBe(ExitCodes.Done);
        (await cli.RunAsync("schedule", "report", "run", "birthday", "--tenant", tenant)).ExitCode.ShouldBe(ExitCodes.TryAgain);
        (await cli.RunAsync("schedule", "report", "stop", "birthday", "--tenant", tenant)).Out.ShouldContain("Stopped.");
        (await cli.RunAsync("schedule", "report", "run", "birthday", "--tenant", tenant)).ExitCode.ShouldBe(ExitCodes.Done);
        await _stage.TickAndSendAsync();
        _app.Gateway.Sent.ShouldHaveSingleItem().Body.ShouldBe("Happy birthday, Jane!");
        var listed = (await cli.RunAsync("schedule", "report", "list", "--tenant", tenant, "--json")).Json.GetProperty("reports")[0];
        listed.GetProperty("runs").EnumerateArray().Select(run => (run.Text("state"), run.Text("startedBy"))).ShouldBe([("done", "command line"), ("stopped", "command line")]);
        (await cli.RunAsync("schedule", "report", "list", "--tenant", tenant)).Out.ShouldContain("done");
        (await cli.RunAsync("schedule", "report", "remove", "birthday", "--tenant", tenant)).ExitCode.ShouldBe(ExitCodes.Done);
        (await cli.RunAsync("schedule", "report", "remove", "birthday", "--tenant", tenant)).ExitCode.ShouldBe(ExitCodes.Failed);
        (await cli.RunAsync("schedule", "report", "list", "--tenant", tenant)).Out.ShouldContain("No report is on the timetable.");
    }

    [Fact]
    public async Task On_the_page_with_a_preview_that_shows_no_whole_name()
    {
        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Tenant.Id]));
        var page = $"/console/tenants/{_stage.Tenant.Id}/schedule";

        var set = await SubmitAsync(
            browser, page, "report-set", ("r-name", "birthday"), ("r-report", ReportStage.Birthday), ("r-parameters", "officeId=1"), ("r-begins", "08:00"), ("r-zone", "UTC"), ("r-days", ""),
            ("r-tells", "promotion"), ("r-text", "Happy birthday, {{firstname}}!"), ("r-loan", ""), ("r-client", "id"), ("r-day", ""), ("r-key", ""));
        set.ShouldContain("It has 1 row now.");
        (await SubmitAsync(browser, page, "report-set", ("r-name", "birthday"), ("r-key", "age"))).ShouldContain("told apart by: age");
        (await SubmitAsync(browser, page, "report-set", ("r-name", "birthday"), ("r-begins", "09:00"), ("r-key", ""))).ShouldContain("told apart by: age", customMessage: "what is left empty stays");
        (await SubmitAsync(browser, page, "report-set", ("r-name", "birthday"), ("r-key", "-"))).ShouldNotContain("told apart by: age");
        (await SubmitAsync(browser, page, "report-set", ("r-name", "birthday"), ("r-text", "Dear {{surname}}"))).ShouldContain("The report has no column surname");
        var preview = await SubmitAsync(browser, page, "report-birthday", ("report-name", "birthday"), ("act", "preview"));
        preview.ShouldContain("Happy birthday, J•••!");
        preview.ShouldNotContain("Jane");
        (await SubmitAsync(browser, page, "report-birthday", ("report-name", "birthday"), ("act", "run"))).ShouldContain("Under way.");
        (await SubmitAsync(browser, page, "report-birthday", ("report-name", "birthday"), ("act", "stop"))).ShouldContain("Stopped by");
        (await SubmitAsync(browser, page, "report-birthday", ("report-name", "birthday"), ("act", "remove"))).ShouldNotContain("Report birthday");
    }

    [Fact]
    public async Task Through_the_api_of_the_console_by_who_may_and_of_their_own_tenants_only()
    {
        var theirs = await _app.NewTenantAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Tenant.Id]));
        using var viewer = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([_stage.Tenant.Id]));
        var reports = $"/api/tenants/{_stage.Tenant.Id}/schedule/reports";

        using var set = await admin.PutAsJsonAsync($"{reports}/birthday", ReportStage.OfBirthday, Cancellation);
        set.StatusCode.ShouldBe(HttpStatusCode.OK, await set.Content.ReadAsStringAsync(Cancellation));
        using var shown = await viewer.GetAsync(reports, Cancellation);
        (await Json.ReadAsync(shown)).GetProperty("reports")[0].Text("tells").ShouldBe("promotion");
        using var notAllowed = await viewer.PostAsync($"{reports}/birthday/run", null, Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var foreign = await admin.GetAsync($"/api/tenants/{theirs.Id}/schedule/reports", Cancellation);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var preview = await admin.PostAsync($"{reports}/birthday/preview", null, Cancellation);
        (await Json.ReadAsync(preview)).GetProperty("rows").GetInt32().ShouldBe(1);
        using var run = await admin.PostAsync($"{reports}/birthday/run", null, Cancellation);
        run.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stopped = await admin.PostAsync($"{reports}/birthday/stop", null, Cancellation);
        stopped.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var removed = await admin.DeleteAsync($"{reports}/birthday", Cancellation);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var gone = await admin.PostAsync($"{reports}/birthday/run", null, Cancellation);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task With_the_tenants_own_key()
    {
        using var caller = _stage.Tenant.CreateCaller();
        var reports = $"/modules/sms/schedules/{_stage.Tenant.Id}/reports";

        using var set = await caller.PutAsJsonAsync($"{reports}/birthday", ReportStage.OfBirthday, Cancellation);
        (await Json.ReadAsync(set)).GetProperty("reports")[0].GetProperty("parameters").Text("R_officeId").ShouldBe("1");
        using var unknown = await caller.PutAsJsonAsync($"{reports}/birthday", new { mobileColumn = "mobileNo" }, Cancellation);
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "the number is the core's, never the row's");
        using var none = await caller.PutAsJsonAsync($"{reports}/other", ReportStage.OfBirthday with { Report = "No such" }, Cancellation);
        none.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        using var wrong = await caller.PutAsJsonAsync($"{reports}/birthday", new { text = "Dear {{surname}}" }, Cancellation);
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var noDay = await caller.PutAsJsonAsync($"{reports}/birthday", new { days = new string?[] { null } }, Cancellation);
        noDay.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var preview = await caller.PostAsync($"{reports}/birthday/_preview", null, Cancellation);
        (await Json.ReadAsync(preview)).GetProperty("examples").GetArrayLength().ShouldBe(1);
        using var run = await caller.PostAsync($"{reports}/birthday/_run", null, Cancellation);
        (await Json.ReadAsync(run)).GetProperty("reports")[0].GetProperty("runs")[0].Text("state").ShouldBe("under_way");
        using var stopped = await caller.PostAsync($"{reports}/birthday/_stop", null, Cancellation);
        (await Json.ReadAsync(stopped)).GetProperty("reports")[0].GetProperty("runs")[0].Text("state").ShouldBe("stopped");
        using var removed = await caller.DeleteAsync($"{reports}/birthday", Cancellation);
        removed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_preview_of_instalments_asks_the_core_as_for_the_sms()
    {
        _stage.Schedules.Owes(TestTenant.Loan, (_stage.Today.AddDays(2), 900m));
        _stage.Rows = [[TestTenant.Loan, _stage.Today.AddDays(2), 900m], [TestTenant.Loan, _stage.Today.AddDays(9), 900m], [TestTenant.Loan, "soon", 900m]];
        await _stage.SetAsync("due", ReportStage.OfDue);

        var view = (await _stage.Verbs.PreviewAsync(Caller.CommandLine, _stage.Tenant.Id, "due", Cancellation)).ShouldBeOfType<ReportPreviewed>().View;

        (view.Rows, view.LeftOut, view.Examples.Count).ShouldBe((3, 1, 3));
        view.Examples[0].Body!.ShouldContain("Dear J••• W•••, KES 900.00 of your loan •••031 is due on 23 November 2026.");
        view.Examples[1].Problem!.ShouldContain("No instalment of the loan is due on that day any more.");
        view.Examples[2].Problem.ShouldBe("paymentduedate is no day");
        _app.Gateway.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tenant_has_so_many_and_no_more()
    {
        for (var number = 1; number <= 20; number++)
        {
            await _stage.SetAsync($"r{number}", ReportStage.OfBirthday);
        }

        (await _stage.TrySetAsync("r21", ReportStage.OfBirthday)).ShouldBeOfType<Outcome.Refused>().Words.ShouldBe("A tenant has at most 20 reports on its timetable.");
        await _stage.SetAsync("r20", ReportStage.OfBirthday with { Begins = "10:00" });
    }

    [Fact]
    public async Task A_beginning_in_the_evening_is_refused_where_there_are_no_quiet_hours() =>
        (await _stage.TrySetAsync("birthday", ReportStage.OfBirthday with { Begins = "20:30" })).ShouldBeOfType<Outcome.Refused>().Field.ShouldBe("begins");

    [Fact]
    public async Task An_installation_that_runs_none_says_so()
    {
        await using var app = new SmsBridgeApp();
        app.Settings["Schedules:Enabled"] = "false";
        await app.InitializeAsync();
        var stage = await ReportStage.SetUpAsync(app);

        (await stage.SetAsync("birthday", ReportStage.OfBirthday)).ShouldContain(SchedulesOptions.OffWordsOfReports);
        await stage.TickAsync();
        (await stage.RunsAsync("birthday")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("name", "Birth day")]
    [InlineData("begins", "8")]
    [InlineData("timeZone", "Nairobi")]
    [InlineData("days", "someday")]
    [InlineData("report", "..")]
    [InlineData("parameters", "{{tomorrow}}")]
    [InlineData("tells", "LOAN_REPAYMENT")]
    [InlineData("text", "{{#if age}}x{{/if}}")]
    [InlineData("clientColumn", "")]
    [InlineData("loanColumn", "arrears")]
    [InlineData("dayColumn", "LOAN_REPAYMENTDUE")]
    public async Task What_is_wrong_is_named(string field, string value)
    {
        var request = ReportStage.OfBirthday;
        request = field switch
        {
            "begins" => request with { Begins = value }, "timeZone" => request with { TimeZone = value }, "days" => request with { Days = [value] }, "report" => request with { Report = value },
            "parameters" => request with { Parameters = new(StringComparer.Ordinal) { ["x"] = value } }, "tells" => request with { Tells = value }, "text" => request with { Text = value },
            "clientColumn" => request with { ClientColumn = value }, "loanColumn" => request with { Tells = value }, "dayColumn" => request with { Tells = value, Text = null, LoanColumn = "id" },
            _ => request,
        };

        var outcome = await _stage.TrySetAsync(field == "name" ? value : "birthday", request);

        outcome.ShouldBeOfType<Outcome.Refused>().Field.ShouldBe(field);
    }
}
