using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.CommandLine;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Holding;

/// <summary>Who releases what is held is told what becomes of it, and until when nothing is held.</summary>
public class ReleaseOutlookTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const int Held = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Where_nothing_is_against_it_they_go_out()
    {
        var stage = await HeldAsync();

        (await stage.ReleaseAsync()).ShouldBe(
            $"Released: 3 SMS of {stage.Tenant.Id}. They go out within moments, oldest first; what is too old by then is given up. What comes within the next hour is not held.");
    }

    [Fact]
    public async Task A_paused_tenant_holds_them()
    {
        var stage = await HeldAsync();
        await app.Services.GetRequiredService<TenantAdmin>().PauseAsync(stage.Registered.Id, Reasons.PausedByOperator, "month end");

        (await stage.ReleaseAsync()).ShouldContain($"of {stage.Tenant.Id}. They wait until the tenant is resumed;");
        (await SendAsync(stage)).ShouldBe((0, Held));
    }

    [Fact]
    public async Task A_bridge_that_sends_nothing_holds_them()
    {
        var stage = await HeldAsync();
        var outlook = ActivatorUtilities.CreateInstance<ReleaseOutlook>(app.Services, new RelaySwitch(IsOn: false));

        (await outlook.WordsAsync(stage.Registered, [EventType.LoanRepayment], [], Cancellation))
            .ShouldBe("They wait until the bridge sends again, as it is switched off for maintenance (Relay:Enabled); what is too old by then is given up.");
    }

    [Fact]
    public async Task Quiet_hours_hold_them()
    {
        var stage = await HeldAsync();
        var now = app.Clock.GetUtcNow();
        var hours = string.Create(CultureInfo.InvariantCulture, $"{now.AddHours(-1):HH:mm}-{now.AddHours(2):HH:mm}");
        await stage.Tenant.Texts().PutAsync("", new { timeZone = "UTC", quietHours = new { transactional = hours } });

        (await stage.ReleaseAsync()).ShouldContain($"They wait for the end of quiet hours ({hours} ");
        (await SendAsync(stage)).ShouldBe((0, Held));
        (await stage.CountAsync(MessageStatus.Queued, Reasons.QuietHours)).ShouldBe(Held);
    }

    [Fact]
    public async Task A_text_that_is_off_closes_them()
    {
        var stage = await HeldAsync();
        await stage.Tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = false });

        var words = await stage.ReleaseAsync();

        words.ShouldContain("Those of LOAN REPAYMENT are closed, as its text is switched off.");
        words.ShouldNotContain("They go out");
        (await SendAsync(stage)).ShouldBe((0, 0));
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.SwitchedOff)).ShouldBe(Held);
    }

    [Fact]
    public async Task An_import_pause_closes_what_is_held_of_its_time_and_nobody_is_asked_about_it_any_more()
    {
        var stage = await HeldAsync();
        await PauseAsync(stage);
        (await stage.ViewAsync()).AfterRelease.ShouldContain("What came about in an import pause is closed: Import pause from");

        await stage.MoveAsync();

        (await stage.HeldAsync()).ShouldBe(0);
        (await stage.CountAsync(MessageStatus.DeadLettered, Reasons.ImportPause)).ShouldBe(Held);
        await TestDatabase.SettleAsync();
        await app.Services.GetRequiredService<RollUp>().RunAsync(Cancellation);
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        var overview = await PageAsync(browser, "/console");
        overview.ShouldNotContain("SMS held");
        overview.ShouldContain("3 were not to be told");
        overview.ShouldContain("Of all messages;");
    }

    [Fact]
    public async Task What_came_outside_the_pause_stays_held()
    {
        var stage = await HeldAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await app.Services.GetRequiredService<ImportPauseVerbs>().StartAsync(Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(null, null, null))).ShouldBeOfType<Outcome.Done>();

        await stage.MoveAsync();

        (await stage.HeldAsync()).ShouldBe(Held);
        (await stage.ViewAsync()).AfterRelease.ShouldStartWith("They go out within moments");
    }

    [Fact]
    public async Task After_a_release_it_is_said_until_when_the_gate_stands_open()
    {
        var stage = await HeldAsync();
        (await stage.ViewAsync()).OpenWords.ShouldBeNull();
        await stage.ReleaseAsync();
        var until = (app.Clock.GetUtcNow() + TimeSpan.FromHours(1)).ToString("HH:mm", CultureInfo.InvariantCulture);
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));
        await using var cli = await Cli.BesideAsync(app, Cancellation);

        (await PageAsync(browser, $"/console/tenants/{stage.Tenant.Id}/holding")).ShouldContain($"open until {until} UTC, because the hour from");
        (await cli.RunAsync("surge", "list", "--tenant", stage.Tenant.Id)).Out.ShouldContain($"open until {until} UTC");
        (await stage.Verbs.RuleAsync(Caller.CommandLine, stage.Tenant.Id, new SurgeRuleRequest(true, 5, null))).ShouldBeOfType<Outcome.Done>().Words.ShouldContain($"It is open until {until} UTC");
        app.Clock.Advance(TimeSpan.FromHours(1));
        (await stage.ViewAsync()).OpenWords.ShouldBeNull();
    }

    [Fact]
    public async Task The_alarm_says_that_what_came_before_the_gate_was_set_is_not_counted_and_the_form_shows_the_own_rule_only()
    {
        var stage = new SurgeStage(await app.NewTenantAsync());
        await stage.RepayAsync(4);
        await app.DrainAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await stage.RuleAsync(isOn: true, floor: 5);
        await stage.RepayAsync(7);
        await app.DrainAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([stage.Tenant.Id]));

        (await PageAsync(browser, "/console")).ShouldContain("are usual, as far as they were counted: the gate was set at");
        var form = await PageAsync(browser, $"/console/tenants/{stage.Tenant.Id}/holding");
        form.ShouldContain("value=\"5\" placeholder=\"500\"");
        form.ShouldNotContain("value=\"3\"");
        form.ShouldContain("placeholder=\"3\"");
    }

    /// <summary>Three of eight are held.</summary>
    private async Task<SurgeStage> HeldAsync()
    {
        var stage = await SurgeStage.SetUpAsync(app);
        await stage.RepayAsync(5 + Held);
        await app.DrainAsync();
        (await stage.HeldAsync()).ShouldBe(Held);
        return stage;
    }

    private async Task PauseAsync(SurgeStage stage) =>
        (await app.Services.GetRequiredService<ImportPauseVerbs>().StartAsync(
            Caller.CommandLine, stage.Tenant.Id, new ImportPauseRequest(app.Clock.GetUtcNow() - TimeSpan.FromHours(1), null, "branch 7"))).ShouldBeOfType<Outcome.Done>();

    /// <returns>How many more than those that were never held went out, and how many wait.</returns>
    private async Task<(int Sent, int Waiting)> SendAsync(SurgeStage stage)
    {
        await stage.MoveAsync();
        await app.DrainAsync();
        var states = await stage.StatesAsync();
        return (states.GetValueOrDefault((MessageStatus.Sent, null)) - 5, states.Where(state => state.Key.Status == MessageStatus.Queued).Sum(state => state.Value));
    }
}
