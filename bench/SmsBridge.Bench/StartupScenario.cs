using System.Diagnostics;
using System.Runtime.InteropServices;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Bench;

/// <summary>The published bridge against a bare Kestrel app: time from the start of the process to the first 200, and resident memory when idle.</summary>
internal static class StartupScenario
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smsbridge-bench-");
        try
        {
            await PublishAsync(folder.FullName, cancellationToken);
            var bare = new[] { typeof(Program).Assembly.Location, BareServer.Verb };
            var bridge = new[] { Path.Combine(folder.FullName, "app", "SmsBridge.dll") };
            await StartAsync(bridge, folder.FullName, cancellationToken); // creates the database
            var (times, memory) = (new List<(double, double)>(), new List<(double, double)>());
            for (var round = 0; round < options.Rounds; round++)
            {
                var (limit, measured) = (await StartAsync(bare, folder.FullName, cancellationToken), await StartAsync(bridge, folder.FullName, cancellationToken));
                times.Add((limit.Milliseconds, measured.Milliseconds));
                memory.Add((limit.MiB, measured.MiB));
            }

            return
            [
                ResultRow.Of("idle memory", "MiB", memory, must: 3, aim: 2, lessIsBetter: true),
                ResultRow.Of("start to first 200", "ms", times, must: 3, aim: 2, lessIsBetter: true),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PublishAsync(string folder, CancellationToken cancellationToken)
    {
        var project = Path.Combine(Repository.Root, "src", "SmsBridge", "SmsBridge.csproj");
        using var publish = Process.Start(new ProcessStartInfo(
            Machine.DotnetHost(), ["publish", project, "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", Path.Combine(folder, "app"), "-v", "quiet", "-nologo", "-p:RunAnalyzers=false"]))!;
        await publish.WaitForExitAsync(cancellationToken);
        if (publish.ExitCode != 0)
        {
            throw new InvalidOperationException($"Publishing {project} failed.");
        }
    }

    private static async Task<(double Milliseconds, double MiB)> StartAsync(string[] program, string folder, CancellationToken cancellationToken)
    {
        var url = $"http://127.0.0.1:{Machine.FreePort()}";
        var info = new ProcessStartInfo(Machine.DotnetHost(), program.Length == 2 ? [.. program, url] : program) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false };
        info.Environment["Urls"] = url;
        using var http = new HttpClient();
        var start = TimeProvider.System.GetTimestamp();
        using var process = Process.Start(info)!;
        process.BeginOutputReadLine();
        try
        {
            while (!await AnswersAsync(http, url, cancellationToken))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
            }

            var elapsed = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
            await Task.Delay(Settle, TimeProvider.System, cancellationToken);
            return (elapsed, Rig.ResidentMiB(process.Id));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri($"{url}/health/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
