using System.Text;
using Serilog.Sinks.File;
using SmsBridge.Store.Sqlite;

namespace SmsBridge.Hosting;

/// <summary>
/// Data and logs are for the bridge's own user: the one holds clients' numbers, the other, after a first start, the code that makes an admin.
/// What is there already keeps the rights its owner gave it.
/// </summary>
internal static class PrivateFiles
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>For <c>Serilog:WriteTo:…:Args:hooks</c> of a file: it is readable by its owner only.</summary>
    public static FileLifecycleHooks LogFiles { get; } = new OwnersOnly();

    /// <summary>The folders that settings name for the database and for logs, before anybody makes them with wider rights.</summary>
    public static void MakeFolders(IConfiguration configuration)
    {
        foreach (var file in Files(configuration))
        {
            MakeFolder(Path.GetDirectoryName(Path.GetFullPath(file)));
        }
    }

    private static IEnumerable<string> Files(IConfiguration configuration)
    {
        if (!string.Equals(configuration["Storage:Provider"], "PostgreSql", StringComparison.OrdinalIgnoreCase)
            && StorePlace.FileNamed(configuration["Storage:ConnectionString"]) is { Length: > 0 } database)
        {
            yield return database;
        }

        foreach (var sink in configuration.GetSection("Serilog:WriteTo").GetChildren())
        {
            if (sink["Name"] == "File" && sink["Args:path"] is { Length: > 0 } path)
            {
                yield return Environment.ExpandEnvironmentVariables(path);
            }
        }
    }

    private static void MakeFolder(string? folder)
    {
        if (folder is null || OperatingSystem.IsWindows() || Directory.Exists(folder))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(folder, Folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever needs the folder says so better.
        }
    }

    private sealed class OwnersOnly : FileLifecycleHooks
    {
        public override Stream OnFileOpened(string path, Stream underlyingStream, Encoding encoding)
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            return underlyingStream;
        }
    }
}
