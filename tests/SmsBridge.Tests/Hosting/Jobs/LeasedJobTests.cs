using Microsoft.Extensions.DependencyInjection;
using Quartz;
using SmsBridge.Hosting.Jobs;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting.Jobs;

/// <summary>What is on the timetable runs in one process only.</summary>
public class LeasedJobTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_job_runs_under_a_lease_of_its_own_which_is_given_back_at_the_end()
    {
        var quartz = app.Services.GetRequiredService<QuartzHostedService>();
        await quartz.StartAsync(Cancellation);
        var names = await Eventually.BecomesAsync(
            () => app.QueryAsync<string>("SELECT name FROM work_lease WHERE name LIKE 'job %Job' AND lease_until > 0 ORDER BY name"),
            names => names.Count == MaintenanceRegistration.Triggers.Count, "all jobs have run");
        await quartz.StopAsync(Cancellation);

        names.ShouldBe(MaintenanceRegistration.Triggers.Select(trigger => $"job {trigger.Name}").Order(StringComparer.Ordinal));
        await app.Services.GetRequiredService<StoreStarter>().StopAsync(Cancellation);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM work_lease WHERE lease_until > 0")).ShouldBe([0]);
    }

    [Fact]
    public async Task A_job_that_another_process_runs_is_left_to_it()
    {
        var (leases, probe) = (app.Services.GetRequiredService<WorkLeases>(), new Probe());
        await app.Services.GetRequiredService<Database>().WriteAsync(session => session.Execute(
            "INSERT INTO work_lease (name, lease_owner, lease_until, fence) VALUES ('job Probe', 4711, @Until, 1)",
            new { Until = (app.Clock.GetUtcNow() + WorkLeases.Period).ToUnixTimeMilliseconds() }));
        await new LeasedJob<Probe>(probe, leases).Execute(null!, Cancellation);
        probe.Runs.ShouldBe(0);

        app.Clock.Advance(WorkLeases.Period);
        await new LeasedJob<Probe>(probe, leases).Execute(null!, Cancellation);

        probe.Runs.ShouldBe(1);
    }

    private sealed class Probe : IJob
    {
        public int Runs { get; private set; }

        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            Runs++;
            return ValueTask.CompletedTask;
        }
    }
}
