using System.Text;
using SmsBridge.Messages;

namespace SmsBridge.Texts;

/// <summary>What happens to values before, and to the text after rendering.</summary>
internal static class TemplateText
{
    /// <summary>Twilio refuses longer bodies (twilio.md 8).</summary>
    public const int LongestBody = 1600;

    /// <summary>Three dots: the one-character ellipsis is not in GSM-7 and would double the price of the whole text.</summary>
    private const string Cut = "...";

    // Looking further back for a space would throw away more than a broken word costs.
    private const int LongestWord = 200;

    /// <summary>
    /// A value from the core without control characters, nor those that turn the writing around: somebody typed or pasted it. Those that
    /// separate words (tab, line breaks) stay for <see cref="Finish"/>, which leaves only <c>\n</c>.
    /// </summary>
    public static string Clean(string? value) =>
        value is null ? string.Empty
        : value.Any(Unwanted) ? string.Concat(value.Where(c => !Unwanted(c)))
        : value;

    /// <summary>
    /// Trimmed; blanks in a row become one (a missing value leaves two), also around line breaks; at most one empty line; at
    /// most <see cref="LongestBody"/> characters.
    /// </summary>
    public static string Finish(string rendered)
    {
        var text = new StringBuilder(rendered.Length);
        var (lines, blank) = (0, false);
        foreach (var c in rendered)
        {
            if (BidiText.IsControl(c))
            {
                continue; // of the template's own words; values come clean
            }

            if (char.IsWhiteSpace(c))
            {
                (lines, blank) = (lines + (c == '\n' ? 1 : 0), true);
                continue;
            }

            if (blank && text.Length > 0)
            {
                text.Append(lines == 0 ? " " : lines == 1 ? "\n" : "\n\n");
            }

            (lines, blank) = (0, false);
            text.Append(c);
        }

        return Shorten(text.ToString());
    }

    private static bool Unwanted(char c) => (char.IsControl(c) && !char.IsWhiteSpace(c)) || BidiText.IsControl(c);

    private static string Shorten(string text)
    {
        if (text.Length <= LongestBody)
        {
            return text;
        }

        var room = LongestBody - Cut.Length;
        var space = text.AsSpan(0, room + 1).LastIndexOfAny(' ', '\n');
        var end = space >= room - LongestWord ? space
            : char.IsHighSurrogate(text[room - 1]) ? room - 1
            : room;
        return string.Concat(text.AsSpan(0, end).TrimEnd(), Cut);
    }
}
