using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Texts;

/// <summary>The product's own texts, by language.</summary>
internal static class ProductTexts
{
    public const string English = "en";

    /// <summary>The language of the product's text for it: the one asked for, or English.</summary>
    public static string LanguageFor(EventKind kind, string language) => English;

    /// <param name="language">One that <see cref="LanguageFor"/> gave.</param>
    public static string Of(EventKind kind, string language) => kind.Text;
}
