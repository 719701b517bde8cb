using Microsoft.Extensions.Options;
using Quartz;
using SmsBridge.Tenants;

namespace SmsBridge.Maintenance;

/// <summary>
/// Quartz jobs: what has to happen now and then. Each is idempotent, calls one verb of a feature and never overlaps itself; a run that fails
/// is logged and the next one tries again.
/// </summary>
internal static class MaintenanceRegistration
{
    public static void AddMaintenance(this IServiceCollection services)
    {
        services.AddQuartz(quartz =>
        {
            AddJob<VerifyTenantsJob>(quartz, provider => provider.GetRequiredService<IOptions<RegistrationOptions>>().Value.VerifyInterval);
            AddJob<SaveKeyUsageJob>(quartz, _ => TimeSpan.FromMinutes(1));
        });
        services.AddQuartzHostedService(hosted => hosted.WaitForJobsToComplete = true);
    }

    private static void AddJob<TJob>(IQuartzBuilder quartz, Func<IServiceProvider, TimeSpan> interval)
        where TJob : IJob
    {
        var key = new JobKey(typeof(TJob).Name);
        quartz.AddJob<TJob>(job => job.WithIdentity(key));
        quartz.AddTrigger((provider, trigger) => trigger.ForJob(key).WithSimpleSchedule(interval(provider), repeatCount: null));
    }
}

/// <summary>Checks tenants that are unverified, or paused because their credentials were refused: what was mended flows again by itself.</summary>
[DisallowConcurrentExecution]
internal sealed class VerifyTenantsJob(TenantDirectory directory, TenantAdmin admin) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var tenant in directory.All.Where(NeedsCheck).ToList())
        {
            await admin.VerifyAsync(tenant, cancellationToken);
        }
    }

    internal static bool NeedsCheck(Tenant tenant) => tenant.Pause is null ? tenant.Unverified is not null : !tenant.Pause.IsByOperator;
}

/// <summary>Stores when keys were last used.</summary>
[DisallowConcurrentExecution]
internal sealed class SaveKeyUsageJob(KeyUsage usage) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await usage.SaveAsync();
}
