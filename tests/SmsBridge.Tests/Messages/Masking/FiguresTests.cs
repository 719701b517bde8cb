using System.Text;
using SmsBridge.Messages.Masking;

namespace SmsBridge.Tests.Messages.Masking;

/// <summary>What has as many digits as a telephone number and is none is shown; what may be one is not.</summary>
public class FiguresTests
{
    [Theory]
    [InlineData("2026-11-21T08:00:00.123456789Z")]
    [InlineData("2026-11-21T08:00:00.000+03:00")]
    [InlineData("2026-11-21T08:00:00.000+0300")]
    [InlineData("2026-11-21 08:00:00.000000")]
    [InlineData("at 2026-11-21 08:00")]
    [InlineData("21/11/2026")]
    [InlineData("21.11.2026 08:00")]
    [InlineData("20261121080000")]
    [InlineData("20261121080000123")]
    [InlineData("paid KES 1500000.00 today")]
    [InlineData("paid 1,500,000.00 today")]
    [InlineData("1,500,000")]
    [InlineData("receipt QK9950124")]
    [InlineData("QK995012")]
    public void Times_amounts_and_receipts_stay(string text) => NumberMask.WithoutNumbers(text).ShouldBe(text);

    [Theory]
    [InlineData("0712345678")]
    [InlineData("0712345678.00")]
    [InlineData("254712345678.00")]
    [InlineData("0712.345.678")]
    [InlineData("712 345 678")]
    [InlineData("TEL41234567")]
    [InlineData("TEL0712345678")]
    [InlineData("T0712345678")]
    [InlineData("A712345678")]
    [InlineData("2026-11-21 0712345678")]
    [InlineData("99/99/2026 712345")]
    [InlineData("20269921080000")]
    [InlineData("254,712,345,678+254712345678")]
    public void Numbers_do_not(string text) => NumberMask.WithoutNumbers(text).ShouldContain("*");

    [Theory]
    [InlineData("""{"timestamp":1795248000000}""")]
    [InlineData("""{"transactionAmount":"1500000","runningBalance":1234567890}""")]
    [InlineData("""{"transactionAmount":"1,500,000.00"}""")]
    [InlineData("""{"timestamp":"2026-11-21T08:00:00.000+03:00"}""")]
    public void What_a_field_calls_money_or_a_time_stays(string body) => BodyMask.Of(Encoding.UTF8.GetBytes(body)).ShouldBe(body);

    [Theory]
    [InlineData("""{"amountPhone":"1500000000"}""")]
    [InlineData("""{"transactionAmount":"pay 0712345678"}""")]
    [InlineData("""{"candidate":254712345678}""")]
    public void A_name_that_only_looks_so_does_not_help(string body) => BodyMask.Of(Encoding.UTF8.GetBytes(body)).ShouldNotBe(body, StringComparer.Ordinal);
}
