using SmsBridge.Numbers;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Texts;

/// <summary>What a text costs, for values as short and as long as they come.</summary>
/// <param name="Remarks">In sentences: what makes it dearer than need be.</param>
internal sealed record TextCost(SmsEncoding Encoding, int ShortestParts, int LongestParts, IReadOnlyList<string> Remarks);

/// <summary>Whether a text can be published.</summary>
/// <param name="Template">Null: it can not.</param>
/// <param name="Fault">Why not, in a sentence that names the remedy.</param>
internal sealed record TextCheck(Template? Template, string? Fault, TextCost? Cost)
{
    public const int MostParts = 10;

    /// <summary>What is wrong: <c>text</c>, or <c>registeredTemplate</c>.</summary>
    public string Field { get; init; } = "text";

    /// <summary>What it is registered under; null: nothing.</summary>
    public RegisteredText? Registered { get; init; }

    private const int LongestText = 4_000;

    private static readonly Dictionary<char, string> Plain = new()
    {
        ['‘'] = "'", ['’'] = "'", ['“'] = "\"", ['”'] = "\"", ['–'] = "-", ['—'] = "-", ['…'] = "...", ['\u00A0'] = "a blank", ['•'] = "-", ['\t'] = "a blank",
        ['ç'] = "c", ['á'] = "a", ['í'] = "i", ['ó'] = "o", ['ú'] = "u", ['ê'] = "e", ['â'] = "a", ['î'] = "i", ['ô'] = "o", ['û'] = "u", ['ã'] = "a", ['õ'] = "o",
    };

    /// <param name="format">Of the text's language.</param>
    /// <param name="own">What the tenant's texts of the event can name beside its variables; null: nothing.</param>
    public static TextCheck Of(EventKind kind, string? text, TextFormat format, IReadOnlyList<OwnVariable>? own = null)
    {
        if (text?.Length > LongestText)
        {
            return Refused($"The text has {text.Length} characters; at most {LongestText} are kept. Shorten it.");
        }

        if (!Template.TryCompile(kind, text, out var template, out var fault, isStrict: true, own))
        {
            return Refused($"{char.ToUpperInvariant(fault[0])}{fault[1..]}.");
        }

        if (template.CanBeEmpty)
        {
            return Refused("The text could be empty, as all it has stands under a condition. Give it some words that are always there.");
        }

        var shortest = CountsOf(template, SampleModels.Shortest(format, template.Own)).MinBy(count => count.Segments);
        var longest = CountsOf(template, SampleModels.Longest(format, template.Own)).MaxBy(count => count.Segments);
        return longest.Segments > MostParts
            ? Refused($"With long values the text takes {longest.Segments} parts; at most {MostParts} are sent. Shorten it.")
            : new TextCheck(template, null, new TextCost(longest.Encoding, shortest.Segments, longest.Segments, [.. RemarksOn(template.Text)]));
    }

    /// <summary>The same of a text under its registered template.</summary>
    public TextCheck Under(RegisteredTemplate? registered)
    {
        if (Template is null || registered is null)
        {
            return this;
        }

        var text = RegisteredText.Of(registered);
        return (registered.Fault() ?? text.WhyNever(Template)) is { } fault ? Refused(fault) with { Field = "registeredTemplate" } : this with { Registered = text };
    }

    private static IEnumerable<SegmentCount> CountsOf(Template template, TemplateModel model) =>
        template.Variants(model).Select(SegmentCount.Of).DefaultIfEmpty(SegmentCount.Of(template.Render(model))); // a value that it needs may be missing among the short ones

    private static IEnumerable<string> RemarksOn(string text)
    {
        foreach (var costly in text.Where(character => !char.IsSurrogate(character) && SegmentCount.Of(character.ToString()).Encoding == SmsEncoding.Ucs2).Distinct().Take(10))
        {
            yield return Plain.TryGetValue(costly, out var plain)
                ? $"The character {costly} makes the whole text dearer: a part holds 70 characters with it and 160 without. Write {plain} instead."
                : $"The character {costly} makes the whole text dearer: a part holds 70 characters with it and 160 without.";
        }

        if (text.Any(char.IsSurrogate))
        {
            yield return "An emoji makes the whole text dearer: a part holds 70 characters with it and 160 without.";
        }
    }

    private static TextCheck Refused(string fault) => new(null, fault, null);
}
