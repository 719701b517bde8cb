namespace SmsBridge.Store.Sqlite;

/// <summary>
/// Tells a new installation from one whose database was lost: started as new, it would answer 401 to every core, and cores do not send their hooks again.
/// </summary>
internal static class StoreBirth
{
    /// <exception cref="StoreUnavailableException">There is no database, or an empty one, where there was one before; or it has several names.</exception>
    public static void Check(string file, StorageOptions options)
    {
        if (FileIdentity.Of(file) is { Links: > 1 } several)
        {
            throw new StoreUnavailableException(
                $"{file} has {several.Links} names (hard links): two bridges could work on it, each with a log of its own. Copy it under one name and delete the others.") { IsLasting = true };
        }

        if (!options.StartAnew && LengthOf(file) is null or 0 && TraceOf(file, options) is { } trace)
        {
            throw new StoreUnavailableException(
                $"{file} {(LengthOf(file) is null ? "is not there" : "is empty")}, but {trace}: there was a database before. Put it or its backup in place; to begin anew without it, start once with Storage:StartAnew=true.")
                { IsLasting = true };
        }
    }

    public static void Warn(string file, StorageOptions options, ILogger logger)
    {
        if (Volumes.SharedKindOf(Path.GetDirectoryName(file)!) is { } kind)
        {
            logger.VolumeIsShared(file, kind);
        }

        if (options.StartAnew)
        {
            logger.StartsAnew();
        }
    }

    /// <summary>
    /// What only a database that was in use leaves behind. Not the lock and not an empty file: a first start that was killed leaves these.
    /// </summary>
    private static string? TraceOf(string file, StorageOptions options) =>
        LengthOf(file + "-wal") > 0 ? $"{file}-wal is"
        : Directory.Exists(StorePlace.KeyRingOf(options)) && Directory.EnumerateFiles(StorePlace.KeyRingOf(options), "key-*.xml").Any()
            ? $"{StorePlace.KeyRingOf(options)} holds keys"
        : null;

    private static long? LengthOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : null;
}
