using System.Globalization;

namespace SmsBridge.Hosting.Connections;

/// <summary>
/// The files this process may open, each connection being one. Without any left not even a part of the program itself can be loaded, and .NET ends the process
/// there and then ("Out of memory").
/// </summary>
internal static class OpenFiles
{
    /// <summary>The program's own parts (320 when it has started, .NET keeps two files open for each), the store, the log, and some callers and calls.</summary>
    public const int Least = 512;

    /// <summary>With what is loaded and opened later: pages of the console, readers of the store.</summary>
    private const int Own = 416;

    private const int FewestConnections = 8;
    private const int MostConnections = 8_192;
    private const int FewestCalls = 4;
    private const int MostCalls = 4_096;
    private const int UnknownLimit = 4_096;

    /// <summary>How many connections are safe: half of what is left, so that calls to core and provider have the other half.</summary>
    public static int SafeConnections() => SafeConnections(Limit());

    public static int SafeConnections(long? limit) =>
        (int)Math.Clamp(((limit ?? UnknownLimit) - Own) / 2, FewestConnections, MostConnections);

    /// <summary>
    /// How many SMS, and how many notifications, may be on their way at once. An SMS holds a connection to its core and one to the provider, and there are
    /// proofs and polls beside them: all of these together have the other half.
    /// </summary>
    public static int SafeCalls() => SafeCalls(Limit());

    public static int SafeCalls(long? limit) => (int)Math.Clamp(((limit ?? UnknownLimit) - Own) / 8, FewestCalls, MostCalls);

    /// <exception cref="WrongSettingException">Too few to start with: before much is loaded, since that is what fails then.</exception>
    public static void Check() => Check(Limit());

    public static void Check(long? limit)
    {
        if (limit < Least)
        {
            throw new WrongSettingException(string.Create(
                CultureInfo.InvariantCulture, $"Open files: the system allows {limit} (LimitNOFILE, ulimit -n); SmsBridge needs {Least} for itself and more for connections: allow 4096."));
        }
    }

    /// <summary>The hard limit: .NET raises its own to that at its start. Null where the system does not say.</summary>
    public static long? Limit()
    {
        const string Limits = "/proc/self/limits";
        return File.Exists(Limits) ? LimitIn(File.ReadLines(Limits)) : null;
    }

    /// <param name="lines">As in proc_pid_limits(5): name, soft limit, hard limit, unit.</param>
    public static long? LimitIn(IEnumerable<string> lines)
    {
        const string Name = "Max open files";
        var words = lines.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal))?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, var hard, ..] && long.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
