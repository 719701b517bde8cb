namespace SmsBridge.Tests.Documents;

/// <summary>Who reads in a comment which facts it rests on finds them in docs/reference.</summary>
public class CitationTests
{
    private const string Folder = "docs/reference";

    private static readonly string[] Folders = ["src", "tests", "db", "bench", "docs"];
    private static readonly string[] Endings = [".cs", ".razor", ".sql", ".md", ".json", ".js", ".css", ".sh"];
    private static readonly string[] Made = ["bin", "obj", "node_modules"];

    private static readonly Lazy<List<(string Path, string Text)>> Files = new(() =>
        [.. Folders.SelectMany(folder => In(Path.Combine(DocumentFiles.Root, folder))).Select(path => (Path.GetRelativePath(DocumentFiles.Root, path).Replace('\\', '/'), File.ReadAllText(path)))]);

    public static TheoryData<string> Documents => [.. Directory.EnumerateFiles(Path.Combine(DocumentFiles.Root, Folder), "*.md").Select(path => Path.GetFileName(path)).Where(name => name != "README.md").Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_citation_leads_to_a_section_that_is_there()
    {
        var sections = Documents.ToDictionary(row => row.Data, row => Citations.SectionsOf(DocumentFiles.Read($"{Folder}/{row.Data}")), StringComparer.Ordinal);

        Files.Value.SelectMany(file => Citations.In(file.Text).Where(it => !sections.GetValueOrDefault(it.Document, []).Contains(it.Section))
            .Select(it => $"{file.Path}:{it.Line} cites {it.Document} {it.Section}: {(sections.ContainsKey(it.Document) ? "there is no such section" : $"{Folder} has no such document")}"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_cited_in_another_form() =>
        Files.Value.SelectMany(file => Citations.OtherwiseIn(file.Text).Select(line => $"{file.Path}:{line}")).ShouldBeEmpty();

    /// <summary>Nothing is kept that nobody rests on. And the search would notice if it found nothing any more.</summary>
    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_section_is_cited_itself_or_in_its_parts(string document)
    {
        var cited = Files.Value.Where(file => !file.Path.StartsWith(Folder, StringComparison.Ordinal)).SelectMany(file => Citations.In(file.Text))
            .Where(it => it.Document == document).Select(it => it.Section).ToHashSet(StringComparer.Ordinal);

        Citations.SectionsOf(DocumentFiles.Read($"{Folder}/{document}"))
            .Where(section => !cited.Any(it => it == section || Holds(it, section) || Holds(section, it)))
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("as one{0} 9.4 says.", "9.4")]
    [InlineData("(one{0} 4.2, 5.1 and 7)", "4.2 5.1 7")]
    [InlineData("/// (one{0} 2 to 7). More", "2 7")]
    [InlineData("    /// by one{0}\n    /// 3, 4;\n", "3 4")]
    [InlineData("-- one{0} 4.3.\n-- 5 more", "4.3")]
    [InlineData("one{0}, 2 of them; [one](one{0}) 3; one{0}#4", "")]
    public void Numbers_are_read_as_they_are_written(string text, string sections) =>
        string.Join(' ', Citations.In(text.Replace("{0}", ".md", StringComparison.Ordinal)).Select(it => it.Section)).ShouldBe(sections);

    [Fact]
    public void A_citation_has_the_line_it_begins_in() =>
        Citations.In("a\nb\n// one" + ".md\n// 3").ShouldBe([new Citation(3, "one.md", "3")]);

    private static bool Holds(string section, string part) => part.StartsWith(section + ".", StringComparison.Ordinal);

    private static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(folder).Where(path => Endings.Contains(Path.GetExtension(path)))
            .Concat(Directory.EnumerateDirectories(folder).Where(path => !Made.Contains(Path.GetFileName(path))).SelectMany(In));
}
