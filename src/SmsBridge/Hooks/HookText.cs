using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SmsBridge.Hooks;

/// <summary>
/// Plain text from what the core's editor and template engine leave behind (fineract-hooks.md 7): tags go, line breaks stay, entities
/// are decoded. In that order: a decoded <c>&amp;lt;</c> is a character somebody typed, not a tag.
/// </summary>
internal static partial class HookText
{
    public static string ToPlainText(string html)
    {
        var withoutTags = Tag().Replace(LineBreak().Replace(html, "\n"), "");
        var decoded = WebUtility.HtmlDecode(withoutTags).Replace('\u00A0', ' ');
        var text = new StringBuilder(decoded.Length);
        foreach (var character in decoded)
        {
            if (!char.IsControl(character) || character == '\n')
            {
                text.Append(character);
            }
        }

        return BlankLines().Replace(Spaces().Replace(text.ToString(), " "), "\n").Trim();
    }

    [GeneratedRegex("<br\\s*/?>|</(?:p|div|li|tr|h[1-6])\\s*>|\\r\\n?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LineBreak();

    /// <summary>Only what can be a tag: "a &lt; b" has none.</summary>
    [GeneratedRegex("<!--.*?-->|</?[a-z][^<>]*>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("[ \\t]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex(" ?\\n[ \\n]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlankLines();
}
