using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;

namespace SmsBridge.Bench;

/// <summary>The peers' audit trail: payments of an hour ago and nothing else, newest first, by pages.</summary>
internal static class PeerAudits
{
    public const int Count = 100_000;

    /// <summary>Number of the transaction before the first: as <see cref="Filler"/> has them.</summary>
    private const long Before = 900_000_000;
    private const int Page = 200;

    private static readonly long MadeAt = TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds();

    /// <param name="path">With what is asked for.</param>
    /// <returns>Length of the answer.</returns>
    public static int Answer(ReadOnlySpan<byte> path, Span<byte> body)
    {
        var at = path.IndexOf("offset="u8);
        var offset = at >= 0 && Utf8Parser.TryParse(path[(at + "offset=".Length)..], out int asked, out _) ? asked : 0;
        var isOurs = path.IndexOf("entityName=LOAN&"u8) >= 0 || path.EndsWith("entityName=LOAN"u8);
        var first = isOurs && path.IndexOf("actionName=REPAYMENT&"u8) >= 0 ? Count - offset : 0;
        body[0] = (byte)'[';
        var length = 1;
        for (var id = first; id > Math.Max(0, first - Page); id--)
        {
            Utf8.TryWrite(
                body[length..], CultureInfo.InvariantCulture,
                $$"""{{(id == first ? "" : ",")}}{"id":{{id}},"actionName":"REPAYMENT","entityName":"LOAN","resourceId":{{Before + id}},"maker":"bench","madeOnDate":{{MadeAt}},"clientId":7,"loanId":31,"url":"/loans/31/transactions"}""",
                out var written);
            length += written;
        }

        body[length] = (byte)']';
        return length + 1;
    }
}
