using SmsBridge.Numbers;

namespace SmsBridge.Tests.Numbers;

public class MsisdnTests
{
    [Theory]
    [InlineData("+254712345678", true)]
    [InlineData("+1234567", true)]
    [InlineData("+123456789012345", true)]
    [InlineData("+123456", false)]
    [InlineData("+1234567890123456", false)]
    [InlineData("+0712345678", false)]
    [InlineData("254712345678", false)]
    [InlineData("+25471234567a", false)]
    [InlineData("+25471234567٨", false)]
    [InlineData("+254712345678\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void E164_is_a_plus_and_7_to_15_digits(string? text, bool expected) => Msisdn.IsE164(text).ShouldBe(expected);

    [Theory]
    [InlineData("+254712345678", "+25471****678")]
    [InlineData("+1234567", "********")]
    [InlineData("0712-345678/0722", "0712-3*******722")]
    [InlineData("071234567", "*********")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Masking_keeps_the_start_and_three_digits_or_nothing(string? text, string masked) => Msisdn.Mask(text).ShouldBe(masked);

    [Fact]
    public void A_number_prints_itself_masked_everywhere()
    {
        var number = Msisdn.FromE164("+254712345678");

        $"{number}".ShouldBe("+25471****678");
        new NumberReading.Valid(number, NumberType.Mobile).ToString().ShouldNotContain("254712345678");
        default(Msisdn).ToString().ShouldBe(string.Empty);
    }

    [Fact]
    public void What_is_not_E164_cannot_be_wrapped()
    {
        var exception = Should.Throw<FormatException>(() => Msisdn.FromE164("0712345678"));

        exception.Message.ShouldNotContain("0712345678");
    }
}
