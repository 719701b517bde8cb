using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Documents;

/// <summary>A reader who follows a link arrives.</summary>
public partial class LinkTests
{
    public static TheoryData<string> All => [.. DocumentFiles.Paths];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_link_leads_to_a_file_and_a_heading_that_are_there(string path)
    {
        var folder = Path.GetDirectoryName(Path.Combine(DocumentFiles.Root, path))!;
        List<string> broken = [];
        foreach (var target in Link().Matches(DocumentFiles.WithoutCode(DocumentFiles.Read(path))).Select(match => match.Groups["target"].Value))
        {
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            var (name, anchor) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
            var file = name.Length == 0 ? Path.Combine(DocumentFiles.Root, path) : Path.GetFullPath(Path.Combine(folder, name));
            if (!File.Exists(file) && !Directory.Exists(file))
            {
                broken.Add($"{target}: there is no such file");
            }
            else if (anchor is not null && !DocumentFiles.Anchors(File.ReadAllText(file)).Contains(anchor))
            {
                broken.Add($"{target}: there is no such heading");
            }
        }

        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_document_can_be_reached_from_the_readme()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { "README.md" };
        Queue<string> open = new(reached);
        while (open.TryDequeue(out var path))
        {
            foreach (var target in Link().Matches(DocumentFiles.Read(path)).Select(match => match.Groups["target"].Value.Split('#')[0]).Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)))
            {
                var to = Path.GetRelativePath(DocumentFiles.Root, Path.GetFullPath(Path.Combine(DocumentFiles.Root, Path.GetDirectoryName(path)!, target)));
                foreach (var document in DocumentFiles.Paths.Where(document => document == to || document.StartsWith(to + "/", StringComparison.Ordinal)))
                {
                    if (reached.Add(document))
                    {
                        open.Enqueue(document);
                    }
                }
            }
        }

        DocumentFiles.Paths.Except(reached, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void The_readme_is_a_screen_and_a_half() => DocumentFiles.Read("README.md").Split('\n').Length.ShouldBeLessThanOrEqualTo(150);

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.None, 5_000)]
    private static partial Regex Link();
}
