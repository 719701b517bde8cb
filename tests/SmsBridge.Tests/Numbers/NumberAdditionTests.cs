using CsCheck;
using PhoneNumbers;
using SmsBridge.Numbers;
using SmsBridge.Numbers.Plans;

namespace SmsBridge.Tests.Numbers;

/// <summary>A field that is not one plain number never gives somebody else's number.</summary>
public class NumberAdditionTests
{
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    private static readonly (string Region, PhoneNumber Number)[] Mobiles =
    [
        .. from region in Library.GetSupportedRegions()
           let example = Library.GetExampleNumberForType(region, PhoneNumberType.MOBILE)
           where example is not null
           select (region, example),
    ];

    private static readonly string[] Additions =
    [
        ".0", ".00", ",0", ",00", " .0", "/9", "/79", "/789", " / 9", "\\9", " (2)", "(2)", " [2]", "(12)", " (123)", "x2", " x2", " ext 5", " ext. 5", "#5", " # 5",
        "*2", "-2", "-23", "-234", " - 2", " -2", ":2", " : 2", " 2", " 23", " 234", ".2", ".23", "_2", "\u00b72", "\t2", "\n2", "\n23", "+2", " +2",
        "\u200b2", "\u200e23", "\u00ad2", "\ufeff2", "\uff12", "\u0662", "\uff0e0", "\u066b0", "\uff0f9", "\uff08\uff12\uff09", " \uff08\uff12\uff09",
        " 2024", " 12.03.2024", " 12/03/2024", " 2024-03-12", "/2024", " (2024)", "~2", "=2", "'2", "\"2", ";2", "|2", "&2", " and 2", " or 2", "e1", "E+11",
    ];

    [Fact]
    public void Whatever_is_added_to_a_number_never_makes_another_one()
    {
        var all = from mobile in Mobiles from form in Forms(mobile.Region, mobile.Number) from addition in Additions select (mobile, form, addition);
        var wrong = all
            .Select(it => (it.mobile.Region, Text: it.form + it.addition, Expected: E164(it.mobile.Number), Reading: NumberParser.Read(it.form + it.addition, it.mobile.Region)))
            .Where(it => it.Reading is NumberReading.Valid valid && valid.Number.Value != it.Expected)
            .Select(it => $"{it.Region} '{it.Text}' -> {((NumberReading.Valid)it.Reading).Number.Value}")
            .ToList();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Two_numbers_are_never_mixed()
    {
        string[] between = ["/", " / ", ",", ", ", ";", "|", " & ", " and ", " or ", "\\", "\n", "\r\n", " ", "  ", " - ", "-", "\t", " (", "\u200b", "+"];
        var wrong = (from mobile in Mobiles
                     from form in Forms(mobile.Region, mobile.Number)
                     from second in Forms(mobile.Region, mobile.Number)
                     from mark in between
                     let text = form + mark + second
                     let reading = NumberParser.Read(text, mobile.Region) as NumberReading.Valid
                     where reading is not null && reading.Number.Value != E164(mobile.Number)
                     select $"{mobile.Region} '{text}' -> {reading!.Number.Value}").ToList();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_conventional_form_is_read()
    {
        var wrong = (from mobile in Mobiles
                     from form in Forms(mobile.Region, mobile.Number)
                     let reading = NumberParser.Read(form, mobile.Region) as NumberReading.Valid
                     where reading?.Number.Value != E164(mobile.Number)
                     select $"{mobile.Region} '{form}' -> {reading?.Number.Value ?? NumberParser.Read(form, mobile.Region).Description}").ToList();

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void A_short_number_is_not_completed_by_what_is_added()
    {
        // Of numbers as they are usual: in islands whose numbers have five digits a group is as long as an addition.
        var mobiles = Mobiles.Where(mobile => Library.GetNationalSignificantNumber(mobile.Number).Length >= 9).ToArray();
        Gen.Select(Gen.Int[0, mobiles.Length - 1], Gen.Int[0, Additions.Length - 1], Gen.Int[1, 2]).Sample(
            (mobile, addition, cut) =>
            {
                var (region, number) = mobiles[mobile];
                var before = E164(number)[..^cut];
                var text = before + Additions[addition];
                if (NumberParser.Read(text, region) is NumberReading.Valid valid)
                {
                    valid.Number.ShouldBe(NumberParser.Read(before, region).ShouldBeOfType<NumberReading.Valid>(text).Number, text);
                }
            },
            iter: 5_000);
    }

    [Theory]
    [InlineData("(2) ")]
    [InlineData("1. ")]
    [InlineData("1) ")]
    [InlineData("2 ")]
    [InlineData("2- ")]
    [InlineData("12 ")]
    public void What_stands_before_a_number_never_makes_another_one(string before)
    {
        var wrong = (from mobile in Mobiles
                     from form in Forms(mobile.Region, mobile.Number)
                     let reading = NumberParser.Read(before + form, mobile.Region) as NumberReading.Valid
                     where reading is not null && reading.Number.Value != E164(mobile.Number)
                     select $"{mobile.Region} '{before + form}' -> {reading!.Number.Value}").ToList();

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0812-345-678 (2)", "ID", "+62812345678")]
    [InlineData("0812345678.0", "ID", "+62812345678")]
    [InlineData("0812345678,0", "ID", "+62812345678")]
    [InlineData("0812345678/9", "ID", "+62812345678")]
    [InlineData("0812345678/79", "ID", "+62812345678")]
    [InlineData("091 234 567 (8)", "KH", "+85591234567")]
    [InlineData("021123456.0", "NZ", "+6421123456")]
    [InlineData("0664 1234567/8", "AT", "+436641234567")]
    [InlineData("0412345678.00", "FI", "+358412345678")]
    [InlineData("07012345 (67)", "CI", "+2250707012345")]
    public void What_stands_before_the_mark_is_the_number(string raw, string region, string expected) =>
        NumberParser.Read(raw, region).ShouldBeOfType<NumberReading.Valid>().Number.Value.ShouldBe(expected);

    [Theory]
    [InlineData("0664/1234567", "AT", "+436641234567")]
    [InlineData("0664 123 45 67", "AT", "+436641234567")]
    [InlineData("0664/123 45 67", "AT", "+436641234567")]
    [InlineData("040.123.4567", "FI", "+358401234567")]
    [InlineData("0412 345 678", "FI", "+358412345678")]
    [InlineData("+62 (812) 345 678", "ID", "+62812345678")]
    [InlineData("(0812) 345-678", "ID", "+62812345678")]
    [InlineData("0812-3456-7890", "ID", "+6281234567890")]
    [InlineData("+54 9 (11) 2345-6789", "AR", "+5491123456789")]
    [InlineData("+7 912 345-67-89", "RU", "+79123456789")]
    [InlineData("(0812345678)", "ID", "+62812345678")]
    [InlineData("07 01 23 45 67", "CI", "+2250701234567")]
    [InlineData("01 95 12 34 56", "BJ", "+2290195123456")]
    public void Marks_within_one_number_stay(string raw, string region, string expected)
    {
        NumberParser.Read(raw, region).ShouldBeOfType<NumberReading.Valid>().Number.Value.ShouldBe(expected);
        NumberParser.TryParse(raw, region, out var number, out _).ShouldBeTrue();
        number.Value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("0812-345-678-2", "ID", nameof(NumberFault.Ambiguous))]
    [InlineData("0812 345 678 123", "ID", nameof(NumberFault.Ambiguous))]
    [InlineData("0812345678 123", "ID", nameof(NumberFault.Ambiguous))]
    [InlineData("0412345 678", "FI", nameof(NumberFault.Ambiguous))]
    [InlineData("071234567 (8)", "KE", nameof(NumberFault.NotInPlan))]
    [InlineData("071234567.0", "KE", nameof(NumberFault.NotInPlan))]
    [InlineData("071234567/8", "KE", nameof(NumberFault.NotInPlan))]
    [InlineData("0712-345-67 8", "KE", nameof(NumberFault.NotInPlan))]
    [InlineData("07123456\u0667\u0668", "KE", nameof(NumberFault.NotANumber))]
    public void What_can_not_be_told_is_not_sent_and_says_why(string raw, string region, string fault) =>
        NumberParser.Read(raw, region).ShouldBeOfType<NumberReading.Invalid>().Fault.ToString().ShouldBe(fault);

    [Theory]
    [InlineData("0812-345-678 (2)", "ID")]
    [InlineData("0712345678 0733123456", "KE")]
    public void One_number_exactly_is_not_one_and_something(string raw, string region) => NumberParser.TryParse(raw, region, out _, out _).ShouldBeFalse();

    [Fact]
    public void The_known_regions_are_the_librarys() =>
        NumberingPlans.KnownRegions.Order(StringComparer.Ordinal).ShouldBe(Library.GetSupportedRegions().Order(StringComparer.Ordinal));

    private static string E164(PhoneNumber number) => Library.Format(number, PhoneNumberFormat.E164);

    /// <summary>As the library writes it, nationally and internationally, and with other marks for its own.</summary>
    private static IEnumerable<string> Forms(string region, PhoneNumber number)
    {
        var (national, international) = (Library.Format(number, PhoneNumberFormat.NATIONAL), Library.Format(number, PhoneNumberFormat.INTERNATIONAL));
        var groups = national.Split([' ', '-', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        var forms = new List<string>
        {
            national, international, E164(number), string.Concat(groups), string.Join(' ', groups), string.Join('-', groups), string.Join('.', groups),
        };
        if (groups.Length > 1 && groups[0].Length is > 1 and <= 5)
        {
            forms.Add($"{groups[0]}/{string.Concat(groups[1..])}");
            forms.Add($"({groups[0]}) {string.Join(' ', groups[1..])}");
            forms.Add($"({groups[0]}) {string.Join('-', groups[1..])}");
        }

        return forms.Distinct(StringComparer.Ordinal);
    }
}
