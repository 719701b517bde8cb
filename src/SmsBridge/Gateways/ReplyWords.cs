using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SmsBridge.Gateways;

/// <summary>What a client's reply asks for.</summary>
internal enum OptOutWish
{
    None,
    Stop,
    Start,
}

/// <summary>
/// The words by which clients ask for no more SMS, or for SMS again. The whole text is one of them, whatever quotes and full stops are around it. More words
/// ("stop please", "do not stop") are for a person to read.
/// </summary>
internal static class ReplyWords
{
    private static readonly FrozenSet<string> StopWords = new[] { "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "STOP ALL", "OPT OUT" }
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> StartWords = new[] { "START", "YES", "UNSTOP" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static OptOutWish WishOf(string text) => WordOf(text) is var word && StopWords.Contains(word) ? OptOutWish.Stop
        : StartWords.Contains(word) ? OptOutWish.Start
        : OptOutWish.None;

    /// <summary>Letters, with one blank for whatever stands between two words: <c>"Opt-out!"</c> is OPT OUT. Anything longer is no keyword.</summary>
    private static string WordOf(string body)
    {
        const int Longest = 40;
        var word = new StringBuilder(Longest);
        foreach (var c in body.Length > Longest ? "" : body)
        {
            if (char.IsLetterOrDigit(c))
            {
                word.Append(c);
            }
            else if (c == '?')
            {
                return ""; // a question is no order
            }
            else if (word.Length > 0 && word[^1] != ' ' && char.GetUnicodeCategory(c) != UnicodeCategory.Format)
            {
                word.Append(' ');
            }
        }

        return word.ToString().TrimEnd();
    }
}
