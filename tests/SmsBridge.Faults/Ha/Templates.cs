using System.Diagnostics;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Ha;

/// <summary>The files of <c>deploy/ha</c>, filled in by its own script: what is tried is what is delivered.</summary>
internal static class Templates
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine("deploy", "ha"));

    public static string PathOf(string name) => Path.Combine(Folder, name);

    /// <exception cref="BridgeProcessException">A value is missing.</exception>
    public static async Task<string> FillAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("sh", [PathOf("fill.sh"), PathOf(name), .. values.Select(value => $"{value.Key}={value.Value}")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var fill = Process.Start(start)!;
        var (text, error) = (fill.StandardOutput.ReadToEndAsync(cancellationToken), fill.StandardError.ReadToEndAsync(cancellationToken));
        await fill.WaitForExitAsync(cancellationToken);
        return fill.ExitCode == 0 ? await text : throw new BridgeProcessException(await error);
    }

    /// <summary>A filled-in environment file, as systemd reads one.</summary>
    public static async Task<Dictionary<string, string>> FillEnvironmentAsync(string name, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken) =>
        (await FillAsync(name, values, cancellationToken)).Split('\n').Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
}
