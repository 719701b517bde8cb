using Microsoft.Data.Sqlite;

namespace SmsBridge.Store.Sqlite;

/// <summary>Where the store's files lie.</summary>
internal static class StorePlace
{
    /// <summary>
    /// Full path of the database, links followed to the end: SQLite does so, and puts its log beside the file itself, where the lock belongs too.
    /// </summary>
    public static string FileOf(StorageOptions options)
    {
        var path = PathOf(options);
        try
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path; // answers for a link to nothing, too
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return path; // who opens it says why it can not be
        }
    }

    /// <summary>Folder of the keys.</summary>
    public static string KeyRingOf(StorageOptions options) =>
        options.KeyRing is { Length: > 0 } chosen
            ? Path.GetFullPath(chosen)
            : Path.Combine(Path.GetDirectoryName(PathOf(options))!, "keys"); // beside the link, if it is one: where people look

    /// <summary>Why a connection string names no file of ours; null: it does. No file is looked at.</summary>
    public static string? WhyNoFile(string connectionString)
    {
        const string Like = "Storage:ConnectionString must be like \"Data Source=data/smsbridge.db\"";
        try
        {
            var parts = new SqliteConnectionStringBuilder(connectionString);
            return parts.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase) ? $"{Like}: the path itself, not a file: address."
                : parts.DataSource is "" or ":memory:" || parts.Mode == SqliteOpenMode.Memory ? $"{Like}: a file, which outlives the process."
                : null;
        }
        catch (ArgumentException)
        {
            return $"{Like}.";
        }
    }

    /// <summary>Null for what names no file: the check of the settings says so.</summary>
    public static string? FileNamed(string? connectionString) =>
        WhyNoFile(connectionString ?? "") is null ? new SqliteConnectionStringBuilder(connectionString).DataSource : null;

    private static string PathOf(StorageOptions options) => Path.GetFullPath(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource);
}
