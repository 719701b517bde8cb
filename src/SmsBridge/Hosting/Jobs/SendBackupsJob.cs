using Quartz;
using SmsBridge.RemoteBackups;

namespace SmsBridge.Hosting.Jobs;

/// <summary>Puts the latest backup into the bucket, where there is one. Apart from making them: what takes hours on a slow line must not hold up the next.</summary>
internal sealed class SendBackupsJob(BackupSending sending) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await sending.SendLatestAsync(cancellationToken);
}
