namespace SmsBridge.Storage;

internal static partial class StorageLog // 1100-1199
{
    [LoggerMessage(1100, LogLevel.Information, "Store is {Path}, schema {Version}")]
    public static partial void StoreOpened(this ILogger logger, string path, int version);

    [LoggerMessage(1101, LogLevel.Information, "Applied migration {Migration}")]
    public static partial void MigrationApplied(this ILogger logger, string migration);

    [LoggerMessage(1102, LogLevel.Error, "A write failed: {Operation} ({Count} together)")]
    public static partial void WriteFailed(this ILogger logger, Exception exception, string operation, int count);

    [LoggerMessage(1103, LogLevel.Warning, "A broken connection to the store could not be closed")]
    public static partial void CloseFailed(this ILogger logger, Exception exception);
}
