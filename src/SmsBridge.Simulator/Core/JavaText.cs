using System.Globalization;
using System.Text;

namespace SmsBridge.Simulator.Core;

/// <summary>An ordered map as the core's Java code holds it. Values: text, long, double, bool, another map or a list; nulls are left out.</summary>
internal sealed class JavaMap : List<KeyValuePair<string, object>>
{
    public JavaMap Add(string key, object? value)
    {
        if (value is not null)
        {
            Add(KeyValuePair.Create(key, value));
        }

        return this;
    }

    /// <summary>The same after a trip through an untyped Gson map: every number is a double (fineract-hooks.md 3).</summary>
    public JavaMap ThroughUntypedMap()
    {
        var copy = new JavaMap();
        foreach (var (key, value) in this)
        {
            copy.Add(key, value switch
            {
                long number => (double)number,
                JavaMap map => map.ThroughUntypedMap(),
                JavaList list => list.ThroughUntypedMap(),
                _ => value,
            });
        }

        return copy;
    }
}

/// <summary>A list as the core's Java code holds it. Values as in a <see cref="JavaMap"/>.</summary>
internal sealed class JavaList(IEnumerable<object> values) : List<object>(values)
{
    /// <inheritdoc cref="JavaMap.ThroughUntypedMap"/>
    public JavaList ThroughUntypedMap() => new(this.Select(value => value switch
    {
        long number => (double)number,
        JavaMap map => map.ThroughUntypedMap(),
        JavaList list => list.ThroughUntypedMap(),
        _ => value,
    }));
}

/// <summary>How Java prints values (<c>toString</c>) and Gson with defaults writes JSON.</summary>
internal static class JavaText
{
    /// <summary><c>1.0</c>, <c>1.2345678E7</c>, <c>{status={id=300.0}}</c>.</summary>
    public static string Print(object value) =>
        value switch
        {
            string text => text,
            bool flag => flag ? "true" : "false",
            long number => number.ToString(CultureInfo.InvariantCulture),
            double number => Print(number),
            JavaList list => "[" + string.Join(", ", list.Select(Print)) + "]",
            JavaMap map => "{" + string.Join(", ", map.Select(entry => $"{entry.Key}={Print(entry.Value)}")) + "}",
            _ => throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "Not a value of a JavaMap."),
        };

    /// <summary>Nulls omitted, HTML-safe escapes (<c>=</c> is <c>\u003d</c>), in the order of the map (fineract-hooks.md 4.2).</summary>
    public static string ToGson(JavaMap map)
    {
        var json = new StringBuilder();
        Append(json, map);
        return json.ToString();
    }

    /// <summary>Java's Double.toString: plain from 0.001 up to, not including, ten million; else one digit before the point and E.</summary>
    private static string Print(double number)
    {
        // Both platforms print the shortest digits that read back the same; only the shape differs.
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        if (number == 0 || Math.Abs(number) is >= 1e-3 and < 1e7)
        {
            return shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";
        }

        var scientific = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(
            scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = string.Concat(shortest.Split('E')[0].Where(char.IsAsciiDigit)).Trim('0');
        var fraction = digits.Length > 1 ? digits[1..] : "0";
        return string.Create(CultureInfo.InvariantCulture, $"{(number < 0 ? "-" : string.Empty)}{digits[0]}.{fraction}E{exponent}");
    }

    private static void Append(StringBuilder json, JavaMap map)
    {
        json.Append('{');
        for (var index = 0; index < map.Count; index++)
        {
            if (index > 0)
            {
                json.Append(',');
            }

            Append(json, map[index].Key);
            json.Append(':');
            AppendValue(json, map[index].Value);
        }

        json.Append('}');
    }

    private static void AppendValue(StringBuilder json, object value)
    {
        switch (value)
        {
            case string text:
                Append(json, text);
                break;
            case JavaMap nested:
                Append(json, nested);
                break;
            case JavaList list:
                json.Append('[');
                for (var index = 0; index < list.Count; index++)
                {
                    _ = index > 0 ? json.Append(',') : json;
                    AppendValue(json, list[index]);
                }

                json.Append(']');
                break;
            default:
                json.Append(Print(value));
                break;
        }
    }

    private static void Append(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append(@"\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '<' or '>' or '&' or '=' or '\'' or < ' ' or '\u2028' or '\u2029' =>
                    json.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => json.Append(character),
            };
        }

        json.Append('"');
    }
}
