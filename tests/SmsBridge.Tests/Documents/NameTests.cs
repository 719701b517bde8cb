using System.Diagnostics;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Documents;

/// <summary>What the documents call things.</summary>
public partial class NameTests
{
    public static TheoryData<string> All => [.. DocumentFiles.Paths];

    [Theory]
    [MemberData(nameof(All))]
    public void The_program_has_one_name(string document)
    {
        var text = DocumentFiles.Read(document);

        OtherNames().Matches(text).Select(match => match.Value).ShouldBeEmpty();
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

            var start = new ProcessStartInfo("bash", [Path.Combine(DocumentFiles.Root, "demo.sh"), "--once"]) { RedirectStandardOutput = true, UseShellExecute = false };
            start.Environment["PATH"] = $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
            using var demo = Process.Start(start)!;
            var said = (await demo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim().Split('\n');

            said[0].ShouldStartWith("Restoring and building");
            said[1].ShouldBe($"dotnet run --project {DocumentFiles.Root}/src/SmsBridge.Simulator -- --once");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Behind another name than <c>smsbridge</c>: a verb. To start it from the sources and in the container is said once, without one.</summary>
    [GeneratedRegex(@"(?:SmsBridge\.dll|smsbridge/SmsBridge|`SmsBridge) (?:tenant|partner|operator|hook|backup)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherNames();
}
