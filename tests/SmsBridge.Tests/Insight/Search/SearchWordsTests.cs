using SmsBridge.Insight.Search;

namespace SmsBridge.Tests.Insight.Search;

public class SearchWordsTests
{
    [Theory]
    [InlineData("Amina Odhiambo", "amina odhiambo")]
    [InlineData("  JOSÉ  da Silva-Núñez ", "jose da silva nunez")]
    [InlineData("O'Brien, Jane W.", "brien jane")]
    [InlineData("Wanjiru wanjiru", "wanjiru")]
    [InlineData("Şükrü Straße", "sukru straße")]
    [InlineData("李小龍", "李小龍")]
    [InlineData("J. K.", "")]
    [InlineData(null, "")]
    public void A_name_is_found_however_it_is_spelled(string? name, string words) => string.Join(' ', SearchWords.OfName(name)).ShouldBe(words);

    [Theory]
    [InlineData("000012678", 12678L, "")] // its own number finds it already
    [InlineData("000012678", 5L, "000012678 12678")]
    [InlineData("LN0112678", 31L, "ln0112678 112678")]
    [InlineData("ln-011/2678", 31L, "ln0112678 112678")]
    [InlineData("LP000000031", 31L, "lp000000031")]
    [InlineData("QX12AB34CD", null, "qx12ab34cd")]
    [InlineData("7", null, "")]
    [InlineData(null, null, "")]
    public void An_account_is_found_with_and_without_its_letters_zeros_and_signs(string? account, long? id, string words) =>
        string.Join(' ', SearchWords.OfKey(account, id)).ShouldBe(words);

    [Fact]
    public void What_is_typed_is_made_into_the_words_that_are_kept()
    {
        foreach (var typed in new[] { "LN0112678", "ln 0112678", "0112678", "112678" })
        {
            SearchWords.OfKey(typed).Intersect(SearchWords.OfKey("LN0112678", 31), StringComparer.Ordinal).ShouldNotBeEmpty(typed);
        }
    }
}
