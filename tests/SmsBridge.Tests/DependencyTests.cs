using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests;

/// <summary>Folder is namespace, and who may know whom (STYLE 3.2): what the compiler does not guard in one project.</summary>
public partial class DependencyTests
{
    private static readonly string[] Grounds = ["Messages", "Storage", "Inbox", "Outbox", "Core", "Templates", "Tenants", "Web"];

    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["Web"] = [],
        ["Messages"] = [],
        ["Storage"] = ["Messages"],
        ["Inbox"] = ["Messages", "Storage"],
        ["Outbox"] = ["Messages", "Storage", "Inbox"],
        ["Core"] = ["Messages", "Web"],
        ["Templates"] = ["Messages"],
        ["Tenants"] = ["Messages", "Storage", "Core", "Web"],
        ["Hooks"] = Grounds, // these four meet in rows, never in each other's classes
        ["Relay"] = Grounds,
        ["Receipts"] = Grounds,
        ["EventLog"] = Grounds,
        ["Twilio"] = ["Messages", "Receipts", "Outbox", "Web"],
        ["LogProvider"] = ["Messages"],
        ["Operators"] = ["Messages", "Storage", "Tenants", "Web"],
        ["Doctor"] = ["Messages", "Storage", "Inbox", "Core", "Tenants", "Web", "EventLog"],
        ["Statistics"] = ["Messages", "Storage", "Inbox", "Tenants", "Web", "Operators"],
        ["Partners"] = [.. Grounds, "Operators"],
        ["Maintenance"] = [.. Grounds, "Hooks", "Relay", "Receipts", "EventLog", "Statistics"],
        ["Console"] = [.. Grounds, "Doctor", "EventLog", "Hosting", "Operators", "Partners", "Statistics", "Twilio"], // verbs and words only
        ["CommandLine"] = [.. Grounds, "EventLog", "Hosting", "Operators", "Partners", "Doctor"], // verbs only
        ["Hosting"] = [.. Grounds, "Hooks", "Relay", "Receipts", "EventLog", "Twilio", "LogProvider", "Maintenance", "Operators", "Partners"],
    };

    [Fact]
    public void Every_folder_has_its_place()
    {
        Files().Select(file => file.Folder).ToHashSet(StringComparer.Ordinal).ShouldBe(MayKnow.Keys, ignoreOrder: true);
    }

    [Fact]
    public void The_namespace_is_the_folder()
    {
        foreach (var (folder, path, code) in Files())
        {
            Namespace().Match(code).Groups["name"].Value.ShouldBe(NamespaceOf(folder, path), path);
        }
    }

    [Fact]
    public void Nobody_knows_more_than_it_may()
    {
        var files = Files().ToList();
        var types = files
            .SelectMany(file => Declared().Matches(file.Code).Select(match => (file.Folder, Type: match.Groups["type"].Value)))
            .ToLookup(declared => declared.Folder, declared => declared.Type, StringComparer.Ordinal);

        var violations =
            from file in files
            from name in Mentioned(file.Code, types)
            where name != file.Folder && !MayKnow.GetValueOrDefault(file.Folder, []).Contains(name, StringComparer.Ordinal)
            select $"{file.Folder}/{Path.GetFileName(file.Path)} knows {name}";

        violations.ShouldBeEmpty();
    }

    /// <summary>By its whole name, or by its name inside our root namespace (<c>Inbox.Verdict</c>) where that names a type of the folder.</summary>
    private static IEnumerable<string> Mentioned(string source, ILookup<string, string> types)
    {
        var code = NotCode().Replace(source, "");
        return Whole().Matches(code).Select(match => match.Groups["name"].Value)
            .Concat(Relative().Matches(code).Where(match => types[match.Groups["name"].Value].Contains(match.Groups["type"].Value, StringComparer.Ordinal))
                .Select(match => match.Groups["name"].Value))
            .Where(MayKnow.ContainsKey)
            .Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<(string Folder, string Path, string Code)> Files()
    {
        var root = Path.GetFullPath(Path.Combine(Here(), "../../src/SmsBridge"));
        return
            from path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            let parts = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)
            where parts.Length > 1 && parts[0] is not ("bin" or "obj")
            select (parts[0], Path.GetRelativePath(root, path), File.ReadAllText(path));
    }

    private static string NamespaceOf(string folder, string path) =>
        "SmsBridge." + (Path.GetDirectoryName(path) is { Length: > 0 } directory ? directory.Replace(Path.DirectorySeparatorChar, '.') : folder);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\bSmsBridge\.(?<name>[A-Z]\w+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(?<![\w.])(?<name>[A-Z]\w+)\.(?<type>[A-Z]\w*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Relative();

    [GeneratedRegex(@"\b(?:class|struct|record|enum|interface) (?<type>[A-Z]\w*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declared();

    /// <summary>Comments and texts.</summary>
    [GeneratedRegex("//[^\\n]*|\"(?:[^\"\\\\\\n]|\\\\.)*\"", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotCode();
}
