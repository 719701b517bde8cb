using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

internal static class RemoteBackupsRegistration
{
    /// <summary>Backups in a bucket of an S3-compatible store. Without a bucket nothing of it is made or loaded.</summary>
    public static void AddRemoteBackups(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<BackupOptions>, S3SettingsCheck>();
        services.AddSingleton<S3Bucket>();
        services.AddSingleton<RemoteBackupStore>();
        services.AddSingleton<BackupSending>();
        services.AddSingleton<BackupFetching>();
        services.AddSingleton<BackupStanding>();
    }
}

internal static partial class RemoteBackupsLog // 2770-2789
{
    [LoggerMessage(2770, LogLevel.Information, "Backup {Name} is in {Place}: {Bytes} bytes; {Deleted} older ones are deleted there")]
    public static partial void BackupSent(this ILogger logger, string name, string place, long bytes, int deleted);

    [LoggerMessage(2771, LogLevel.Error, "The backup did not get into the bucket; the file stays where it is, and it is tried again in ten minutes. {Problem}")]
    public static partial void BackupNotSent(this ILogger logger, string problem);

    [LoggerMessage(2772, LogLevel.Warning, "Backup {Name} in {Place} is not what was sent there: it is left alone from now on")]
    public static partial void RemoteBackupReplaced(this ILogger logger, string name, string place);
}
