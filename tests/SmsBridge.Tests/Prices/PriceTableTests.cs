using Microsoft.Extensions.Options;
using SmsBridge.Prices;

namespace SmsBridge.Tests.Prices;

/// <summary>Which of the settings' prices an SMS has.</summary>
public class PriceTableTests
{
    [Theory]
    [InlineData("twilio", "AC1", "+254712345678", "USD 0.05")] // the longest prefix
    [InlineData("twilio", "AC1", "+254202345678", "USD 0.07")]
    [InlineData("twilio", "AC1", "+4915112345678", "USD 0.10")] // any number
    [InlineData("twilio", "AC2", "+254712345678", "EUR 0.03")] // the account's own, before the provider's
    [InlineData("twilio", "AC2", "+254202345678", "USD 0.07")] // which says nothing of that number
    [InlineData("TWILIO", "AC1", "+254712345678", "USD 0.05")]
    [InlineData("infobip", "x", "+254712345678", null)]
    [InlineData("africastalking", "x", "+256712345678", null)]
    [InlineData("africastalking", "x", "", null)] // erased: no prefix fits
    [InlineData("twilio", "AC1", "", "USD 0.10")]
    public void The_most_exact_counts(string provider, string account, string number, string? price) =>
        (Table().PerPart(provider, account, number)?.ToString()).ShouldBe(price);

    [Fact]
    public void The_range_to_a_country_is_that_of_its_networks_and_what_holds_for_all_the_others()
    {
        Table().RangeTo("twilio", "AC1", "+254").ShouldNotBeNull().ShouldSatisfyAllConditions(
            range => range.Least.ToString().ShouldBe("USD 0.05"), range => range.Most.ToString().ShouldBe("USD 0.07"));
        Table().RangeTo("twilio", "AC1", "+49").ShouldNotBeNull().Most.ToString().ShouldBe("USD 0.10");
        Table().RangeTo("twilio", "AC2", "+254").ShouldBeNull(); // in two currencies
        Table().RangeTo("infobip", null, "+254").ShouldBeNull();
    }

    [Theory]
    [InlineData("bank-a", "KES 0.35", "KES 0.35")] // its own for any number goes before all of the provider's
    [InlineData("bank-b", "USD 0.05", "USD 0.05")]
    [InlineData("bank-c", null, null)] // its own for some of the networks: the others are in another currency
    [InlineData("bank-d", "USD 0.01", "USD 0.05")]
    public void A_price_that_never_counts_is_not_in_the_range(string account, string? least, string? most)
    {
        var range = Table().RangeTo("jasmin", account, "+254");

        (range?.Least.ToString(), range?.Most.ToString()).ShouldBe((least, most));
    }

    private static PriceTable Table() => new(Options.Create(new PricesOptions
    {
        PerPart =
        [
            Row("twilio", "", 0.10m, "USD"), Row("twilio", "+254", 0.07m, "USD"), Row("twilio", "+2547", 0.05m, "USD"),
            Row("twilio", "+2547", 0.03m, "EUR", "AC2"), Row("africastalking", "+254", 0.8m, "KES"),
            Row("jasmin", "", 0.35m, "KES", "bank-a"), Row("jasmin", "+254", 0.05m, "USD"), Row("jasmin", "+2547", 0.3m, "KES", "bank-c"), Row("jasmin", "+25471", 0.01m, "USD", "bank-d"),
        ],
    }));

    private static PartPriceOptions Row(string provider, string prefix, decimal price, string currency, string account = "") =>
        new() { Provider = provider, Prefix = prefix, Price = price, Currency = currency, Account = account };
}
