using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Documents;

/// <summary>A section of docs/reference that a text says it rests on.</summary>
/// <param name="Line">From 1.</param>
internal sealed record Citation(int Line, string Document, string Section);

/// <summary>Citations are written as the name of the document, with its ending, and numbers behind it: one, several with commas, or from one "to" another.</summary>
internal static partial class Citations
{
    public static IEnumerable<Citation> In(string text) =>
        Written().Matches(text).SelectMany(match => Number().Matches(match.Groups["sections"].Value).Select(number =>
            new Citation(text.AsSpan(0, match.Index).Count('\n') + 1, match.Groups["document"].Value, number.Value)));

    /// <summary>Lines, from 1, that cite in a form that <see cref="In"/> does not see.</summary>
    public static IEnumerable<int> OtherwiseIn(string text) =>
        Otherwise().Matches(text).Select(match => text.AsSpan(0, match.Index).Count('\n') + 1);

    /// <summary>Numbers of the headings of a document.</summary>
    public static HashSet<string> SectionsOf(string document) => [.. Heading().Matches(document).Select(match => match.Groups["number"].Value)];

    /// <summary>A comment may break its line between any two words.</summary>
    [GeneratedRegex(@"(?<document>[a-z0-9][a-z0-9-]*\.md)(?: |\r?\n *(?:/{2,3}|--) +)(?<sections>\d+(?:\.\d+)*(?:(?:,|,? and|,? to)(?: |\r?\n *(?:/{2,3}|--) +)\d+(?:\.\d+)*)*)", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Written();

    [GeneratedRegex(@"\d+(?:\.\d+)*", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:reference|fact) [s]heet|\.md,? \(?[Ss]ections? \d|\.md, [A-Z]?\d|\.md [§#]\d", RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Otherwise();

    [GeneratedRegex(@"^#{2,6} (?<number>\d+(?:\.\d+)*)\.? ", RegexOptions.Multiline | RegexOptions.CultureInvariant, 5_000)]
    private static partial Regex Heading();
}
