using SmsBridge.Messages;

namespace SmsBridge.Tests.Prices;

/// <summary>A price is exact, or it is none.</summary>
public class PriceTests
{
    [Theory]
    [InlineData("0.00750", "USD", 7_500, "USD 0.0075")]
    [InlineData("0.1", "usd", 100_000, "USD 0.10")]
    [InlineData("0", "KES", 0, "KES 0.00")]
    [InlineData("35", "UGX", 35_000_000, "UGX 35.00")]
    [InlineData("1250.5", "ZZZ", 1_250_500_000, "ZZZ 1250.50")] // a currency nobody knows is one of its own
    [InlineData("0.00000049", "USD", 0, "USD 0.00")] // kept to a millionth
    [InlineData("0.0000005", "USD", 1, "USD 0.000001")]
    [InlineData("999999.999999", "USD", 999_999_999_999, "USD 999999.999999")]
    public void What_can_be_read(string amount, string currency, long micros, string words)
    {
        var price = Price.Read(amount, currency).ShouldNotBeNull();

        price.Micros.ShouldBe(micros);
        price.ToString().ShouldBe(words);
    }

    [Theory]
    [InlineData(null, "USD")]
    [InlineData("", "USD")]
    [InlineData("0.1", null)]
    [InlineData("0.1", "")]
    [InlineData("0.1", "US")]
    [InlineData("0.1", "Ksh.")]
    [InlineData("0.1", "€€€")]
    [InlineData("-0.1", "USD")]
    [InlineData("12,50", "USD")]
    [InlineData("1'250", "USD")]
    [InlineData("1e3", "USD")]
    [InlineData(" 1", "USD")]
    [InlineData("NaN", "USD")]
    [InlineData("1000000", "USD")] // no SMS costs as much
    [InlineData("99999999999999999999999999999999", "USD")]
    public void What_is_no_price(string? amount, string? currency) => Price.Read(amount, currency).ShouldBeNull();

    [Fact]
    public void A_sum_of_many_is_exact()
    {
        var each = Price.Read("0.1", "USD")!.Value;

        each.Times(3)!.Value.ToString().ShouldBe("USD 0.30"); // 0.30000000000000004 in floating point
        each.Times(10_000_000)!.Value.Amount.ShouldBe(1_000_000m);
        each.Times(long.MaxValue).ShouldBeNull();
        each.Times(-1).ShouldBeNull();
    }

    [Theory]
    [InlineData("0.1", 1, "USD 0.10")]
    [InlineData("0.1", 255, "USD 25.50")]
    [InlineData("0.1", 256, null)]
    [InlineData("0.1", 0, null)]
    [InlineData("0.1", -1, null)]
    [InlineData("499999.999999", 2, "USD 999999.999998")]
    [InlineData("500000", 2, null)] // no SMS costs as much
    [InlineData("999999", 255, null)]
    [InlineData("999999", 9_000_000, null)]
    public void Of_parts_it_is_that_of_one_SMS_or_none(string each, long parts, string? whole) =>
        Price.Read(each, "USD")!.Value.OfParts(parts).ShouldBe(whole is null ? null : Price.ReadText(whole));

    [Fact]
    public void Sums_end_where_nothing_costs_as_much()
    {
        PriceSums.Of([1, 2, -4]).ShouldBe(-1);
        PriceSums.Of([long.MaxValue, long.MaxValue, 1]).ShouldBe(PriceSums.Most);
        PriceSums.Of([long.MaxValue, -long.MaxValue]).ShouldBe(0);
    }
}
