using System.Collections.Frozen;

namespace SmsBridge.Texts;

/// <summary>The words of a copy: what the client was told, after a word that it is a copy.</summary>
internal static class OfficerText
{
    /// <summary>No speaker has checked any but English yet. All but Hindi's are of the basic set of SMS, so that a copy takes no more parts than its letters need.</summary>
    private static readonly FrozenDictionary<string, string> Words = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["en"] = "Copy",
        ["sw"] = "Nakala",
        ["fr"] = "Copie",
        ["es"] = "Copia",
        ["pt"] = "Para conhecimento",
        ["hi"] = "प्रतिलिपि",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="language">The tenant's; one in which the product has no words is as English.</param>
    /// <param name="client">Named where the text does not name the client whole: an officer has many.</param>
    public static string Of(string language, string client, string body)
    {
        var word = Words.GetValueOrDefault(language.Split('-')[0]) ?? Words[ProductTexts.English];
        var name = TemplateText.Clean(client);
        return TemplateText.Finish(name.Length == 0 || body.Contains(name, StringComparison.OrdinalIgnoreCase) ? $"{word}: {body}" : $"{word}, {name}: {body}");
    }
}
