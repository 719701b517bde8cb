using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Partners;

/// <summary>What docs/partners.md tells partners to run does what it says. The vector is the second of standard-webhooks.md 2.</summary>
public sealed partial class PartnerGuideTests : IDisposable
{
    private const string Id = "msg_01HZX0000000000000000000AA";
    private const long Timestamp = 1_700_000_000;
    private const string Body = """{"type":"transaction.status","timestamp":"2023-11-14T22:13:20Z","data":{"reference":"ReconM12","status":{"code":"MR101","message":"success"}}}""";
    private const string Signature = "v1,zlYd20VGtni+qlmc5t7Uiz1GUavEqtSmDNtHOVDpH+A=";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-guide-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string, long, bool> Deliveries => new()
    {
        { Signature, Timestamp, true },
        { Signature, Timestamp + 300, true },
        { $"v1,AAAA v2,{Signature[3..]} {Signature}", Timestamp, true }, // old and new secret, and a version to come
        { Signature, Timestamp + 301, false },
        { Signature, Timestamp - 301, false },
        { Signature[..^2] + "0=", Timestamp, false },
        { "", Timestamp, false },
    };

    [Fact]
    public async Task The_shell_computes_the_digest_of_the_worked_example()
    {
        var script = Blocks("bash")[0] + """

            CODE=8930518447 PASSWORD=secret
            date() { echo '2019-11-06 10:52:01'; }
            curl() { printf '%s\n' "$@"; }
            bridge GET /webhook/$CODE
            """;

        var said = await RunAsync("bash", "guide.sh", script);

        said.ShouldContain("Authorization: Bearer 6d274cb22f383129ff181f71b21d41086f721753c9928122c995c0e7063a5b2a");
        said.ShouldContain("timestamp: 2019-11-06 10:52:01");
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task The_python_receiver_tells_the_genuine(string signatures, long now, bool genuine)
    {
        var script = $$"""
            {{Blocks("python").Single()}}
            print(is_genuine({"webhook-id": "{{Id}}", "webhook-timestamp": "{{Timestamp}}", "webhook-signature": "{{signatures}}"}, b'{{Body}}', {{now}}))
            """.Replace("if __name__ == \"__main__\":", "if False:", StringComparison.Ordinal);

        (await RunAsync("python3", "receiver.py", script)).Trim().ShouldBe(genuine ? "True" : "False");
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public async Task The_node_receiver_tells_the_genuine(string signatures, long now, bool genuine)
    {
        var script = $$"""
            {{Blocks("js").Single().Replace("require.main === module", "false", StringComparison.Ordinal)}}
            console.log(isGenuine({ "webhook-id": "{{Id}}", "webhook-timestamp": "{{Timestamp}}", "webhook-signature": "{{signatures}}" }, Buffer.from('{{Body}}'), {{now}}));
            """;

        (await RunAsync("node", "receiver.js", script)).Trim().ShouldBe(genuine ? "true" : "false");
    }

    [Theory]
    [MemberData(nameof(Deliveries))]
    public void The_csharp_receiver_tells_the_genuine(string signatures, long now, bool genuine) =>
        ReceiverSample.IsGenuine(Id, $"{Timestamp}", signatures, Encoding.UTF8.GetBytes(Body), DateTimeOffset.FromUnixTimeSeconds(now)).ShouldBe(genuine);

    [Fact]
    public void The_csharp_receiver_of_the_guide_is_the_one_tested_here()
    {
        var shown = Blocks("csharp").Single();

        var tested = Squeezed(File.ReadAllText(Path.Combine(Here(), "ReceiverSample.cs")));
        tested.ShouldContain(Squeezed(shown[shown.IndexOf("bool IsGenuine", StringComparison.Ordinal)..]));
    }

    private static string Squeezed(string code) => string.Concat(code.Where(character => !char.IsWhiteSpace(character)));

    private static List<string> Blocks(string language) =>
        [.. Fence().Matches(File.ReadAllText(Path.GetFullPath(Path.Combine(Here(), "../../../docs/partners.md"))))
            .Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["code"].Value)];

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    /// <summary>Skips where the language is not installed.</summary>
    private async Task<string> RunAsync(string program, string file, string script)
    {
        var path = Path.Combine(_folder.FullName, file);
        await File.WriteAllTextAsync(path, script, TestContext.Current.CancellationToken);
        using var process = new Process { StartInfo = new ProcessStartInfo(program, [path]) { RedirectStandardOutput = true, UseShellExecute = false } };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
        }

        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);
        return said;
    }

    [GeneratedRegex("^```(?<language>[a-z]+)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();
}
