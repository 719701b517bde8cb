using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SmsBridge.Messages.Masking;

/// <summary>
/// The body of a peer's answer for the record. JSON is masked as the body of a hook is; of what a proxy puts in its place, a page or a line of text,
/// the title or the first line is enough.
/// </summary>
internal static partial class AnswerMask
{
    private const int LongestLine = 200;

    /// <returns>Null: there is nothing in it that can be shown safely.</returns>
    public static string? Of(byte[] body)
    {
        var shown = BodyMask.Of(body) ?? Line(Encoding.UTF8.GetString(body));
        return shown?.Length > PeerAnswer.LongestBody ? shown[..PeerAnswer.LongestBody] + "\n… (cut)" : shown;
    }

    private static string? Line(string text)
    {
        var line = text.AsSpan().TrimStart() is ['<', ..]
            ? Title().Match(text) is { Success: true } title ? WebUtility.HtmlDecode(title.Groups["title"].Value).Trim() : ""
            : text.AsSpan().TrimStart() is ['{' or '[' or '"', ..] ? "" // broken JSON: nobody can say what in it is a number
            : text.Trim().Split('\n', 2)[0].Trim();
        return line.Length == 0 || line.AsSpan().ContainsAnyInRange('\0', '\x1f') || BodyMask.SpeaksOfSecrets(line)
            ? null
            : BodyMask.WithoutNumbers(line.Length > LongestLine ? line[..LongestLine] + "…" : line);
    }

    [GeneratedRegex("<title>(?<title>[^<]{1,1000})</title>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Title();
}
