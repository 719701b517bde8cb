using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Numbers;

namespace SmsBridge.Texts;

/// <summary>One receipt of several that are told together.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Account">Number of the loan or account.</param>
internal sealed record DigestLine(decimal Amount, string? Currency, int DecimalPlaces, string? Account);

/// <summary>What a digest can name.</summary>
internal sealed record DigestModel(string? Name, string? Firstname, string? Lastname, string? Client, string? Office, IReadOnlyList<DigestLine> Lines);

/// <summary>The words of a digest: plain text and variables, without conditions.</summary>
internal static partial class DigestText
{
    /// <summary>Receipts that are listed; of the others only how many they are.</summary>
    public const int MostLines = 5;

    /// <summary>What a text may name.</summary>
    public static readonly IReadOnlyList<string> Variables = ["name", "firstname", "lastname", "client", "office", "count", "total", "list"];

    private const int LongestText = 1_000;

    /// <summary>No speaker has checked any but English yet.</summary>
    private static readonly FrozenDictionary<string, string> Products = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["en"] = "Thank you, {{name}}. We received {{count}} payments, {{total}} in all: {{list}}.",
        ["sw"] = "Asante, {{name}}. Tumepokea malipo {{count}}, jumla {{total}}: {{list}}.",
        ["fr"] = "Merci, {{name}}. Nous avons reçu {{count}} paiements, {{total}} en tout : {{list}}.",
        ["es"] = "Gracias, {{name}}. Hemos recibido {{count}} pagos, {{total}} en total: {{list}}.",
        ["pt"] = "Obrigado, {{name}}. Recebemos {{count}} pagamentos, {{total}} no total: {{list}}.",
        ["hi"] = "धन्यवाद, {{name}}। हमें {{count}} भुगतान मिले, कुल {{total}}: {{list}}।",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The product's words: in that language, without its country, else in English.</summary>
    public static string ProductsIn(string language) => Products.GetValueOrDefault(language.Split('-')[0]) ?? Products[ProductTexts.English];

    /// <summary>Languages in which the product has words for it.</summary>
    public static IEnumerable<string> Languages => Products.Keys;

    /// <summary>Why such a text can not be sent, in a sentence that names the remedy; null: it can.</summary>
    /// <param name="format">Of its language.</param>
    public static string? FaultOf(string text, TextFormat format)
    {
        if (text.Length > LongestText)
        {
            return $"The text has {text.Length} characters; at most {LongestText} are kept. Shorten it.";
        }

        if (TemplateSyntax.FindFault(text, [.. Variables]) is { } fault)
        {
            return $"{char.ToUpperInvariant(fault[0])}{fault[1..]}.";
        }

        if (Variable().Replace(text, "") is var words && (words.Contains("{{", StringComparison.Ordinal) || words.Contains("}}", StringComparison.Ordinal)))
        {
            return $"The text of a digest has words and variables only: {string.Join(", ", Variables)}.";
        }

        if (!Variable().Matches(text).Any(static match => match.Groups["name"].Value is "total" or "list"))
        {
            return "The text does not say how much was received. Name {{total}} or {{list}} in it.";
        }

        var parts = SegmentCount.Of(Render(text, Longest(format), format)).Segments;
        return parts > TextCheck.MostParts ? $"With long values the text takes {parts} parts; at most {TextCheck.MostParts} are sent. Shorten it." : null;
    }

    /// <summary>The finished body. Values are data: braces in a client's name stay braces.</summary>
    public static string Render(string text, DigestModel model, TextFormat format) =>
        TemplateText.Finish(Variable().Replace(text, match => TemplateText.Clean(ValueOf(match.Groups["name"].Value, model, format))));

    /// <summary>Made-up values, to see what a text reads like.</summary>
    public static DigestModel Sample(TextFormat format) => SampleOf(SampleModels.Usual(format), 3, 1_500m, "KES");

    private static DigestModel Longest(TextFormat format) => SampleOf(SampleModels.Longest(format), MostLines + 4, 123_456_789m, "TZS");

    private static DigestModel SampleOf(TemplateModel model, int count, decimal amount, string currency) =>
        new(model.Name, model.Firstname, model.Lastname, model.Client, model.Office, [.. Enumerable.Repeat(new DigestLine(amount, currency, 2, model.Account), count)]);

    private static string? ValueOf(string name, DigestModel model, TextFormat format) => name switch
    {
        "name" => model.Name,
        "firstname" => model.Firstname,
        "lastname" => model.Lastname,
        "client" => model.Client,
        "office" => model.Office,
        "count" => model.Lines.Count.ToString(CultureInfo.InvariantCulture),
        "total" => string.Join(" + ", model.Lines.GroupBy(static line => line.Currency, StringComparer.Ordinal)
            .Select(group => format.Money(group.Sum(static line => line.Amount), group.Key, group.Max(static line => line.DecimalPlaces)))),
        "list" => string.Join("; ", model.Lines.Take(MostLines).Select(line => WordsOf(line, format)).Concat(Rest(model.Lines.Count - MostLines))),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a variable of a digest."),
    };

    private static string WordsOf(DigestLine line, TextFormat format) =>
        format.Money(line.Amount, line.Currency, line.DecimalPlaces) + (line.Account is { } account ? $" ({account})" : "");

    private static IEnumerable<string> Rest(int count) => count > 0 ? [string.Create(CultureInfo.InvariantCulture, $"+{count}")] : [];

    [GeneratedRegex(@"\{\{\s*(?<name>name|firstname|lastname|client|office|count|total|list)\s*\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Variable();
}
