using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Doctor;
using SmsBridge.Insight.EventLog;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tests.Console;
using SmsBridge.Tests.Intake.Campaigns;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Doctor;

/// <summary>What "Check everything" says of what has come and what waits.</summary>
public class TrafficDoctorTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory]
    [InlineData("accepted", "queued", null, "passed")]
    [InlineData("accepted", "queued", Reasons.CoreUnavailable, "warning")]
    [InlineData("accepted", "sending", Reasons.OutcomeUnknown, "warning")]
    [InlineData("accepted", "dead_lettered", Reasons.NoNumber, "warning")]
    [InlineData("accepted", "sent", Reasons.Resent, "passed")]
    [InlineData("accepted", "delivered", null, "passed")]
    [InlineData("ignored", "ignored", Reasons.NotHandled, "passed")]
    [InlineData("refused", "refused", Reasons.UnknownKey, "warning")]
    public async Task A_hook_whose_SMS_is_in_trouble_is_not_passed(string outcome, string status, string? reason, string expected)
    {
        var known = await app.NewTenantAsync();
        var tenant = app.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(known.Id)!;
        var explanation = reason is null ? null : Reasons.Explain(reason).Meaning;
        var last = new EventView(
            1, DateTimeOffset.UnixEpoch, "CLIENT", "CREATE", outcome, status, 0, reason, explanation, null, null, null, null, null, null, null);

        var check = TrafficDoctor.LastHook(tenant, last);

        check.Outcome.ToString().ShouldBe(expected, StringCompareShould.IgnoreCase);
        check.Words.ShouldContain(explanation ?? status);
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task Triggered_texts_beside_hooks_of_such_acts_are_a_warning(bool isTriggered, bool isHooked, bool isWarned)
    {
        var stage = await CampaignStage.SetUpAsync(app);
        var tenant = app.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(stage.Tenant.Id)!;
        if (isTriggered)
        {
            await stage.Jobs.SendTriggeredAsync(stage.Texts.Begin("0712345678", "Thank you."), 1, namesId: true, TestContext.Current.CancellationToken);
        }

        if (isHooked)
        {
            await stage.Tenant.RepayAsync();
        }

        var checks = await app.Services.GetRequiredService<TrafficDoctor>().TwiceAsync(tenant, TestContext.Current.CancellationToken);

        checks.Count.ShouldBe(isWarned ? 1 : 0);
        checks.ShouldAllBe(check => check.Words.Contains("LOAN REPAYMENT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Quiet_hours_alarm_nobody_and_what_still_waits_after_them_does()
    {
        var tenant = await app.NewTenantAsync();
        var (hour, end) = (app.Clock.GetUtcNow(), app.Clock.GetUtcNow().AddHours(2));
        await tenant.Texts().PutAsync("", new { timeZone = "UTC", quietHours = new { transactional = FormattableString.Invariant($"{hour:HH:mm}-{end:HH:mm}") } });
        await tenant.RepayAsync();
        await app.DrainAsync();
        var known = app.Services.GetRequiredService<SmsBridge.Tenants.TenantDirectory>().Find(tenant.Id)!;
        app.Clock.Advance(TimeSpan.FromMinutes(30));

        var quiet = await LookAsync();
        app.Clock.Advance(TimeSpan.FromHours(2)); // and the relay stands still here
        var late = await LookAsync();

        quiet.Check.Outcome.ShouldBe(CheckOutcome.Passed);
        quiet.Check.Words.ShouldBe("1 waiting, all for the end of quiet hours.");
        quiet.Kinds.ShouldNotContain("waiting", StringComparer.Ordinal);
        late.Check.Outcome.ShouldBe(CheckOutcome.Warning);
        late.Kinds.ShouldContain("waiting", StringComparer.Ordinal);

        async Task<(CheckView Check, List<string?> Kinds)> LookAsync()
        {
            using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id])); // anew: two hours end a session
            using var answer = await browser.GetAsync("/api/stats/attention", TestContext.Current.CancellationToken);
            return (await app.Services.GetRequiredService<TrafficDoctor>().WaitingAsync(known, TestContext.Current.CancellationToken),
                [.. (await Json.ReadAsync(answer)).GetProperty("items").EnumerateArray().Select(item => item.Text("kind"))]);
        }
    }

    [Fact]
    public async Task What_has_waited_for_minutes_is_a_warning()
    {
        var tenant = await app.NewTenantAsync();
        using var browser = await app.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]));
        var url = $"/console/tenants/{tenant.Id}/connection";
        await tenant.RepayAsync(); // the relay stands still here

        var early = await ConsolePages.SubmitAsync(browser, url, "verify");
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        var late = await ConsolePages.SubmitAsync(browser, url, "verify");

        early.ShouldContain("passed</span> <bdi>1 waiting");
        late.ShouldContain("warning</span> <bdi>1 waiting, the oldest for 2 minutes.</bdi> <span class=\"quiet\"><bdi>See why under Messages");
    }
}
