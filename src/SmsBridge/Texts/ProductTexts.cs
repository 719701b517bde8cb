using System.Collections.Frozen;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Texts.Languages;

namespace SmsBridge.Texts;

/// <summary>The product's own texts, by language. A new language is a table here; English stands in the catalogue.</summary>
internal static class ProductTexts
{
    public const string English = "en";

    private static readonly FrozenDictionary<string, IReadOnlyDictionary<string, string>> Tables = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal)
    {
        ["sw"] = SwahiliTexts.ByEvent,
        ["fr"] = FrenchTexts.ByEvent,
        ["es"] = SpanishTexts.ByEvent,
        ["pt"] = PortugueseTexts.ByEvent,
        ["hi"] = HindiTexts.ByEvent,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All it has texts in; no speaker has checked any but English yet.</summary>
    public static IReadOnlyList<string> Languages { get; } = [English, .. Tables.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The language of the product's text for it: the one asked for, without its country, or English.</summary>
    public static string LanguageFor(EventKind kind, string language) =>
        language.Split('-')[0] is var spoken && Tables.TryGetValue(spoken, out var table) && table.ContainsKey(kind.Name) ? spoken : English;

    /// <param name="language">One that <see cref="LanguageFor"/> gave.</param>
    public static string Of(EventKind kind, string language) => language == English ? kind.Text : Tables[language][kind.Name];
}
