using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SmsBridge.Messages;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// Plain text from what the core's editor and template engine leave behind (fineract-hooks.md 7): tags go, line breaks stay, entities
/// are decoded, and what turns the writing around is dropped. In that order: a decoded <c>&amp;lt;</c> is a character somebody typed, not a tag.
/// </summary>
internal static partial class HookText
{
    public static string ToPlainText(string html)
    {
        var withoutTags = Tag().Replace(LineBreak().Replace(WithoutComments(html), "\n"), "");
        var decoded = WebUtility.HtmlDecode(withoutTags).Replace('\u00A0', ' ');
        var text = new StringBuilder(decoded.Length);
        foreach (var character in decoded)
        {
            if (BidiText.IsControl(character))
            {
                continue;
            }

            if (!char.IsControl(character) || character == '\n')
            {
                text.Append(character);
            }
            else if (character == '\t')
            {
                text.Append(' '); // dropped, it would join two words
            }
        }

        return BlankLines().Replace(Spaces().Replace(text.ToString(), " "), "\n").Trim();
    }

    /// <summary>By hand: as a pattern, many openings without an end cost time that grows with their square.</summary>
    private static string WithoutComments(string html)
    {
        const string Opening = "<!--";
        const string Closing = "-->";
        var opening = html.IndexOf(Opening, StringComparison.Ordinal);
        if (opening < 0)
        {
            return html;
        }

        var text = new StringBuilder(html.Length);
        var end = 0;
        while (opening >= 0 && html.IndexOf(Closing, opening + Opening.Length, StringComparison.Ordinal) is var closing and >= 0)
        {
            text.Append(html, end, opening - end);
            end = closing + Closing.Length;
            opening = html.IndexOf(Opening, end, StringComparison.Ordinal);
        }

        return text.Append(html, end, html.Length - end).ToString();
    }

    [GeneratedRegex("<br\\s*/?>|</(?:p|div|li|tr|h[1-6])\\s*>|\\r\\n?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LineBreak();

    /// <summary>Only what can be a tag: "a &lt; b" has none.</summary>
    [GeneratedRegex("</?[a-z][^<>]*>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tag();

    [GeneratedRegex(" +", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Spaces();

    [GeneratedRegex(" ?\\n[ \\n]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex BlankLines();
}
