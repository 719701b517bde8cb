using System.Diagnostics;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.Telemetry;

/// <summary>The real <c>promtool</c>.</summary>
internal static class Promtool
{
    private const string Program = "/usr/bin/promtool";

    public static void SkipUnlessThere() => Assert.SkipUnless(File.Exists(Program), "promtool is not installed: apt-get install prometheus");

    /// <returns>Exit code and all it said.</returns>
    public static async Task<(int ExitCode, string Said)> RunAsync(string? input, params IEnumerable<string> arguments)
    {
        SkipUnlessThere();
        using var process = Process.Start(new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = DocumentFiles.Root, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
