using System.ComponentModel.DataAnnotations;
using SmsBridge.Prices;

namespace SmsBridge.Tests.Prices;

/// <summary>A price that can not be meant stops the start, and says which.</summary>
public class PriceSettingsTests
{
    [Theory]
    [InlineData("", "+254", "0.05", "USD", "Provider must name one")]
    [InlineData("twilio", "254", "0.05", "USD", "Prefix must be how numbers begin")]
    [InlineData("twilio", "+", "0.05", "USD", "Prefix must be how numbers begin")]
    [InlineData("twilio", "+25 47", "0.05", "USD", "Prefix must be how numbers begin")]
    [InlineData("twilio", "+254", "-0.05", "USD", "Price must be zero or more")]
    [InlineData("twilio", "+254", "0.05", "", "Currency three letters")]
    [InlineData("twilio", "+254", "0.05", "Ksh.", "Currency three letters")]
    [InlineData("twilio", "+254", "0.0000001", "USD", "at most six digits")]
    public void What_is_refused(string provider, string prefix, string price, string currency, string problem) =>
        Problems(Row(provider, prefix, price, currency)).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            words => words.ShouldStartWith("Prices:PerPart:0: "), words => words.ShouldContain(problem));

    [Fact]
    public void Two_prices_for_the_same_are_refused() =>
        Problems(Row("twilio", "+254", "0.05", "USD"), Row("Twilio", "+254", "0.06", "USD")).ShouldHaveSingleItem().ShouldContain("two prices");

    [Fact]
    public void What_can_be_meant_is_taken() =>
        Problems(Row("twilio", "", "0", "usd"), Row("twilio", "+25471", "1250.123456", "XOF")).ShouldBeEmpty();

    private static List<string> Problems(params PartPriceOptions[] rows)
    {
        var options = new PricesOptions { PerPart = [.. rows] };
        return [.. options.Validate(new ValidationContext(options)).Select(problem => problem.ErrorMessage!)];
    }

    private static PartPriceOptions Row(string provider, string prefix, string price, string currency) =>
        new() { Provider = provider, Prefix = prefix, Price = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), Currency = currency };
}
