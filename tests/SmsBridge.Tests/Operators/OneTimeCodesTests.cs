using System.Text;
using SmsBridge.Operators;
using SmsBridge.Operators.SecondFactors;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Operators;

/// <summary>The codes themselves: pure.</summary>
public class OneTimeCodesTests
{
    private static readonly byte[] RfcKey = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, SHA-1: the last six of its eight digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void The_codes_of_the_standard_are_taken(long seconds, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);

        OneTimeCodes.StepOf(RfcKey, code, at).ShouldBe(seconds / 30);
        new AuthenticatorApp(RfcKey).CodeAt(at).ShouldBe(code, "or the tests' own app is wrong");
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_half_a_minute_off_and_no_more(int steps, bool isTaken)
    {
        var code = new AuthenticatorApp(RfcKey).CodeAt(Some.Instant, steps);

        OneTimeCodes.StepOf(RfcKey, code, Some.Instant).ShouldBe(isTaken ? (Some.Instant.ToUnixTimeSeconds() / 30) + steps : null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870822")]
    [InlineData("28708a")]
    [InlineData("+87082")]
    [InlineData("２８７０８２")]
    public void What_is_not_six_digits_is_no_code(string typed) => OneTimeCodes.StepOf(RfcKey, typed, DateTimeOffset.FromUnixTimeSeconds(59)).ShouldBeNull();

    [Fact]
    public void A_code_may_be_typed_in_two_groups() => OneTimeCodes.StepOf(RfcKey, " 287 082 ", DateTimeOffset.FromUnixTimeSeconds(59)).ShouldBe(1);

    [Fact]
    public void The_picture_says_what_apps_read() =>
        OneTimeCodes.Address(RfcKey, "anna+x@sms.example.org").ShouldBe("otpauth://totp/SmsBridge:anna%2Bx%40sms.example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=SmsBridge");

    [Fact]
    public void Recovery_codes_are_all_different_and_read_as_people_write_them()
    {
        var codes = RecoveryCodes.New();

        codes.Count.ShouldBe(10);
        codes.Distinct(StringComparer.Ordinal).Count().ShouldBe(10);
        codes.ShouldAllBe(code => code.Length == 19);
        RecoveryCodes.Hash(codes[0].ToLowerInvariant().Replace('-', ' ')).ShouldBe(RecoveryCodes.Hash(codes[0]));
        RecoveryCodes.Hash("OIL0-0000-0000-0000").ShouldBe(RecoveryCodes.Hash("0110000000000000"));
        RecoveryCodes.Hash("123456").ShouldBeNull();
        RecoveryCodes.Hash(codes[0] + "0").ShouldBeNull();
    }

    [Fact]
    public void A_code_of_the_first_start_is_of_the_same_kind() => SpelledCode.IsOne(SpelledCode.Plain(SpelledCode.New())).ShouldBeTrue();
}
