using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SmsBridge.Tests.Support;

/// <summary>A server of tests/npm: prints "listening PORT", then lines of JSON.</summary>
internal sealed class NpmProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<JsonElement> _told = new();

    private NpmProgram(Process process, int port)
    {
        (_process, Port) = (process, port);
        _ = ReadAsync(process.StandardOutput);
    }

    public int Port { get; }

    public IReadOnlyList<JsonElement> Told => [.. _told];

    /// <param name="package">Whose absence skips the test.</param>
    public static async Task<NpmProgram> StartAsync(string package, string script, params IEnumerable<string> arguments)
    {
        var folder = Folder();
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "node_modules", package)), "tests/npm is not installed: npm ci --prefix tests/npm");
        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, script), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var first = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        return new NpmProgram(process, int.Parse(first.ShouldNotBeNull().Split(' ')[1], CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _told.Enqueue(JsonElement.Parse(line));
        }
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../npm"));
}
