using System.Globalization;
using System.Text.RegularExpressions;

namespace SmsBridge.Tests.Console;

/// <summary>What went well and what failed can be told apart without red and green, as about one man in twelve sees them.</summary>
public partial class ColourTests
{
    private static readonly string Sheet = Read();

    [Theory]
    [InlineData(".fill-good", "fill", ".fill-failed", "fill")]
    [InlineData(".badge.good", "background", ".badge.bad", "background")]
    public void Delivered_and_failed_differ_in_brightness_to_deuteranopes(string good, string goodProperty, string bad, string badProperty)
    {
        var (goods, bads) = (Pair(good, goodProperty), Pair(bad, badProperty));

        Contrast(goods.Light, bads.Light).ShouldBeGreaterThan(2.0);
        Contrast(goods.Dark, bads.Dark).ShouldBeGreaterThan(2.0);
    }

    private static (string Light, string Dark) Pair(string selector, string property)
    {
        var rule = Regex.Match(Sheet, $@"^{Regex.Escape(selector)} \{{[^}}]*\b{property}: (?<value>[^;]+);", RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Groups["value"].Value;
        var value = rule.StartsWith("var(", StringComparison.Ordinal)
            ? Regex.Match(Sheet, $@"{Regex.Escape(rule[4..^1])}: (?<value>light-dark\([^)]*\));", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)).Groups["value"].Value
            : rule;
        var match = LightDark().Match(value);
        match.Success.ShouldBeTrue($"{selector}: {rule}, {value}");
        return (match.Groups["light"].Value, match.Groups["dark"].Value);
    }

    /// <summary>WCAG's contrast of two colours as a deuteranope sees them (the matrix of Machado, Oliveira and Fernandes, 2009).</summary>
    private static double Contrast(string one, string other)
    {
        var (first, second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string hex)
    {
        var (r, g, b) = (Linear(hex[1..3]), Linear(hex[3..5]), Linear(hex[5..7]));
        var (red, green, blue) = ((0.367322 * r) + (0.860646 * g) - (0.227968 * b), (0.280085 * r) + (0.672501 * g) + (0.047413 * b), (-0.011820 * r) + (0.042940 * g) + (0.968881 * b));
        return (0.2126 * Math.Max(0, red)) + (0.7152 * Math.Max(0, green)) + (0.0722 * Math.Max(0, blue));
    }

    private static double Linear(string hex)
    {
        var value = int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private static string Read()
    {
        using var stream = typeof(Program).Assembly.GetManifestResourceNames().First(name => name.EndsWith("console.css", StringComparison.Ordinal)) is var name
            ? typeof(Program).Assembly.GetManifestResourceStream(name)! : throw new InvalidOperationException();
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"light-dark\((?<light>#[0-9a-f]{6}), (?<dark>#[0-9a-f]{6})\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LightDark();
}
