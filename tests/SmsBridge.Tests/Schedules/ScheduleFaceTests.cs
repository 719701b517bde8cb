using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.CommandLine;
using SmsBridge.Holding;
using SmsBridge.Operators;
using SmsBridge.Schedules;
using SmsBridge.Tenants;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Schedules;

/// <summary>The same by command line, page, API of the console and the tenant's own key.</summary>
public sealed class ScheduleFaceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private ScheduleStage _stage = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await ScheduleStage.SetUpAsync(_app);
        _stage.Owes(TestTenant.Loan, (_stage.Today.AddDays(2), 900m));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task By_command_beside_the_running_service_which_does_it()
    {
        await using var cli = await Cli.BesideAsync(_app, Cancellation);
        var tenant = _stage.Tenant.Id;

        (await cli.RunAsync("schedule", "set", "--tenant", tenant, "--due", "5", "--begins", "03:30")).Out.ShouldContain("clients are told of an instalment that falls due from 5 days ahead up to its day, and of one that was not paid from 1 to 4 days after its day.");
        (await cli.RunAsync("schedule", "set", "--tenant", tenant, "--due", "5")).Out.ShouldContain("It was so already.");
        var preview = await cli.RunAsync("schedule", "preview", "--tenant", tenant, "--json");
        preview.ExitCode.ShouldBe(ExitCodes.Done, preview.All);
        preview.Json.GetProperty("reminders")[0].Text("body").ShouldBe("Dear J••• W•••, KES 900.00 of your loan •••031 is due on 23 November 2026. If you have paid already, please ignore this.");
        (await cli.RunAsync("schedule", "run", "--tenant", tenant)).ExitCode.ShouldBe(ExitCodes.Done);
        (await cli.RunAsync("schedule", "run", "--tenant", tenant)).ExitCode.ShouldBe(ExitCodes.TryAgain);
        (await cli.RunAsync("schedule", "stop", "--tenant", tenant)).Out.ShouldContain("Stopped.");
        (await cli.RunAsync("schedule", "run", "--tenant", tenant)).ExitCode.ShouldBe(ExitCodes.Done);
        await _stage.TickAsync();
        await _app.DrainAsync();

        (await _stage.SentAsync()).Count.ShouldBe(1);
        var listed = (await cli.RunAsync("schedule", "list", "--tenant", tenant, "--json")).Json;
        listed.GetProperty("runs").EnumerateArray().Select(run => (run.Text("state"), run.Text("startedBy"))).ShouldBe([("done", "command line"), ("stopped", "command line")]);
        (await cli.RunAsync("schedule", "list", "--tenant", "nobody")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await cli.RunAsync("schedule", "set", "--tenant", tenant, "--on", "--off")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await cli.RunAsync("schedule", "set", "--tenant", tenant, "--due", "99")).Error.ShouldContain("dueDays is a number from 0 to 30");
    }

    [Fact]
    public async Task On_the_page_with_a_preview_that_shows_no_whole_name()
    {
        using var browser = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Tenant.Id]));
        var page = $"/console/tenants/{_stage.Tenant.Id}/schedule";

        var set = await SubmitAsync(browser, page, "schedule-set", ("due", "2"), ("overdue", ""), ("begins", "04:00"), ("zone", "Africa/Nairobi"), ("enabled", "yes"));
        set.ShouldContain("clients are told of an instalment that falls due from 2 days ahead up to its day.");
        (await SubmitAsync(browser, page, "schedule-set", ("due", "soon"), ("overdue", ""), ("begins", "04:00"), ("zone", "Africa/Nairobi"), ("enabled", "yes"))).ShouldContain("Days are a number such as 3.");
        (await SubmitAsync(browser, page, "schedule-set", ("due", "2"), ("overdue", ""), ("begins", "4"), ("zone", "Africa/Nairobi"), ("enabled", "yes"))).ShouldContain("begins is a time of the day");
        var preview = await SubmitAsync(browser, page, "schedule-preview");
        preview.ShouldContain("1 would be told today, as far as they have a number and did not opt out");
        preview.ShouldContain("J••• W•••");
        preview.ShouldNotContain("Wanjiru");
        (await SubmitAsync(browser, page, "schedule-run")).ShouldContain("Under way.");
        (await SubmitAsync(browser, page, "schedule-stop")).ShouldContain("Stopped by");
    }

    [Fact]
    public async Task Through_the_api_of_the_console_by_who_may_and_of_their_own_tenants_only()
    {
        var theirs = await _app.NewTenantAsync();
        using var admin = await _app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Tenant.Id]));
        using var viewer = await _app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([_stage.Tenant.Id]));
        var schedule = $"/api/tenants/{_stage.Tenant.Id}/schedule";

        using var shown = await viewer.GetAsync(schedule, Cancellation);
        (await Json.ReadAsync(shown)).GetProperty("dueDays").GetInt64().ShouldBe(3);
        using var notAllowed = await viewer.PostAsync($"{schedule}/run", null, Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var foreign = await admin.PostAsync($"/api/tenants/{theirs.Id}/schedule/run", null, Cancellation);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var set = await admin.PutAsJsonAsync(schedule, new { dueDays = 1, timeZone = "Asia/Kolkata" }, Cancellation);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var wrong = await admin.PutAsJsonAsync(schedule, new { timeZone = "Nairobi" }, Cancellation);
        (await Json.ReadAsync(wrong)).Text("field").ShouldBe("timeZone");
        using var preview = await admin.PostAsync($"{schedule}/preview", null, Cancellation);
        (await Json.ReadAsync(preview)).GetProperty("asked").GetInt32().ShouldBe(1);
        using var run = await admin.PostAsync($"{schedule}/run", null, Cancellation);
        run.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var stopped = await admin.PostAsync($"{schedule}/stop", null, Cancellation);
        stopped.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task With_the_tenants_own_key()
    {
        using var caller = _stage.Tenant.CreateCaller();
        var schedule = $"/modules/sms/schedules/{_stage.Tenant.Id}";

        using var set = await caller.PutAsJsonAsync(schedule, new { overdueDays = -1 }, Cancellation);
        var view = await Json.ReadAsync(set);
        view.GetProperty("dueDays").GetInt64().ShouldBe(3);
        view.TryGetProperty("overdueDays", out _).ShouldBeFalse();
        using var none = await caller.PutAsJsonAsync(schedule, new { dueDays = -1 }, Cancellation);
        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var unknown = await caller.PutAsJsonAsync(schedule, new { days = 1 }, Cancellation);
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var preview = await caller.PostAsync($"{schedule}/_preview", null, Cancellation);
        (await Json.ReadAsync(preview)).GetProperty("reminders").GetArrayLength().ShouldBe(1);
        using var run = await caller.PostAsync($"{schedule}/_run", null, Cancellation);
        (await Json.ReadAsync(run)).GetProperty("runs")[0].Text("state").ShouldBe("under_way");
        using var stopped = await caller.PostAsync($"{schedule}/_stop", null, Cancellation);
        (await Json.ReadAsync(stopped)).GetProperty("runs")[0].Text("state").ShouldBe("stopped");
    }

    [Fact]
    public async Task What_is_switched_off_is_not_warned_of_and_no_day_ahead_is_the_day_itself()
    {
        var other = await _app.NewTenantAsync();

        (await _stage.Verbs.SetAsync(Caller.CommandLine, other.Id, new ScheduleRequest { DueDays = 0, TimeZone = "UTC" }, Cancellation)).ShouldBeOfType<Outcome.Done>().Words
            .ShouldContain("clients are told of an instalment that falls due on its day.");
        (await _stage.Verbs.SetAsync(Caller.CommandLine, other.Id, new ScheduleRequest { Enabled = false }, Cancellation)).ShouldBeOfType<Outcome.Done>().Words
            .ShouldBe($"{other.Id}'s loans are not gone through.");
    }

    [Fact]
    public async Task A_preview_names_the_import_pause_and_the_pause_that_keep_it_from_being_told()
    {
        (await _app.Services.GetRequiredService<ImportPauseVerbs>().StartAsync(Caller.CommandLine, _stage.Tenant.Id, new ImportPauseRequest(null, null, "branch 7"))).ShouldBeOfType<Outcome.Done>();
        (await PreviewedAsync()).ShouldContain("Nobody is told of what is found now: Import pause from");
        (await _app.Services.GetRequiredService<TenantVerbs>().PauseAsync(Caller.CommandLine, _stage.Tenant.Id, "month end")).ShouldBeOfType<Outcome.Done>();
        (await PreviewedAsync()).ShouldContain("The tenant is paused: no run goes on and nothing goes out");

        async Task<string> PreviewedAsync() => (await _stage.Verbs.PreviewAsync(Caller.CommandLine, _stage.Tenant.Id, Cancellation)).ShouldBeOfType<SchedulePreviewed>().Words;
    }

    [Fact]
    public async Task An_installation_that_goes_through_no_loans_says_so_everywhere()
    {
        await using var app = new SmsBridgeApp();
        app.Settings["Schedules:Enabled"] = "false";
        await app.InitializeAsync();
        var stage = await ScheduleStage.SetUpAsync(app);
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        await using var cli = await Cli.BesideAsync(app, Cancellation);

        (await stage.SetAsync(new ScheduleRequest { DueDays = 2 })).ShouldBeOfType<Outcome.Done>().Words.ShouldContain(SchedulesOptions.OffWords);
        (await PageAsync(browser, $"/console/tenants/{stage.Tenant.Id}/schedule")).ShouldContain(SchedulesOptions.OffWords);
        (await cli.RunAsync("schedule", "list", "--tenant", stage.Tenant.Id)).Out.ShouldContain(SchedulesOptions.OffWords);
        (await cli.RunAsync("schedule", "run", "--tenant", stage.Tenant.Id)).Out.ShouldContain($"is entered, and waits. {SchedulesOptions.OffWords}");
        (await stage.ViewAsync()).Timetable.ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_can_be_run_before_it_is_set_and_warnings_say_what_keeps_it_from_telling()
    {
        var other = await _app.NewTenantAsync();

        (await _stage.Verbs.RunAsync(Caller.CommandLine, other.Id, Cancellation)).ShouldBeOfType<Outcome.Refused>();
        (await _stage.Verbs.SetAsync(Caller.CommandLine, other.Id, new ScheduleRequest { DueDays = 1 }, Cancellation)).ShouldBeOfType<Outcome.Refused>().Field.ShouldBe("timeZone");
        (await _stage.Verbs.SetAsync(Caller.CommandLine, other.Id, new ScheduleRequest(), Cancellation)).ShouldBeOfType<Outcome.Invalid>();
        var done = (await _stage.Verbs.SetAsync(Caller.CommandLine, other.Id, new ScheduleRequest { DueDays = 1, TimeZone = "UTC" }, Cancellation)).ShouldBeOfType<Outcome.Done>();
        done.Words.ShouldContain("Nobody is told yet: switch on the text of LOAN REPAYMENTDUE.");
        done.Words.ShouldContain("There are no quiet hours for collection texts");
    }
}
