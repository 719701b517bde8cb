using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Documents;

/// <summary>The repository's own documents, as they stand beside the sources.</summary>
internal static partial class DocumentFiles
{
    public const string Update = "UPDATE_SNAPSHOTS";

    /// <summary>Whoever runs the tests wants what they compare with to be written anew.</summary>
    public static bool IsUpdate => Environment.GetEnvironmentVariable(Update) == "1";

    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all of them, from the root.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal),
    ];

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Names that a link may point at within a document: each heading, as GitHub makes an anchor of it.</summary>
    public static HashSet<string> Anchors(string text) =>
        [.. Heading().Matches(WithoutCode(text)).Select(match => Punctuation().Replace(match.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    public static string WithoutCode(string text) => Fence().Replace(text, "");

    /// <summary>The code blocks of a language, with the line each begins at.</summary>
    public static IEnumerable<(int Line, string Code)> Samples(string text, string language) =>
        Fence().Matches(text).Where(match => match.Groups["language"].Value == language)
            .Select(match => (text.AsSpan(0, match.Index).Count('\n') + 1, match.Groups["code"].Value));

    /// <summary>What stands between <c>&lt;!-- name: … --&gt;</c> and <c>&lt;!-- end of name --&gt;</c> is generated; with UPDATE_SNAPSHOTS=1 this writes it.</summary>
    public static void ShouldHoldGenerated(string path, string name, string generated)
    {
        var text = Read(path);
        var block = Regex.Match(text, $"(<!-- {name}:[^\n]*-->\n)(.*?)(<!-- end of {name} -->)", RegexOptions.Singleline, TimeSpan.FromSeconds(5));
        block.Success.ShouldBeTrue($"{path} has no block for {name}");
        if (block.Groups[2].Value == generated)
        {
            return;
        }

        if (IsUpdate)
        {
            File.WriteAllText(Path.Combine(Root, path), text[..block.Groups[2].Index] + generated + text[(block.Groups[2].Index + block.Groups[2].Length)..], new UTF8Encoding(false));
            return;
        }

        var (_, theirs, ours) = FirstDifference(block.Groups[2].Value, generated);
        Assert.Fail($"""
            {path} is not what the code says.
              document: {theirs}
              code:     {ours}
            Run this test with {Update}=1, read the difference and commit the file.
            """);
    }

    /// <returns>The first line, counted from 1, in which two texts differ, and what each has there; null: nothing.</returns>
    public static (int Line, string? Was, string? Now) FirstDifference(string was, string now)
    {
        var (before, after) = (was.Split('\n'), now.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(before.Length, after.Length)).FirstOrDefault(index => before.ElementAtOrDefault(index) != after.ElementAtOrDefault(index));
        return (line + 1, before.ElementAtOrDefault(line), after.ElementAtOrDefault(line));
    }

    private static string FindRoot([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));

    [GeneratedRegex("^#{1,6} (?<title>.+?)\\s*$", RegexOptions.Multiline, 5_000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]", RegexOptions.None, 5_000)]
    private static partial Regex Punctuation();

    [GeneratedRegex("^```(?<language>\\w*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline, 5_000)]
    private static partial Regex Fence();
}
