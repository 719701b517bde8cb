using System.Globalization;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

public class TemplateFormatTests
{
    [Theory]
    [InlineData("1500.000000", "KES", 2, "KES 1,500.00")]
    [InlineData("0", "KES", 2, "KES 0.00")]
    [InlineData("0.5", "KES", 2, "KES 0.50")]
    [InlineData("1234567.891", "KES", 2, "KES 1,234,567.89")]
    [InlineData("1500.000000", "UGX", 0, "UGX 1,500")]
    [InlineData("1500.5", "UGX", 0, "UGX 1,501")]
    [InlineData("2500.5", "UGX", 0, "UGX 2,501")] // away from zero, not to even
    [InlineData("0.125", "KES", 2, "KES 0.13")]
    [InlineData("1.2345", "TND", 3, "TND 1.235")]
    [InlineData("1.234567", "XXX", 6, "XXX 1.234567")]
    [InlineData("-1500", "KES", 2, "KES -1,500.00")]
    [InlineData("-0.001", "KES", 2, "KES 0.00")]
    [InlineData("1500", null, 2, "1,500.00")]
    [InlineData("1500", " ", 2, "1,500.00")]
    [InlineData("1500", " KES ", 2, "KES 1,500.00")]
    [InlineData("1500", "KES", -1, "KES 1,500")]
    [InlineData("1500", "KES", 99, "KES 1,500.000000")]
    [InlineData("79228162514264337593543950335", "KES", 2, "KES 79,228,162,514,264,337,593,543,950,335.00")]
    public void Money_has_its_currency_groups_and_decimals(string amount, string? currency, int decimals, string expected) =>
        TemplateFormat.Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency, decimals).ShouldBe(expected);

    [Theory]
    [InlineData("d MMMM yyyy", "1 November 2026")]
    [InlineData("dd/MM/yyyy", "01/11/2026")]
    [InlineData("yyyy-MM-dd", "2026-11-01")]
    [InlineData("d MMM yy", "1 Nov 26")]
    public void Dates_follow_the_format(string format, string expected) =>
        TemplateFormat.Date(new DateOnly(2026, 11, 1), format).ShouldBe(expected);
}
