using System.Text;

namespace SmsBridge.Messages.Masking;

/// <summary>A map as Java prints it, <c>{name=value, other=value}</c>: nothing in it is quoted, so a value ends where the next name begins.</summary>
internal static class JavaMap
{
    /// <param name="show">Name and value to what is shown of the value.</param>
    /// <returns>Null: it is no such map, or one with more in it than names and plain values.</returns>
    public static string? Mask(string text, Func<string, string, string> show)
    {
        var inner = text.Trim();
        if (inner is not ['{', .., '}'] || inner[1..^1].AsSpan().ContainsAny("{}[]\""))
        {
            return null;
        }

        var pairs = Pairs(inner[1..^1]);
        return pairs is null ? null : new StringBuilder("{").AppendJoin(", ", pairs.Select(pair => $"{pair.Name}={show(pair.Name, pair.Value)}")).Append('}').ToString();
    }

    /// <summary>A part without an equals sign belongs to the value before it, which had a comma in it.</summary>
    private static List<(string Name, string Value)>? Pairs(string text)
    {
        var pairs = new List<(string Name, string Value)>();
        foreach (var part in text.Split(','))
        {
            var end = part.IndexOf('=', StringComparison.Ordinal);
            if (end > 0)
            {
                pairs.Add((part[..end].Trim(), part[(end + 1)..]));
            }
            else if (pairs.Count > 0)
            {
                pairs[^1] = (pairs[^1].Name, $"{pairs[^1].Value},{part}");
            }
            else
            {
                return null;
            }
        }

        return pairs;
    }
}
