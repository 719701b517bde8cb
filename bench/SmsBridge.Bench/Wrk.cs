using System.Diagnostics;
using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>Hooks as fast as they are answered, for a bounded time; each run with numbers of its own.</summary>
internal delegate Task<LoadResult> HookLoad(int connections, TimeSpan length, CancellationToken cancellationToken);

/// <summary>
/// Hooks by wrk (Debian package), one thread: what the bounds of <c>ingest</c> were measured with. It is written in C, formats each request in Lua,
/// and is nobody's own.
/// </summary>
/// <param name="first">The first number of a run.</param>
internal sealed class Wrk(string url, IEnumerable<(string Tenant, string Key)> tenants, bool mixed, Func<long> first)
{
    private const string Program = "/usr/bin/wrk";

    /// <summary>Whether the package is there.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <inheritdoc cref="HookLoad"/>
    public async Task<LoadResult> RunAsync(int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, Arguments(connections, length)) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("measured ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk failed with {process.ExitCode}: {output}");
        var figures = line.Split(' ').Skip(1).Select(figure => long.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        var (answered, took) = (figures[0], Microseconds(figures[1]));
        return new LoadResult(answered / took.TotalSeconds, Microseconds(figures[2]), Microseconds(figures[3]), answered, figures[4]) { CutOff = connections };
    }

    private List<string> Arguments(int connections, TimeSpan length) =>
    [
        "--threads", "1", "--connections", Text(connections), "--duration", $"{Text((long)length.TotalSeconds)}s", "--timeout", "60s",
        "--script", Path.Combine(AppContext.BaseDirectory, "hooks.lua"), url, "--", Text(first()), mixed ? "mixed" : "flat",
        .. tenants.SelectMany(static tenant => (string[])[tenant.Tenant, tenant.Key]),
    ];

    private static TimeSpan Microseconds(long count) => TimeSpan.FromMicroseconds(count);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
