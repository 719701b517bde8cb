using System.Globalization;

namespace SmsBridge.Partners;

/// <summary>Ports as an operator writes them: <c>80, 443, 1024-65535</c>.</summary>
internal sealed class PortRanges
{
    private readonly IReadOnlyList<(int First, int Last)> _ranges;

    private PortRanges(IReadOnlyList<(int First, int Last)> ranges) => _ranges = ranges;

    /// <summary>Null for what is no such list.</summary>
    public static PortRanges? TryParse(string text)
    {
        List<(int, int)> ranges = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || Port(ends[0]) is not { } first || Port(ends[^1]) is not { } last || first > last)
            {
                return null;
            }

            ranges.Add((first, last));
        }

        return new PortRanges(ranges);
    }

    public bool Contains(int port) => _ranges.Any(range => port >= range.First && port <= range.Last);

    private static int? Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65_535 ? port : null;
}
