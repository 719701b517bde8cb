using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

/// <summary>The words of a digest.</summary>
public class DigestTextTests
{
    private static readonly TextFormat English = TextFormat.For("en", TemplateOptions.ShippedDateFormat);

    public static TheoryData<string> Languages => [.. ProductTexts.Languages];

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_product_has_words_in_each_of_its_languages_that_can_be_sent(string language)
    {
        DigestText.Languages.ShouldContain(language, StringComparer.Ordinal);
        var text = DigestText.ProductsIn(language);

        DigestText.FaultOf(text, TextFormat.For(language, TemplateOptions.ShippedDateFormat)).ShouldBeNull();
        text.ShouldContain("{{count}}");
        text.ShouldContain("{{total}}");
        text.ShouldContain("{{list}}");
    }

    [Fact]
    public void A_language_without_words_has_the_english_ones() => DigestText.ProductsIn("xh-ZA").ShouldBe(DigestText.ProductsIn("en"));

    [Theory]
    [InlineData("Dear {{nobody}}, {{total}}", "nknown variable {{nobody}}")]
    [InlineData("Dear {{name}}, {{#if total}}{{total}}{{/if}}", "has words and variables only")]
    [InlineData("Dear {{name}}, thank you for {{count}}.", "does not say how much was received")]
    [InlineData("Dear {{name, {{total}}", "roken tag")]
    public void What_can_not_be_sent_is_refused_with_the_remedy(string text, string fault) => DigestText.FaultOf(text, English)!.ShouldContain(fault);

    [Fact]
    public void A_text_that_takes_too_many_parts_is_refused() =>
        DigestText.FaultOf("{{total}}" + new string('\u00e9', 400) + new string('\u0416', 500), English)!.ShouldContain("parts; at most 10 are sent");

    /// <summary>Somebody may be called like a variable, and payments may be in two currencies.</summary>
    [Fact]
    public void Values_are_data_and_currencies_are_summed_apart() =>
        DigestText.Render("{{name}}: {{count}}, {{total}} - {{list}}", new DigestModel("{{total}}", null, null, null, null, [new(100m, "KES", 2, "31"), new(5m, "USD", 2, null), new(1.5m, "KES", 2, "32")]), English)
            .ShouldBe("{{total}}: 3, KES 101.50 + USD 5.00 - KES 100.00 (31); USD 5.00; KES 1.50 (32)");
}
