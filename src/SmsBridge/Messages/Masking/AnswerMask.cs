using System.Net;
using System.Text;

namespace SmsBridge.Messages.Masking;

/// <summary>
/// The body of a peer's answer for the record. JSON is masked as the body of a hook is; of what a proxy puts in its place, a page or a line of text,
/// the title or the first line is enough.
/// </summary>
internal static class AnswerMask
{
    private const int LongestLine = 200;

    /// <returns>Null: there is nothing in it that can be shown safely.</returns>
    public static string? Of(byte[] body)
    {
        var shown = BodyMask.OfAnswer(body) ?? Line(Encoding.UTF8.GetString(body).TrimStart('\uFEFF'));
        return shown?.Length > PeerAnswer.LongestBody ? shown[..PeerAnswer.LongestBody] + "\n… (cut)" : shown;
    }

    private static string? Line(string text)
    {
        var line = text.AsSpan().TrimStart() is ['<', ..]
            ? WebUtility.HtmlDecode(Title(text)).Trim()
            : text.AsSpan().TrimStart() is ['{' or '[' or '"', ..] ? "" // broken JSON: nobody can say what in it is a number
            : text.Trim().Split('\n', 2)[0].Trim();
        return line.Length == 0 || line.AsSpan().ContainsAnyInRange('\0', '\x1f') || BodyMask.SpeaksOfSecrets(line)
            ? null
            : NumberMask.WithoutNumbers(line.Length > LongestLine ? line[..LongestLine] + "…" : line);
    }

    /// <summary>Found by hand: an expression has a time limit, and masking must never decide what becomes of an answer.</summary>
    private static string Title(string page)
    {
        const string Opening = "<title>";
        var start = page.IndexOf(Opening, StringComparison.OrdinalIgnoreCase) + Opening.Length;
        var end = start < Opening.Length ? -1 : page.IndexOf('<', start);
        return end >= 0 && page.AsSpan(end).StartsWith("</title>", StringComparison.OrdinalIgnoreCase) ? page[start..end] : "";
    }
}
