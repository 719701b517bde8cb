using SmsBridge.Numbers;

namespace SmsBridge.Tests.Numbers;

public class NumberParserTests
{
    [Theory]
    [InlineData("0712345678", "KE", "+254712345678")]
    [InlineData("712345678", "KE", "+254712345678")]
    [InlineData("254712345678", "KE", "+254712345678")]
    [InlineData("+254 712 345 678", "KE", "+254712345678")]
    [InlineData("+254 (0)712 345 678", "KE", "+254712345678")]
    [InlineData("(+254) 712-345-678", "KE", "+254712345678")]
    [InlineData("\u202a+254 712 345 678\u202c", "KE", "+254712345678")] // as copied from a phone's contacts
    [InlineData("٠٧١٢٣٤٥٦٧٨", "KE", "+254712345678")]
    [InlineData("०७१२३४५६७८", "KE", "+254712345678")]
    [InlineData("0712345678", "ke", "+254712345678")]
    [InlineData("+39 312 345 6789", "KE", "+393123456789")]
    [InlineData("0701234567", "CI", "+2250701234567")] // the zero belongs to the number
    [InlineData("0195123456", "BJ", "+2290195123456")]
    public void What_cores_store_is_read(string raw, string region, string expected) =>
        NumberParser.Read(raw, region).ShouldBe(new NumberReading.Valid(Msisdn.FromE164(expected), NumberType.Mobile));

    [Theory]
    [InlineData("00254712345678", "KE")] // 000 is dialled in Kenya, 00 is what people write
    [InlineData("00254 712 345 678", null)]
    public void The_international_00_is_understood_everywhere(string raw, string? region) =>
        NumberParser.Read(raw, region).ShouldBeOfType<NumberReading.Valid>().Number.Value.ShouldBe("+254712345678");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u00a0\t")]
    public void A_blank_field_is_missing(string? raw) =>
        NumberParser.Read(raw, "KE").ShouldBeOfType<NumberReading.Missing>();

    [Theory]
    [InlineData("n/a", "KE", nameof(NumberFault.NotANumber))]
    [InlineData("*100#", "KE", nameof(NumberFault.NotANumber))]
    [InlineData("-", "KE", nameof(NumberFault.NotANumber))]
    [InlineData("++254712345678", "KE", nameof(NumberFault.NotANumber))]
    [InlineData("7", "KE", nameof(NumberFault.TooShort))]
    [InlineData("0712", "KE", nameof(NumberFault.TooShort))]
    [InlineData("071234567890123", "KE", nameof(NumberFault.TooLong))]
    [InlineData("+2547123456789012345678", "KE", nameof(NumberFault.TooLong))]
    [InlineData("+999123456789", "KE", nameof(NumberFault.UnknownCountryCode))]
    [InlineData("+0712345678", "KE", nameof(NumberFault.UnknownCountryCode))]
    [InlineData("0712345678", null, nameof(NumberFault.NoDefaultRegion))]
    [InlineData("0712345678", "XX", nameof(NumberFault.NoDefaultRegion))]
    [InlineData("0312345678", "KE", nameof(NumberFault.NotInPlan))]
    [InlineData("22345678", "CI", nameof(NumberFault.TooShort))] // eight digits, a landline: before 2021
    public void What_is_no_number_is_refused_with_its_reason(string raw, string? region, string fault) =>
        NumberParser.Read(raw, region).ShouldBeOfType<NumberReading.Invalid>().Fault.ToString().ShouldBe(fault);

    [Theory]
    [InlineData("0202012345", "KE", nameof(NumberType.FixedLine))]
    [InlineData("0800221234", "KE", nameof(NumberType.TollFree))]
    [InlineData("0900223456", "KE", nameof(NumberType.PremiumRate))]
    [InlineData("+5540041234", "KE", nameof(NumberType.SharedCost))]
    [InlineData("+445512345678", "KE", nameof(NumberType.Uan))]
    [InlineData("+80012345678", "KE", nameof(NumberType.TollFree))]
    [InlineData("+870301234567", "KE", nameof(NumberType.Mobile))] // a satellite phone: a mobile, but of no country
    [InlineData("+88216123456", "KE", nameof(NumberType.Voip))]
    public void Numbers_that_SMS_do_not_reach_are_refused_by_policy_only(string raw, string region, string type)
    {
        NumberParser.TryParse(raw, region, out _, out var parsedType).ShouldBeTrue();
        parsedType.ToString().ShouldBe(type);

        NumberParser.Read(raw, region).ShouldBe(new NumberReading.NotTextable(parsedType));
    }

    [Theory]
    [InlineData("+12015550123", nameof(NumberType.FixedLineOrMobile))]
    [InlineData("+447012345678", nameof(NumberType.PersonalNumber))]
    [InlineData("+447640123456", nameof(NumberType.Pager))]
    [InlineData("+445612345678", nameof(NumberType.Voip))]
    public void Types_that_may_take_SMS_are_allowed(string raw, string type)
    {
        var valid = NumberParser.Read(raw, defaultRegion: null).ShouldBeOfType<NumberReading.Valid>();

        (valid.Number.Value, valid.Type.ToString()).ShouldBe((raw, type));
    }

    [Theory]
    [InlineData("0712-345678/0722-345678", "+254712345678")]
    [InlineData("0712345678, 0722345678", "+254712345678")]
    [InlineData("0712345678;0722345678", "+254712345678")]
    [InlineData("0712345678 or 0722345678", "+254712345678")]
    [InlineData("0712345678 OR 0722345678", "+254712345678")]
    [InlineData("0202012345 / 0722345678", "+254722345678")] // a landline first: the mobile wins
    [InlineData("+445612345678 / 0722345678", "+254722345678")] // so it does over other types
    [InlineData("n/a / 0722345678", "+254722345678")]
    [InlineData("home, 0722345678", "+254722345678")]
    [InlineData("0712345678/9", "+254712345678")]
    [InlineData("0712/345/678", "+254712345678")] // one number after all
    public void Of_several_numbers_the_first_mobile_is_taken(string raw, string expected) =>
        NumberParser.Read(raw, "KE").ShouldBeOfType<NumberReading.Valid>().Number.Value.ShouldBe(expected);

    [Fact]
    public void Several_numbers_of_which_none_takes_SMS_are_not_textable() =>
        NumberParser.Read("0202012345 / 0800221234", "KE").ShouldBe(new NumberReading.NotTextable(NumberType.FixedLine));

    [Theory]
    [InlineData("0312345678", "+254312345678")]
    [InlineData("+254312345678", "+254312345678")]
    [InlineData("254312345678", "+254312345678")]
    [InlineData("0312345678 / 0313345678", "+254312345678")]
    public void Lenient_rules_take_a_mobile_length_for_enough(string raw, string expected) =>
        NumberParser.Read(raw, "KE", NumberRules.Lenient)
            .ShouldBe(new NumberReading.Valid(Msisdn.FromE164(expected), NumberType.Unknown));

    [Theory]
    [InlineData("03123456")] // Kenya has landlines of this length, no mobiles
    [InlineData("031234567890")]
    [InlineData("+999312345678")]
    [InlineData("0312 345 67a")]
    public void Lenient_rules_still_refuse_what_cannot_be_a_mobile(string raw) =>
        NumberParser.Read(raw, "KE", NumberRules.Lenient).ShouldBeOfType<NumberReading.Invalid>();

    [Fact]
    public void Lenient_rules_do_not_send_to_landlines() =>
        NumberParser.Read("0202012345", "KE", NumberRules.Lenient).ShouldBe(new NumberReading.NotTextable(NumberType.FixedLine));

    [Fact]
    public void Lenient_rules_prefer_a_number_that_strict_rules_accept() =>
        NumberParser.Read("0312345678 / 0722345678", "KE", NumberRules.Lenient)
            .ShouldBe(new NumberReading.Valid(Msisdn.FromE164("+254722345678"), NumberType.Mobile));

    [Theory]
    [InlineData("KE", true)]
    [InlineData("ke", true)]
    [InlineData("TA", true)]
    [InlineData("001", false)]
    [InlineData("XX", false)]
    [InlineData("", false)]
    [InlineData("Kenya", false)]
    public void Regions_are_ISO_codes(string region, bool known) => NumberParser.IsKnownRegion(region).ShouldBe(known);

    [Fact]
    public void Descriptions_hold_no_digit()
    {
        NumberReading[] readings =
        [
            new NumberReading.Missing(),
            new NumberReading.Valid(Msisdn.FromE164("+254712345678"), NumberType.Mobile),
            .. Enum.GetValues<NumberFault>().Select(fault => new NumberReading.Invalid(fault)),
            .. Enum.GetValues<NumberType>().Select(type => new NumberReading.NotTextable(type)),
        ];

        readings.ShouldAllBe(reading => reading.Description.EndsWith('.') && !reading.Description.Any(char.IsDigit));
        readings.Select(reading => reading.Description).ToHashSet(StringComparer.Ordinal).Count.ShouldBe(readings.Length);
    }
}
