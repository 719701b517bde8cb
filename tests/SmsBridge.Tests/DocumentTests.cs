using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests;

/// <summary>What the documents call things, and whether what they name is there.</summary>
public partial class DocumentTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../.."));

    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)).Select(path => Path.GetRelativePath(Root, path))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void The_program_has_one_name(string document)
    {
        var text = File.ReadAllText(Path.Combine(Root, document));

        OtherNames().Matches(text).Select(match => match.Value).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_file_a_document_links_to_is_there(string document)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Root, document))!;

        Links().Matches(File.ReadAllText(Path.Combine(Root, document))).Select(match => match.Groups["path"].Value)
            .Where(path => !Path.Exists(Path.Combine(folder, path))).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_command_speaks_before_it_builds()
    {
        var folder = Directory.CreateTempSubdirectory("smsbridge-demo-");
        try
        {
            var dotnet = Path.Combine(folder.FullName, "dotnet");
            await File.WriteAllTextAsync(dotnet, "#!/bin/sh\necho dotnet \"$@\"\n", TestContext.Current.CancellationToken);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }

            var start = new ProcessStartInfo("bash", [Path.Combine(Root, "demo.sh"), "--once"]) { RedirectStandardOutput = true, UseShellExecute = false };
            start.Environment["PATH"] = $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
            using var demo = Process.Start(start)!;
            var said = (await demo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim().Split('\n');

            said[0].ShouldStartWith("Restoring and building");
            said[1].ShouldBe($"dotnet run --project {Root}/src/SmsBridge.Simulator -- --once");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    /// <summary>Behind another name than <c>smsbridge</c>: a verb. To start it from the sources and in the container is said once, without one.</summary>
    [GeneratedRegex(@"(?:SmsBridge\.dll|smsbridge/SmsBridge|`SmsBridge) (?:tenant|partner|operator|hook|backup)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherNames();

    [GeneratedRegex(@"\]\((?<path>[^)#:\s]+)(?:#[^)]*)?\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Links();
}
