using System.Diagnostics;
using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>What one measurement saw.</summary>
internal sealed record LoadResult(double PerSecond, TimeSpan P50, TimeSpan P99, long Answered)
{
    /// <summary>At most so many more were sent, but the end came before their answers.</summary>
    public int CutOff { get; init; }
}

/// <summary>
/// Requests by wrk (Debian package), one thread: what the bounds of <c>ingest</c> come from was loaded with it, and it is nobody's own. Its percentiles are
/// corrected for what it would have sent while an answer was late.
/// </summary>
/// <param name="kind">Which of the requests of hooks.lua: <c>flat</c>, <c>mixed</c>, <c>text</c> or <c>kannel</c>.</param>
/// <param name="first">The number before the first of a run.</param>
internal sealed class Wrk(Uri url, string kind, Func<long> first, IEnumerable<(string Tenant, string Key)> tenants)
{
    private const string Program = "/usr/bin/wrk";

    /// <summary>Whether the package is there.</summary>
    public static bool IsInstalled => File.Exists(Program);

    /// <summary>As much as is answered, for a bounded time.</summary>
    /// <exception cref="InvalidOperationException">Something was not answered well: the figures mean nothing.</exception>
    public Task<LoadResult> RunAsync(int connections, TimeSpan length, CancellationToken cancellationToken) => RunAsync(connections, length, leash: "-", cancellationToken);

    /// <inheritdoc cref="RunAsync(int, TimeSpan, CancellationToken)"/>
    /// <param name="leash">A file that says how far what is measured has come: wrk slows down when it is far ahead of that (hooks.lua).</param>
    public async Task<LoadResult> RunAsync(int connections, TimeSpan length, string leash, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, Arguments(connections, length, leash)) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("measured ", StringComparison.Ordinal));
        var figures = line?.Split(' ').Skip(1).Select(figure => long.Parse(figure, CultureInfo.InvariantCulture)).ToArray();
        if (process.ExitCode != 0 || figures is not [> 0, > 0, var p50, var p99, 0])
        {
            throw new InvalidOperationException($"wrk failed ({process.ExitCode}), or something was not answered well: {output}");
        }

        var (answered, took) = (figures[0], Microseconds(figures[1]));
        return new LoadResult(answered / took.TotalSeconds, Microseconds(p50), Microseconds(p99), answered) { CutOff = connections };
    }

    private List<string> Arguments(int connections, TimeSpan length, string leash) =>
    [
        "--threads", "1", "--connections", Text(connections), "--duration", $"{Text((long)length.TotalSeconds)}s", "--timeout", "60s",
        "--script", Path.Combine(AppContext.BaseDirectory, "hooks.lua"), url.GetLeftPart(UriPartial.Authority), "--", Text(first()), kind, leash,
        .. tenants.SelectMany(static tenant => (string[])[tenant.Tenant, tenant.Key]),
    ];

    private static TimeSpan Microseconds(long count) => TimeSpan.FromMicroseconds(count);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
