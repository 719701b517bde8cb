namespace SmsBridge.Store;

internal static partial class StorageLog // 1100-1199
{
    [LoggerMessage(1100, LogLevel.Information, "Store is {Path}, schema {Version}")]
    public static partial void StoreOpened(this ILogger logger, string path, int version);

    [LoggerMessage(1101, LogLevel.Information, "Applied migration {Migration}")]
    public static partial void MigrationApplied(this ILogger logger, string migration);

    [LoggerMessage(1102, LogLevel.Error, "A write failed: {Operation} ({Count} together)")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, string operation, int count);

    // Once, not for every write that fails: a full disk must not be filled further with lines about it. What to do is known without a stack trace.
    [LoggerMessage(1104, LogLevel.Error, "The store takes no writes: {Words} (error {Code}: {Detail})")]
    public static partial void WritesRefused(this ILogger logger, string words, string code, string detail);

    [LoggerMessage(1105, LogLevel.Warning, "The store takes writes again; {Count} were refused meanwhile")]
    public static partial void WritesTaken(this ILogger logger, long count);

    [LoggerMessage(1108, LogLevel.Warning, "The settings were not noted, so commands beside this service do not say whether theirs differ: {Words}")]
    public static partial void SettingsNotNoted(this ILogger logger, string words);

    [LoggerMessage(1106, LogLevel.Warning, "{Path} lies on a volume that other machines may share ({Kind}): the lock that keeps a second bridge away may not hold there, nor SQLite's log. Put it on a disk of this machine")]
    public static partial void VolumeIsShared(this ILogger logger, string path, string kind);

    [LoggerMessage(1107, LogLevel.Warning, "Storage:StartAnew is set: take it out again, or a database that is lost later is not noticed")]
    public static partial void StartsAnew(this ILogger logger);

    [LoggerMessage(1103, LogLevel.Warning, "A broken connection to the store could not be closed")]
    public static partial void CloseFailed(this ILogger logger, Exception exception);
}
