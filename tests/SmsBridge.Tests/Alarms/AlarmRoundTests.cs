using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Alarms;
using SmsBridge.Hosting.Jobs;
using SmsBridge.Simulator.Partners;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Alarms;

/// <summary>What needs attention reaches a person: the job, the store and a receiver, with a clock that steps.</summary>
public class AlarmRoundTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_alarm_by_repeat_and_escalation_to_the_all_clear()
    {
        await using var stage = new AlarmStage
        {
            More = new(StringComparer.Ordinal) { ["Receivers:boss:Kind"] = "Slack", ["Receivers:boss:Url"] = "{url}", ["Receivers:boss:After"] = "04:00:00" },
        };
        await stage.InitializeAsync();
        var tenant = await stage.App.NewTenantAsync();
        (await stage.AfterMinutesAsync(1)).ShouldBeEmpty();

        await stage.PauseAsync(tenant);
        (await stage.AfterMinutesAsync(1)).ShouldBe([$"raised paused {tenant.Id}"]);
        for (var minute = 0; minute < 239; minute++)
        {
            (await stage.AfterMinutesAsync(1)).ShouldBeEmpty();
        }

        (await stage.AfterMinutesAsync(1)).ShouldHaveSingleItem().ShouldStartWith($"*[SmsBridge] Not seen to: {tenant.Id} is paused");
        (await stage.AfterAsync(TimeSpan.FromHours(19))).ShouldBeEmpty();
        (await stage.AfterAsync(TimeSpan.FromHours(1))).ShouldContain($"repeated paused {tenant.Id}", StringComparer.Ordinal);

        await stage.PauseAsync(tenant, pause: false);
        (await stage.AfterMinutesAsync(5)).ShouldBeEmpty();
        await stage.AfterMinutesAsync(10);
        var last = stage.Receiver.Received.TakeLast(2).Select(notice => System.Text.Encoding.UTF8.GetString(notice.Body)).ToList();
        last.ShouldContain(body => body.Contains("\"state\":\"cleared\"", StringComparison.Ordinal));
        last.ShouldContain(body => body.StartsWith("{\"text\":\"*[SmsBridge] Over: ", StringComparison.Ordinal));
        (await stage.AfterMinutesAsync(30)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_signed_by_the_rules_of_standard_webhooks_and_says_what_to_do()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        stage.App.Settings["Bridge:PublicUrl"] = "https://sms.example.org/bridge";
        var tenant = await stage.App.NewTenantAsync();
        await stage.PauseAsync(tenant);
        await stage.AfterMinutesAsync(1);

        var notice = stage.Receiver.Received.ShouldHaveSingleItem();

        notice.Id.ShouldStartWith("alarm_");
        StandInPartner.IsSignedBy(notice, AlarmStage.Secret).ShouldBeTrue();
        var body = JsonElement.Parse(notice.Body);
        body.GetProperty("type").GetString().ShouldBe("alarm");
        body.GetProperty("data").GetProperty("console").GetString().ShouldBe("https://sms.example.org/bridge/console");
        var alarm = body.GetProperty("data").GetProperty("alarms")[0];
        alarm.GetProperty("isUrgent").GetBoolean().ShouldBeTrue();
        alarm.GetProperty("words").GetString().ShouldStartWith($"{tenant.Id} is paused: ");
        alarm.GetProperty("remedy").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task What_comes_and_goes_is_one_alarm_an_hour()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        var tenant = await stage.App.NewTenantAsync();
        var told = new List<string>();
        for (var minute = 0; minute < 180; minute += 3)
        {
            await stage.PauseAsync(tenant, pause: minute % 2 == 0);
            told.AddRange(await stage.AfterMinutesAsync(3));
        }

        told.ShouldBe([$"raised paused {tenant.Id}"]); // it is never over for ten minutes, so it is one alarm that stands
    }

    [Fact]
    public async Task What_comes_together_goes_out_together()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        var tenants = new List<TestTenant>();
        for (var number = 0; number < 5; number++)
        {
            tenants.Add(await stage.App.NewTenantAsync());
        }

        await stage.PauseAsync(tenants[0]);
        (await stage.AfterMinutesAsync(1)).ShouldBe([$"raised paused {tenants[0].Id}"]);
        foreach (var tenant in tenants.Skip(1))
        {
            await stage.PauseAsync(tenant);
            (await stage.AfterMinutesAsync(1)).ShouldBeEmpty();
        }

        (await stage.AfterMinutesAsync(1)).ShouldBe(tenants.Skip(1).Select(tenant => $"raised paused {tenant.Id}"), ignoreOrder: true);
        stage.Receiver.Received.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_receiver_that_fails_is_itself_shown_and_told_when_it_is_mended_and_the_others_are_told_meanwhile()
    {
        await using var other = await StandInPartner.StartAsync(Cancellation);
        await using var stage = new AlarmStage { More = new(StringComparer.Ordinal) { ["Receivers:chat:Kind"] = "Slack", ["Receivers:chat:Url"] = other.Url.AbsoluteUri } };
        await stage.InitializeAsync();
        stage.Receiver.Behaviour = _ => new StandInBehaviour(503);
        var tenant = await stage.App.NewTenantAsync();
        await stage.PauseAsync(tenant);

        await stage.AfterMinutesAsync(1);
        await stage.AfterMinutesAsync(1);
        await stage.AfterMinutesAsync(1);

        stage.Receiver.Received.Count.ShouldBe(2); // a minute, then two
        other.Received.Count.ShouldBe(1);
        (await stage.Console.PageAsync("/console")).ShouldContain("Alarms do not reach duty: The receiver answers with HTTP status 503.");
        (await stage.Console.PageAsync("/console", $"Viewer;{tenant.Id}")).ShouldNotContain("Alarms do not reach");
        (await stage.Console.PageAsync("/console/operators")).ShouldContain("not reached");
        await stage.AfterMinutesAsync(5);
        System.Text.Encoding.UTF8.GetString(other.Received[^1].Body).ShouldContain("Alarms do not reach duty");

        stage.Receiver.Behaviour = _ => StandInBehaviour.Healthy;
        (await stage.AfterMinutesAsync(15)).ShouldContain($"raised paused {tenant.Id}", StringComparer.Ordinal);
        (await stage.Console.PageAsync("/console")).ShouldNotContain("Alarms do not reach");
    }

    [Fact]
    public async Task A_restart_forgets_nothing_that_was_told()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        await stage.PauseAsync(await stage.App.NewTenantAsync());
        (await stage.AfterMinutesAsync(1)).Count.ShouldBe(1);

        await using var restarted = await stage.App.RestartAsync();
        await restarted.Services.GetRequiredService<AlarmRound>().RunAsync(Cancellation);

        stage.Receiver.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Where_several_nodes_run_only_the_holder_of_the_lease_tells()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        await stage.PauseAsync(await stage.App.NewTenantAsync());
        var job = new LeasedJob<AlarmJob>(new AlarmJob(stage.App.Services.GetRequiredService<AlarmRound>()), stage.App.Services.GetRequiredService<WorkLeases>());
        await stage.App.Services.GetRequiredService<Database>().WriteAsync(session => session.Execute(
            "INSERT INTO work_lease (name, lease_owner, lease_until, fence) VALUES ('job AlarmJob', 4711, @Until, 1)",
            new { Until = (stage.App.Clock.GetUtcNow() + WorkLeases.Period).ToUnixTimeMilliseconds() }));

        await job.Execute(null!, Cancellation);
        stage.Receiver.Received.ShouldBeEmpty();

        stage.App.Clock.Advance(WorkLeases.Period);
        await job.Execute(null!, Cancellation);
        stage.Receiver.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task When_the_clock_is_set_back_nobody_waits_for_the_difference()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        var tenant = await stage.App.NewTenantAsync();
        await stage.PauseAsync(tenant);
        await stage.AfterMinutesAsync(1);

        stage.App.Clock.Jump(TimeSpan.FromDays(-2));
        await stage.App.Services.GetRequiredService<Database>().WriteAsync(session => stage.App.Services.GetRequiredService<AlarmStore>().SetBack(
            session, stage.App.Clock.GetUtcNow().ToUnixTimeMilliseconds(), (long)TimeSpan.FromDays(2).TotalMilliseconds));

        (await stage.AfterAsync(TimeSpan.FromDays(1))).ShouldContain($"repeated paused {tenant.Id}", StringComparer.Ordinal);
    }

    [Fact]
    public async Task What_is_known_of_a_receiver_goes_with_it()
    {
        await using var stage = new AlarmStage();
        await stage.InitializeAsync();
        stage.Receiver.Behaviour = _ => new StandInBehaviour(500);
        await stage.PauseAsync(await stage.App.NewTenantAsync());
        await stage.AfterMinutesAsync(1);
        await stage.AfterMinutesAsync(1);
        foreach (var name in stage.App.Settings.Keys.Where(key => key.StartsWith("Alarms:Receivers:duty", StringComparison.Ordinal)).ToList())
        {
            stage.App.Settings.Remove(name);
        }

        await using var restarted = await stage.App.RestartAsync();
        await restarted.Services.GetRequiredService<AlarmRound>().RunAsync(Cancellation);

        (await restarted.QueryAsync<string>("SELECT name FROM alarm_receiver")).ShouldBe(["log"]);
    }
}
