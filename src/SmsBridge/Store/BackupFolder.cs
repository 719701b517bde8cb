using System.Globalization;
using System.Text.RegularExpressions;

namespace SmsBridge.Store;

/// <summary>A folder of backups, each with the time in its name.</summary>
internal static partial class BackupFolder
{
    private const string Time = "yyyyMMdd-HHmmss";

    /// <param name="ending">Of a copy of the database's file, or <c>dump</c>: what pg_dump wrote.</param>
    public static string NameAt(DateTimeOffset at, string ending = "db") => $"smsbridge-{at.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}.{ending}";

    /// <summary>When the latest in the folder was made, by its name; null: there is none. One from the future is passed over: the clock was set back.</summary>
    public static DateTimeOffset? Latest(string folder, DateTimeOffset now) => In(folder).Where(file => file.At <= now).Select(file => (DateTimeOffset?)file.At).FirstOrDefault();

    /// <summary>The latest by its name, those from the future aside; null: there is none.</summary>
    public static string? Newest(string folder, DateTimeOffset now) => In(folder).Where(file => file.At <= now).Select(file => file.Path).FirstOrDefault();

    /// <summary>Of when a backup is, by its name: a copy of a file, or what pg_dump wrote; null: it is not the name of one.</summary>
    public static DateTimeOffset? TimeOf(string name) => Sent().Match(name) is { Success: true } match ? At(match.Groups["time"].Value) : null;

    /// <summary>Deletes all but the one just made and the newest others; only files that bear the name of a backup.</summary>
    /// <returns>How many went.</returns>
    public static int Prune(string made, int keep)
    {
        var old = In(Path.GetDirectoryName(made)!).Where(file => file.Path != made).Skip(keep - 1).ToList();
        old.ForEach(file => File.Delete(file.Path));
        return old.Count;
    }

    /// <summary>Newest first.</summary>
    private static List<(string Path, DateTimeOffset At)> In(string folder) =>
        !Directory.Exists(folder) ? []
        : [.. from path in Directory.EnumerateFiles(folder)
              let match = Named().Match(Path.GetFileName(path))
              where match.Success
              let at = At(match.Groups["time"].Value)
              where at is not null
              orderby at.Value descending
              select (path, at.Value)];

    private static DateTimeOffset? At(string time) =>
        DateTimeOffset.TryParseExact(time, Time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    [GeneratedRegex("^smsbridge-(?<time>[0-9]{8}-[0-9]{6})\\.db$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    [GeneratedRegex("^smsbridge-(?<time>[0-9]{8}-[0-9]{6})\\.(db|dump)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sent();
}
