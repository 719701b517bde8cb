using System.Text.RegularExpressions;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Texts;

/// <summary>The product's texts in every language it ships say the same things as the English ones.</summary>
public partial class ProductTextsTests
{
    public static TheoryData<string, string> All =>
        [.. ProductTexts.Languages.SelectMany(language => EventCatalogue.All.Select(kind => (language, kind.Name)))];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_event_has_a_text_that_can_be_published_and_names_what_the_english_one_names(string language, string name)
    {
        var kind = EventCatalogue.Find(name)!;

        ProductTexts.LanguageFor(kind, language).ShouldBe(language);
        var text = ProductTexts.Of(kind, language);

        TextCheck.Of(kind, text, TextFormat.For(language, TemplateOptions.ShippedDateFormat)).Fault.ShouldBeNull();
        Tags(text).ShouldBe(Tags(kind.Text));
    }

    [Fact]
    public void Languages_are_those_promised() => ProductTexts.Languages.ShouldBe(["en", "es", "fr", "hi", "pt", "sw"]);

    [Theory]
    [InlineData("pt-BR", "pt")]
    [InlineData("sw-KE", "sw")]
    [InlineData("de", "en")]
    [InlineData("en-GB", "en")]
    public void A_countrys_language_is_the_language_and_one_nobody_ships_is_english(string asked, string given) =>
        ProductTexts.LanguageFor(EventCatalogue.All[0], asked).ShouldBe(given);

    [Fact]
    public void English_texts_cost_one_or_two_parts()
    {
        foreach (var kind in EventCatalogue.All)
        {
            var cost = TextCheck.Of(kind, kind.Text, TextFormat.For("en", TemplateOptions.ShippedDateFormat)).Cost.ShouldNotBeNull(kind.Name);
            cost.Encoding.ShouldBe(SmsBridge.Numbers.SmsEncoding.Gsm7, kind.Name);
            cost.ShortestParts.ShouldBe(1, kind.Name);
            cost.LongestParts.ShouldBeLessThanOrEqualTo(2, kind.Name);
        }
    }

    private static IEnumerable<string> Tags(string text) => Tag().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\{[^}]+\}\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Tag();
}
