using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Holding;

/// <summary>Old records are brought into a core: what comes is recorded, and nobody is told of it.</summary>
public class ImportPauseTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ImportPauseVerbs Verbs => app.Services.GetRequiredService<ImportPauseVerbs>();

    [Fact]
    public async Task What_comes_in_it_is_recorded_and_told_to_nobody_and_what_comes_after_it_is()
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        await stage.RepayAsync(1); // before
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await StartAsync(stage, new ImportPauseRequest(null, null, "branch 7"));
        var ids = await stage.RepayAsync(3);
        using var code = await stage.Tenant.Hooks().PostSmsAsync("0712345678", "Your code is 17.", Cancellation);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await Verbs.EndAsync(Caller.CommandLine, stage.Tenant.Id)).ShouldBeOfType<Outcome.Done>();
        await stage.RepayAsync(1); // after

        await app.DrainAsync();

        (await stage.StatesAsync()).ShouldBe(
            new Dictionary<(MessageStatus, string?), int> { [(MessageStatus.Sent, null)] = 3, [(MessageStatus.DeadLettered, Reasons.ImportPause)] = 3 }, ignoreOrder: true);
        (await app.QueryAsync<string>("SELECT detail FROM status_change WHERE event_id = @id", new { id = ids[0] })).ShouldHaveSingleItem().ShouldEndWith("set by command line: branch 7.");
        (await Verbs.EndAsync(Caller.CommandLine, stage.Tenant.Id)).ShouldBeOfType<Outcome.Unchanged>();
    }

    [Fact]
    public async Task It_ends_by_itself_and_support_can_send_one_of_it_but_never_all()
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        await StartAsync(stage, new ImportPauseRequest(null, app.Clock.GetUtcNow() + TimeSpan.FromHours(1), null));
        var ids = await stage.RepayAsync(2);
        await app.DrainAsync();
        app.Clock.Advance(TimeSpan.FromHours(1));
        await stage.RepayAsync(1);
        await app.DrainAsync();
        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(1);

        var resend = app.Services.GetRequiredService<MessageResend>();
        (await resend.ResendFailedAsync(stage.Registered.Id, "api")).Requeued.ShouldBeEmpty();
        (await resend.ResendAsync(stage.Registered.Id, [ids[0]], force: false, "operator")).Requeued.ShouldBe([ids[0]]);
        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(2);
    }

    [Fact]
    public async Task One_that_begins_before_closes_what_the_surge_gate_holds()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(8);
        await app.DrainAsync();
        await StartAsync(stage, new ImportPauseRequest(app.Clock.GetUtcNow() - TimeSpan.FromHours(1), null, null));
        await stage.ReleaseAsync();
        await stage.MoveAsync();

        await app.DrainAsync();

        (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(5);
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.ImportPause)).ShouldBe(3);
    }

    [Fact]
    public async Task What_can_not_be_is_refused_with_its_field()
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        var now = app.Clock.GetUtcNow();

        (await Verbs.StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(now - TimeSpan.FromDays(8), null, null))).ShouldBeOfType<Outcome.Refused>().Field.ShouldBe("from");
        (await Verbs.StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(now, now, null))).ShouldBeOfType<Outcome.Refused>().Field.ShouldBe("until");
        (await Verbs.StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(null, null, new string('x', 201)))).ShouldBeOfType<Outcome.Refused>().Field.ShouldBe("note");
        await StartAsync(stage, new ImportPauseRequest(null, null, null));
        (await Verbs.StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(null, null, null))).ShouldBeOfType<Outcome.Unchanged>();
    }

    [Fact]
    public async Task One_to_come_tells_until_it_begins_and_taken_back_it_never_held_anything_up()
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        var from = app.Clock.GetUtcNow() + TimeSpan.FromHours(2);

        (await Verbs.StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(from, null, null))).ShouldBeOfType<Outcome.Done>().Words
            .ShouldContain("core tells from then on is recorded, and its clients are not told of it. Until it begins they are.");
        (await Verbs.EndAsync(Caller.CommandLine, stage.Tenant.Id)).ShouldBeOfType<Outcome.Done>().Words.ShouldContain("is taken back before it began: its clients are told, as they were all along.");
    }

    [Fact]
    public async Task One_that_is_over_can_not_be_ended_but_the_next_can_begin_where_it_ended()
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        await StartAsync(stage, new ImportPauseRequest(null, null, null));
        app.Clock.Advance(TimeSpan.FromMinutes(90.5));
        await Verbs.EndAsync(Caller.CommandLine, stage.Tenant.Id);
        var ended = app.Clock.GetUtcNow();
        var next = new DateTimeOffset((ended.Ticks + TimeSpan.TicksPerMinute - 1) / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute, TimeSpan.Zero);

        (await Verbs.StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(ended - TimeSpan.FromHours(1), null, null))).ShouldBeOfType<Outcome.Refused>().Words
            .ShouldBe(FormattableString.Invariant($"An import pause of {stage.Tenant.Id} ended at {ended:yyyy-MM-dd HH:mm:ss} UTC: this one can begin ")
                + (next > ended ? "now (leave from empty)." : FormattableString.Invariant($"at {next:yyyy-MM-dd HH:mm} UTC at the earliest.")));
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        var refused = (await Verbs.StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(ended - TimeSpan.FromHours(1), null, null))).ShouldBeOfType<Outcome.Refused>();
        (refused.Field, refused.Words.EndsWith(FormattableString.Invariant($"this one can begin at {next:yyyy-MM-dd HH:mm} UTC at the earliest."), StringComparison.Ordinal)).ShouldBe(("from", true));
        await StartAsync(stage, new ImportPauseRequest(next, null, null));
    }

    [Theory]
    [InlineData("31.11.2026 22:00", "", "From when is no time")]
    [InlineData("", "tomorrow", "Until when is no time")]
    public async Task A_time_that_can_not_be_read_begins_nothing(string from, string until, string words)
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));

        var page = await SubmitAsync(browser, $"/console/tenants/{stage.Tenant.Id}/holding", "import-pause", ("from", from), ("until", until), ("note", ""));

        page.ShouldContain(words);
        page.ShouldContain("aria-invalid=\"true\"");
        (await Verbs.ListAsync(stage.Registered, Cancellation)).Pauses.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(33, false)]
    [InlineData(30, true)]
    public async Task A_repayment_of_a_day_long_past_is_told_to_nobody_but_by_support(int daysAgo, bool isTold)
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        var day = DateOnly.FromDateTime(app.Clock.GetUtcNow().UtcDateTime).AddDays(-daysAgo);
        var transaction = stage.Tenant.Books.AddRepayment(TestTenant.Loan, 70m, day);
        using var answer = await stage.Tenant.Hooks().PostAsync(new HookRepayment(TestTenant.Loan, transaction, 70m) { ClientId = TestTenant.Client, Date = day }.ToEvent(), Cancellation);
        var reply = await HookReply.ReadAsync(answer);

        await app.DrainAsync();

        (await stage.StatesAsync()).ShouldHaveSingleItem().Key.ShouldBe(isTold ? (MessageStatus.Sent, null) : (MessageStatus.DeadLettered, Reasons.BookedBack));
        if (!isTold)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await app.Services.GetRequiredService<MessageResend>().ResendAsync(stage.Registered.Id, [reply.EventId], force: false, "operator");
            await app.DrainAsync();
            (await stage.CountAsync(MessageStatus.Sent)).ShouldBe(1);
        }
    }

    [Fact]
    public async Task On_the_page_with_what_the_gate_holds_cancelled_and_the_overview_says_that_it_is_in_force()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(7);
        await app.DrainAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        var page = $"/console/tenants/{stage.Tenant.Id}/holding";

        (await SubmitAsync(browser, page, "import-pause", ("from", ""), ("until", ""), ("note", "branch 7"), ("cancel", "yes"))).ShouldContain("is recorded, and its clients are not told of it.");
        await stage.MoveAsync();
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.Cancelled)).ShouldBe(2);
        (await PageAsync(browser, "/console")).ShouldContain("is in an import pause: what its core tells is recorded");
        (await SubmitAsync(browser, page, "import-end")).ShouldContain("are told again of what comes from now on");
        (await PageAsync(browser, "/console")).ShouldNotContain("is in an import pause");
    }

    [Fact]
    public async Task By_api_and_command_and_of_the_own_tenants_only()
    {
        var (stage, theirs) = (new SurgeStage(await app.NewTenantAsync()), await app.NewTenantAsync());
        using var admin = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        using var viewer = await app.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([stage.Tenant.Id]));
        var pauses = $"/api/tenants/{stage.Tenant.Id}/import-pause";

        using var notAllowed = await viewer.PostAsJsonAsync(pauses, new { note = "x" }, Cancellation);
        notAllowed.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var foreign = await admin.PostAsJsonAsync($"/api/tenants/{theirs.Id}/import-pause", new { note = "x" }, Cancellation);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var wrong = await admin.PostAsJsonAsync(pauses, new { until = "2026-01-01T00:00:00Z" }, Cancellation);
        (await Json.ReadAsync(wrong)).Text("field").ShouldBe("until");
        using var started = await admin.PostAsJsonAsync(pauses, new { note = "branch 7" }, Cancellation);
        started.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var listed = await viewer.GetAsync(pauses, Cancellation);
        (await Json.ReadAsync(listed)).GetProperty("inForce").GetBoolean().ShouldBeTrue();

        await using var cli = await Cli.BesideAsync(app, Cancellation);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await cli.RunAsync("import", "end", "--tenant", stage.Tenant.Id)).Out.ShouldContain("are told again");
        (await cli.RunAsync("import", "pause", "--tenant", stage.Tenant.Id, "--until", "2030-01-01T00:00:00Z", "--note", "branch 8")).Out.ShouldContain("until 2030-01-01 00:00 UTC");
        (await cli.RunAsync("import", "list", "--tenant", stage.Tenant.Id, "--json")).Json.GetProperty("pauses").GetArrayLength().ShouldBe(2);
        (await cli.RunAsync("import", "list", "--tenant", stage.Tenant.Id)).Out.ShouldContain("branch 8");
    }

    private async Task StartAsync(SurgeStage stage, ImportPauseRequest request) =>
        (await Verbs.StartAsync(Caller.CommandLine, stage.Tenant.Id, request)).ShouldBeOfType<Outcome.Done>();
}
