using Quartz;
using SmsBridge.Operators;
using SmsBridge.Privacy.Retention;

namespace SmsBridge.Hosting.Jobs;

/// <summary>Takes out what is old. What it does not come to is the next run's.</summary>
internal sealed class RetentionJob(RetentionRun run) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await run.RunAsync(Actor.Timetable, identifier: null, cancellationToken);
}
