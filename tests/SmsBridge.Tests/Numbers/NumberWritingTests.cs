using SmsBridge.Numbers;

namespace SmsBridge.Tests.Numbers;

/// <summary>What people write around a number and between two.</summary>
public class NumberWritingTests
{
    [Theory]
    [InlineData("0712345678;")]
    [InlineData("0712345678,")]
    [InlineData("0712345678/")]
    [InlineData("0712345678.")]
    [InlineData(";0712345678")]
    [InlineData(",;0712345678;;")]
    [InlineData("0712345678\n0733123456")]
    [InlineData("0712345678\r\n0733123456")]
    [InlineData("0712345678|0733123456")]
    [InlineData("0712345678 & 0733123456")]
    [InlineData("0712345678&0733123456")]
    [InlineData("0712345678 and 0733123456")]
    [InlineData("0712345678\\0733123456")]
    [InlineData("0712345678 0733123456")]
    [InlineData("0712 345 678 0733 123 456")]
    [InlineData("0712345678-0733123456")]
    [InlineData("0712345678 - 0733123456")]
    [InlineData("0712345678 +254733123456")]
    [InlineData("0712345678+254733123456")]
    [InlineData("0202012345 0712345678")] // a landline first
    [InlineData("0712\t345\t678")]
    [InlineData("0712\u2009345\u2009678")]
    [InlineData("0712_345_678")]
    [InlineData("0712\u00b7345\u00b7678")]
    [InlineData("'0712345678")]
    [InlineData("\"0712345678\"")]
    [InlineData("\u201c0712345678\u201d")]
    [InlineData("\"0712345678\", \"0733123456\"")]
    [InlineData("tel:+254712345678")]
    [InlineData("Tel. 0712345678")]
    [InlineData("Tel.: 0712 345 678")]
    [InlineData("Mob: 0712345678")]
    [InlineData("MOBILE 0712345678")]
    [InlineData("Phone: 0712345678")]
    [InlineData("cell 0712345678")]
    [InlineData("Mobile No. 0712345678")]
    [InlineData("WhatsApp 0712345678")]
    [InlineData("whatsapp:+254712345678")]
    [InlineData("Tel: 0202012345 / Mob: 0712345678")]
    [InlineData("0712345678 (wife)")]
    [InlineData("0712345678(M-Pesa)")]
    [InlineData("Mob: 0712345678 [Wanjiru]")]
    [InlineData("254712345678.0")]
    [InlineData("712345678.0")]
    [InlineData("0712345678 2")]
    [InlineData("0712345678 12.03.2024")]
    public void It_is_read(string raw) =>
        NumberParser.Read(raw, "KE").ShouldBe(new NumberReading.Valid(Msisdn.FromE164("+254712345678"), NumberType.Mobile));

    [Theory]
    [InlineData("071234 1998", "+254712341998")]
    [InlineData("071234-2021", "+254712342021")]
    [InlineData("+254712 34 2021", "+254712342021")]
    [InlineData("254 71234 1998", "+254712341998")]
    [InlineData("0712345678 1998", "+254712345678")] // a number, and then a year
    public void Its_last_digits_may_look_like_a_year(string raw, string number) =>
        NumberParser.Read(raw, "KE").ShouldBe(new NumberReading.Valid(Msisdn.FromE164(number), NumberType.Mobile));

    [Theory]
    [InlineData("071234 (1998)")]
    [InlineData("071234/1998")]
    [InlineData("071234.1998")]
    public void Half_a_number_beside_a_year_is_none(string raw) => NumberParser.Read(raw, "KE").ShouldBeOfType<NumberReading.Invalid>();

    [Theory]
    [InlineData("++254712345678")]
    [InlineData("+0712345678")]
    [InlineData("+00254712345678")]
    [InlineData("call 0712345678")]
    [InlineData("0712345678abc")]
    [InlineData("0712345678 (old)")]
    [InlineData("0712345678 (ext 5)")]
    [InlineData("fax: 0712345678")]
    [InlineData("@0712345678")]
    [InlineData("0712345678+")]
    [InlineData("254+712345678")]
    [InlineData("071234567 8")]
    public void It_stays_unread(string raw) => NumberParser.Read(raw, "KE").ShouldBeOfType<NumberReading.Invalid>();

    [Theory]
    [InlineData("+52 1 222 123 4567", null, "+522221234567")]
    [InlineData("0052 1 222 123 4567", "KE", "+522221234567")]
    [InlineData("521 222 123 4567", "MX", "+522221234567")]
    [InlineData("044 222 123 4567", "MX", "+522221234567")]
    [InlineData("045 222 123 4567", "MX", "+522221234567")]
    [InlineData("97123456", "BJ", "+2290197123456")]
    [InlineData("97 12 34 56", "BJ", "+2290197123456")]
    [InlineData("+229 97123456", null, "+2290197123456")]
    [InlineData("22997123456", "BJ", "+2290197123456")]
    [InlineData("01234567", "CI", "+2250101234567")]
    [InlineData("05 04 56 78", "CI", "+2250505045678")]
    [InlineData("+225 07 08 56 78", null, "+2250707085678")]
    [InlineData("48123456", "CI", "+2250748123456")]
    public void An_old_national_form_becomes_the_number_of_today_and_says_so(string raw, string? region, string expected)
    {
        var valid = NumberParser.Read(raw, region).ShouldBeOfType<NumberReading.Valid>();

        valid.Number.Value.ShouldBe(expected);
        valid.Note.ShouldNotBeNull().ShouldNotContain(character => char.IsDigit(character));
    }

    [Theory]
    [InlineData("20123456", "CI")] // a landline then
    [InlineData("21123456", "BJ")]
    [InlineData("97123456", "TG")]
    [InlineData("044 222 123 4567", "KE")]
    [InlineData("07 01 23 45 6", "CI")] // today's number with a digit missing
    public void What_is_no_old_form_is_not_converted(string raw, string region) =>
        (NumberParser.Read(raw, region) as NumberReading.Valid)?.Note.ShouldBeNull();
}
