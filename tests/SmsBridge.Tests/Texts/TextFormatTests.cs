using System.Globalization;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Texts;

public class TextFormatTests
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
        TextFormat.For("en", "yyyy").Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency, decimals).ShouldBe(expected);

    [Theory]
    [InlineData("d MMMM yyyy", "1 November 2026")]
    [InlineData("dd/MM/yyyy", "01/11/2026")]
    [InlineData("yyyy-MM-dd", "2026-11-01")]
    [InlineData("d MMM yy", "1 Nov 26")]
    public void Dates_follow_the_format(string format, string expected) =>
        TextFormat.For("en", format).Date(new DateOnly(2026, 11, 1)).ShouldBe(expected);

    [Theory]
    [InlineData("en", "KES 1,234,567.50", "1 August 2026")]
    [InlineData("sw", "KES 1,234,567.50", "1 Agosti 2026")]
    [InlineData("sw-TZ", "KES 1,234,567.50", "1 Agosti 2026")]
    [InlineData("fr", "KES 1 234 567,50", "1 août 2026")]
    [InlineData("es", "KES 1.234.567,50", "1 de agosto de 2026")]
    [InlineData("es-PE", "KES 1,234,567.50", "1 de agosto de 2026")]
    [InlineData("es-bo", "KES 1.234.567,50", "1 de agosto de 2026")]
    [InlineData("pt-BR", "KES 1.234.567,50", "1 de agosto de 2026")]
    [InlineData("hi", "KES 12,34,567.50", "1 अगस्त 2026")]
    [InlineData("lg", "KES 1,234,567.50", "1 August 2026")] // nobody here knows better
    public void A_language_writes_amounts_and_dates_its_own_way(string language, string money, string date)
    {
        var format = TextFormat.For(language, TemplateOptions.ShippedDateFormat);

        format.Money(1_234_567.5m, "KES", 2).ShouldBe(money);
        format.Date(new DateOnly(2026, 8, 1)).ShouldBe(date);
        format.Money(-0.001m, "KES", 2).ShouldBe(format.Money(0m, "KES", 2));
    }

    [Theory]
    [InlineData("fr", "dd/MM/yyyy", "01/12/2026")]
    [InlineData("fr", "d MMM yyyy", "1 déc. 2026")]
    [InlineData("sw", "MMMM d", "Desemba 1")]
    public void A_form_that_the_operator_set_is_for_all_with_the_months_of_each(string language, string form, string date) =>
        TextFormat.For(language, form).Date(new DateOnly(2026, 12, 1)).ShouldBe(date);

    [Fact]
    public void Every_language_with_texts_has_its_months() =>
        ProductTexts.Languages.Where(language => language != "en").ShouldAllBe(language => TextFormat.For(language, "MMMM").Date(new DateOnly(2026, 2, 1)) != "February");

    [Theory]
    [InlineData("fr", "août")]
    [InlineData("pt", "março")]
    [InlineData("en", "September")]
    public void The_costliest_month_is_one_that_makes_the_whole_text_dearer_else_the_longest(string language, string month) =>
        TextFormat.For(language, TemplateOptions.ShippedDateFormat).CostliestDate(2026).ShouldContain(month);
}
