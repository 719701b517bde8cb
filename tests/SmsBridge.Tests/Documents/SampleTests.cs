using System.Diagnostics;
using System.Text.Json;

namespace SmsBridge.Tests.Documents;

/// <summary>What a reader copies is well-formed.</summary>
public class SampleTests
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = false, CommentHandling = JsonCommentHandling.Disallow };

    public static TheoryData<string> All => [.. DocumentFiles.Paths];

    [Theory]
    [MemberData(nameof(All))]
    public void Json_can_be_read_as_it_is_or_within_the_braces_of_a_settings_file(string path)
    {
        foreach (var (line, code) in DocumentFiles.Samples(DocumentFiles.Read(path), "json"))
        {
            (IsJson(code) || IsJson("{" + code + "}")).ShouldBeTrue($"{path}, line {line}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Shell_commands_can_be_parsed_by_a_shell(string path)
    {
        foreach (var (line, code) in DocumentFiles.Samples(DocumentFiles.Read(path), "sh"))
        {
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true, UseShellExecute = false })!;
            await shell.StandardInput.WriteAsync(code);
            shell.StandardInput.Close();
            var complaint = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            shell.ExitCode.ShouldBe(0, $"{path}, line {line}: {complaint}");
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Lenient);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
