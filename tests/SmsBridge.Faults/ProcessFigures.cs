using System.Globalization;

namespace SmsBridge.Faults;

/// <summary>What the system says of another process; 0 where it does not say.</summary>
internal static class ProcessFigures
{
    /// <summary>Resident memory in bytes.</summary>
    public static long Memory(int processId)
    {
        const string Name = "VmRSS:";
        try
        {
            var line = File.ReadLines($"/proc/{processId}/status").FirstOrDefault(text => text.StartsWith(Name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(Name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended, or there is no such folder
        }
    }

    /// <summary>Open files, connections among them.</summary>
    public static int Files(int processId)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Count();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>How many this process may open; .NET takes as many as the hard limit allows.</summary>
    public static int OwnMostFiles()
    {
        const string Name = "Max open files";
        const string Limits = "/proc/self/limits";
        const int Usual = 4_096;
        var line = File.Exists(Limits) ? File.ReadLines(Limits).FirstOrDefault(text => text.StartsWith(Name, StringComparison.Ordinal)) : null;
        return line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var hard, ..] && int.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var most)
            ? most
            : Usual;
    }
}
