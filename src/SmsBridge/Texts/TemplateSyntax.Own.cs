using System.Text;
using System.Text.RegularExpressions;

namespace SmsBridge.Texts;

/// <summary>Variables of data tables, which have a dot in their name.</summary>
internal static partial class TemplateSyntax
{
    /// <summary>Those that a text names, once each; comments name nothing.</summary>
    public static IReadOnlyList<string> OwnNames(string text)
    {
        var names = new List<string>();
        if (text.Contains(OwnVariable.Dot))
        {
            Walk(text, rest: null, tag =>
            {
                names.AddRange(Word().Matches(tag).Select(word => word.Value).Where(word => word.Contains(OwnVariable.Dot)));
                return tag;
            });
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>
    /// The text with other names for them, for the engine: to it a dot is a way into something, and a table may be spelled with signs that it takes for other things.
    /// </summary>
    /// <param name="text">One that <see cref="FindFault"/> has found in order.</param>
    /// <param name="names">By the names in the text.</param>
    public static string Rename(string text, IReadOnlyDictionary<string, string> names)
    {
        var renamed = new StringBuilder(text.Length);
        Walk(text, renamed, tag => Word().Replace(tag, word => names.GetValueOrDefault(word.Value, word.Value)));
        return renamed.ToString();
    }

    /// <param name="rest">Is given the text, with its tags as they were made; comments stay as they are.</param>
    private static void Walk(string text, StringBuilder? rest, Func<string, string> make)
    {
        var position = 0;
        while (text.IndexOf("{{", position, StringComparison.Ordinal) is >= 0 and var start && Tag().Match(text, start) is { Success: true } tag)
        {
            var made = tag.Groups["comment"].Success ? tag.Value : make(tag.Value);
            rest?.Append(text, position, start - position).Append(made);
            position = start + tag.Length;
        }

        rest?.Append(text, position, text.Length - position);
    }

    [GeneratedRegex(@"[^\s{}~#/]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Word();
}
