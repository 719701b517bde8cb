using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SmsBridge.Gateways.Http;

/// <summary>HTTP status codes as they are written in settings: <c>200, 201, 400-499</c>.</summary>
internal sealed class HttpStatusRanges
{
    private readonly IReadOnlyList<(int From, int To)> _ranges;

    private HttpStatusRanges(IReadOnlyList<(int From, int To)> ranges) => _ranges = ranges;

    public bool Holds(int status) => _ranges.Any(range => status >= range.From && status <= range.To);

    public static bool TryParse(string text, [NotNullWhen(true)] out HttpStatusRanges? ranges)
    {
        ranges = null;
        var read = new List<(int From, int To)>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !TryCode(ends[0], out var from) || !TryCode(ends[^1], out var to) || from > to)
            {
                return false;
            }

            read.Add((from, to));
        }

        ranges = new HttpStatusRanges(read);
        return true;
    }

    private static bool TryCode(string text, out int code) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out code) && code is >= 100 and <= 599;
}
