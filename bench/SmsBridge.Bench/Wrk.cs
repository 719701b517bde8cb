using System.Diagnostics;
using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>
/// Hooks by wrk (Debian package), one thread: what the bounds of <c>ingest</c> come from was loaded with it, and it is nobody's own. Its percentiles are
/// corrected for what it would have sent while an answer was late.
/// </summary>
/// <param name="first">The number before the first of a run.</param>
internal sealed class Wrk(Uri url, IEnumerable<(string Tenant, string Key)> tenants, bool mixed, Func<long> first)
{
    private const string Program = "/usr/bin/wrk";

    /// <summary>Whether the package is there.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <inheritdoc cref="HookLoad"/>
    /// <exception cref="InvalidOperationException">Something was not answered well: the figures mean nothing.</exception>
    public async Task<LoadResult> RunAsync(int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, Arguments(connections, length)) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("measured ", StringComparison.Ordinal));
        var figures = line?.Split(' ').Skip(1).Select(figure => long.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        if (process.ExitCode != 0 || figures is not [> 0, > 0, var p50, var p99, 0])
        {
            throw new InvalidOperationException($"wrk failed ({process.ExitCode}), or something was not answered well: {output}");
        }

        var (answered, took) = (figures[0], Microseconds(figures[1]));
        return new LoadResult(answered / took.TotalSeconds, Microseconds(p50), Microseconds(p99), answered, Refused: 0) { CutOff = connections };
    }

    private List<string> Arguments(int connections, TimeSpan length) =>
    [
        "--threads", "1", "--connections", Text(connections), "--duration", $"{Text((long)length.TotalSeconds)}s", "--timeout", "60s",
        "--script", Path.Combine(AppContext.BaseDirectory, "hooks.lua"), url.GetLeftPart(UriPartial.Authority), "--", Text(first()), mixed ? "mixed" : "flat",
        .. tenants.SelectMany(static tenant => (string[])[tenant.Tenant, tenant.Key]),
    ];

    private static TimeSpan Microseconds(long count) => TimeSpan.FromMicroseconds(count);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
