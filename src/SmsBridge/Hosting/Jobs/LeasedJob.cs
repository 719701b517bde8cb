using Quartz;
using SmsBridge.Store;

namespace SmsBridge.Hosting.Jobs;

/// <summary>Runs a job under a work lease of its name: never twice at once, in whichever process. A run that finds it elsewhere is over at once.</summary>
[DisallowConcurrentExecution]
internal sealed class LeasedJob<TJob>(TJob job, WorkLeases leases) : IJob
    where TJob : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await leases.RunAsync($"job {typeof(TJob).Name}", mayGoOn => job.Execute(context, mayGoOn), cancellationToken);
}
