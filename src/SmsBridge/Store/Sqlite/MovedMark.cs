namespace SmsBridge.Store.Sqlite;

/// <summary>A file beside the database that says where it was moved to: the database itself stays as it was.</summary>
internal static class MovedMark
{
    /// <summary>Where to; null: it was not moved.</summary>
    public static string? Of(string file) => File.Exists(PathOf(file)) ? File.ReadAllText(PathOf(file)).Trim() : null;

    public static void Set(string file, string to)
    {
        using var mark = new FileStream(PathOf(file), FileMode.Create, FileAccess.Write);
        mark.Write(System.Text.Encoding.UTF8.GetBytes(to + "\n"));
        mark.Flush(flushToDisk: true);
    }

    public static void Remove(string file) => File.Delete(PathOf(file));

    /// <exception cref="StoreUnavailableException">It was moved, and nobody says to start it all the same.</exception>
    public static void Check(string file, StorageOptions options)
    {
        if (!options.StartMoved && Of(file) is { } place)
        {
            throw new StoreUnavailableException(
                $"Storage:ConnectionString: {file} was moved to {place}; started here too, SMS would be sent twice. Set Storage:Provider and Storage:ConnectionString to that; to go back to the file for good, start with Storage:StartMoved=true.")
                { IsLasting = true };
        }
    }

    private static string PathOf(string file) => file + ".moved";
}
