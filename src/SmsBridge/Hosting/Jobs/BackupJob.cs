using Microsoft.Extensions.Options;
using Quartz;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Hosting.Jobs;

/// <summary>Makes a backup when the latest one in the folder is old enough, and deletes those there are too many of. Without a folder it does nothing.</summary>
internal sealed class BackupJob(Backups backups, AuditLog audit, IOptions<BackupOptions> options, TimeProvider time, ILogger<BackupJob> logger) : IJob
{
    private readonly BackupOptions _options = options.Value;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    /// <returns>Whether one was made.</returns>
    internal async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (_options.Folder.Length == 0)
        {
            return false;
        }

        var now = time.GetUtcNow();
        try
        {
            if (BackupFolder.Latest(_options.Folder, now) is { } latest && now - latest < _options.Every)
            {
                return false;
            }

            var path = Path.Combine(_options.Folder, BackupFolder.NameAt(now));
            var made = await backups.MakeAsync(path, session => audit.Record(session, Actor.Timetable.Did(AuditActions.Backup, subject: null, after: path)), cancellationToken);
            logger.BackupMade(made.Path, made.Bytes, BackupFolder.Prune(made.Path, _options.Keep));
            return true;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            logger.BackupFailed(exception.Message); // the overview points out that the latest is too old
            return false;
        }
    }
}
