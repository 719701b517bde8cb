using System.Text;
using SmsBridge.Intake.Hooks;

namespace SmsBridge.Tests.Intake.Hooks;

public class HookNumbersTests
{
    [Theory]
    [InlineData("7", 7)]
    [InlineData("7.0", 7)]
    [InlineData("007", 7)]
    [InlineData("1.0", 1)]
    [InlineData("1.2345678E7", 12_345_678)]
    [InlineData("1.2345678e7", 12_345_678)]
    [InlineData("1.2345678E+7", 12_345_678)]
    [InlineData("123456780E-1", 12_345_678)]
    [InlineData("9.007199254740991E15", 9_007_199_254_740_991)]
    [InlineData("9007199254740993", 9_007_199_254_740_993)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void A_positive_whole_number_is_an_id_however_it_is_spelled(string text, long id)
    {
        HookNumbers.TryRead(text, out var fromText).ShouldBeTrue();
        HookNumbers.TryRead(Encoding.UTF8.GetBytes(text), out var fromBytes).ShouldBeTrue();

        fromText.ShouldBe(id);
        fromBytes.ShouldBe(id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.0")]
    [InlineData("-7")]
    [InlineData("-7.0")]
    [InlineData("+7")]
    [InlineData("1.5")]
    [InlineData("1.5E0")]
    [InlineData("1E-400")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0x7")]
    [InlineData("1,000")]
    [InlineData("1_000")]
    [InlineData(" 7")]
    [InlineData("7 ")]
    [InlineData("7;8")]
    [InlineData("seven")]
    [InlineData("٧")]
    [InlineData("9223372036854775808")]
    [InlineData("9007199254740992.0")]
    [InlineData("9007199254740993.0")]
    [InlineData("9.007199254740993E15")]
    [InlineData("7.0000000000000000000000000000001")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    public void Anything_else_is_none(string text)
    {
        HookNumbers.TryRead(text, out var fromText).ShouldBeFalse();
        HookNumbers.TryRead(Encoding.UTF8.GetBytes(text), out _).ShouldBeFalse();

        fromText.ShouldBe(0);
    }
}
