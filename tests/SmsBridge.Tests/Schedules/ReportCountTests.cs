using SmsBridge.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Schedules;

/// <summary>How many rows would be told, and why the others not: before a run, by it, and after it.</summary>
public sealed class ReportCountTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ReportStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ReportStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_was_told_before_and_what_the_report_has_twice_are_counted_apart()
    {
        _stage.Crowd(150);
        _stage.Rows = [.. _stage.Rows, _stage.Rows[0], _stage.Rows[149], [1_000L, null, null, 41L]]; // the first two repeats are far behind what they repeat
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);

        var before = await _stage.PreviewAsync("birthday");
        (before.View.Rows, before.View.LeftOut, before.View.Known, before.View.Repeated).ShouldBe((153, 1, 0, 2));
        before.Words.ShouldStartWith(
            "153 rows for 2026-11-21: 1 would be left out, of 0 somebody was told before, 2 are of the same client as an earlier row: a column that tells them apart can be named (--key, keyColumn); 150 would be told,");

        await _stage.TickAsync();
        var run = await _stage.RunAsync("birthday");
        (run.Listed, run.Asked, run.Entered, run.Known, run.Repeated, run.Unread).ShouldBe((153, 152, 150, 0, 2L, 1));
        run.Problem!.ShouldEndWith("2 rows are of the same client as an earlier one, of which one is told: a column that tells them apart can be named (--key, keyColumn).");

        _stage.Books.AddClient(8, "Ann Wanjiku", "0712 345 679");
        _stage.Rows = [[8L, "Ann", null, 3L], .. _stage.Rows];
        var after = (await _stage.PreviewAsync("birthday")).View;
        (after.Rows, after.LeftOut, after.Known, after.Repeated).ShouldBe((154, 1, 150, 2));
        after.Examples.Select(example => (example.Body, example.Problem)).Take(2).ShouldBe([("Happy birthday, A•••! 3 years.", null), (null, "It was told that day already.")]);
        (await _stage.BeginAsync("birthday")).ShouldBeOfType<Outcome.Done>();
        await _stage.TickAsync();
        run = await _stage.RunAsync("birthday");
        (run.Entered, run.Known, run.Repeated).ShouldBe((1, 150, 2L));
    }

    [Fact]
    public async Task Where_a_column_tells_rows_apart_or_they_are_of_instalments_the_words_are_of_that()
    {
        _stage.Rows = [[TestTenant.Client, "Jane", "A", 40L], [TestTenant.Client, "Jane", "A", 40L]];
        await _stage.SetAsync("birthday", ReportStage.OfBirthday with { KeyColumn = "mobileNo" });
        (await _stage.PreviewAsync("birthday")).View.Examples[1].Problem.ShouldBe("It is of the same client and mobileno as an earlier row, of which one is told.");
        await _stage.TickAsync();
        (await _stage.RunAsync("birthday")).Problem.ShouldBe("1 row is of the same client and mobileno as an earlier one, of which one is told.");

        var day = _stage.Today.AddDays(1);
        _stage.Schedules.Owes(TestTenant.Loan, (day, 900m));
        _stage.Rows = [[TestTenant.Loan, day, 900m], [TestTenant.Loan, day, 100m]];
        await _stage.SetAsync("due", ReportStage.OfDue);
        await _stage.Schedules.EventAsync("LoanRepaymentDue", day);
        (await _stage.PreviewAsync("due")).View.Examples.Select(example => example.Problem)
            .ShouldBe(["There is an event of this instalment already.", "It is of the same instalment as an earlier row, of which one is told."]);
    }

    [Fact]
    public async Task Command_line_page_and_api_say_both()
    {
        await using var cli = await Cli.BesideAsync(_app, TestContext.Current.CancellationToken);
        _stage.Rows = [.. _stage.Rows, .. _stage.Rows];
        await _stage.SetAsync("birthday", ReportStage.OfBirthday);
        await _stage.TickAsync();

        (await cli.RunAsync("schedule", "report", "list", "--tenant", _stage.Tenant.Id)).Out.ShouldContain("Told before");
        var listed = (await cli.RunAsync("schedule", "report", "list", "--tenant", _stage.Tenant.Id, "--json")).Json.GetProperty("reports")[0].GetProperty("runs")[0];
        (listed.GetProperty("known").GetInt32(), listed.GetProperty("repeated").GetInt32()).ShouldBe((0, 1));
        var preview = await cli.RunAsync("schedule", "report", "preview", "birthday", "--tenant", _stage.Tenant.Id, "--json");
        preview.ExitCode.ShouldBe(ExitCodes.Done, preview.All);
        (preview.Json.GetProperty("known").GetInt32(), preview.Json.GetProperty("repeated").GetInt32()).ShouldBe((1, 1));
        using var browser = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([_stage.Tenant.Id]));
        (await browser.GetStringAsync($"/console/tenants/{_stage.Tenant.Id}/schedule", TestContext.Current.CancellationToken))
            .ShouldContain("2 rows: 1 made events, of 0 somebody was told before, 1 of the same loan or client as an earlier row, 0 left out.");
    }
}
