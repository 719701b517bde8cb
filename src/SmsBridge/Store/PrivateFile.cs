namespace SmsBridge.Store;

/// <summary>A file SQLite is to write into, for this user's eyes only from the first byte on.</summary>
internal static class PrivateFile
{
    /// <summary>Makes it, empty.</summary>
    /// <exception cref="IOException">It exists already.</exception>
    public static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var created = new FileStream(path, options);
    }
}
