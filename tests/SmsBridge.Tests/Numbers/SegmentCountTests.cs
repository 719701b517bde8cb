using SmsBridge.Numbers;

namespace SmsBridge.Tests.Numbers;

public class SegmentCountTests
{
    [Theory]
    [InlineData("a", 160, 160, 1)]
    [InlineData("a", 161, 161, 2)]
    [InlineData("a", 306, 306, 2)]
    [InlineData("a", 307, 307, 3)]
    [InlineData("a", 1530, 1530, 10)]
    [InlineData("a", 1531, 1531, 11)]
    [InlineData("€", 80, 160, 1)]
    [InlineData("€", 81, 162, 2)]
    [InlineData("€", 152, 304, 2)] // 76 pairs per part, one septet unused
    [InlineData("€", 153, 306, 3)]
    [InlineData("\r\n", 80, 160, 1)]
    [InlineData("\f", 80, 160, 1)]
    public void GSM_7_counts_septets(string piece, int times, int units, int segments) =>
        SegmentCount.Of(Repeat(piece, times)).ShouldBe(new SegmentCount(SmsEncoding.Gsm7, units, segments));

    [Theory]
    [InlineData("ж", 70, 70, 1)]
    [InlineData("ж", 71, 71, 2)]
    [InlineData("ж", 134, 134, 2)]
    [InlineData("ж", 135, 135, 3)]
    [InlineData("😀", 35, 70, 1)]
    [InlineData("😀", 36, 72, 2)]
    [InlineData("😀", 66, 132, 2)]
    [InlineData("😀", 67, 134, 3)]
    public void UCS_2_counts_UTF_16_units(string piece, int times, int units, int segments) =>
        SegmentCount.Of(Repeat(piece, times)).ShouldBe(new SegmentCount(SmsEncoding.Ucs2, units, segments));

    [Theory]
    [InlineData(152, 3)] // the pair would straddle septets 153 and 154
    [InlineData(151, 2)]
    public void An_extension_pair_is_not_split(int before, int segments) =>
        SegmentCount.Of(Repeat("a", before) + "[" + Repeat("a", 304 - before)).ShouldBe(
            new SegmentCount(SmsEncoding.Gsm7, 306, segments));

    [Theory]
    [InlineData(66, 3)]
    [InlineData(65, 2)]
    public void A_surrogate_pair_is_not_split(int before, int segments) =>
        SegmentCount.Of(Repeat("ж", before) + "😀" + Repeat("ж", 132 - before)).ShouldBe(
            new SegmentCount(SmsEncoding.Ucs2, 134, segments));

    [Fact]
    public void Every_character_of_the_basic_set_is_one_septet_and_of_the_extension_two()
    {
        const string Basic =
            "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
        const string Extension = "\f^{}\\[~]|€";

        Basic.Length.ShouldBe(128);
        for (var c = char.MinValue; c < char.MaxValue; c++)
        {
            var expected = Basic.Contains(c) ? (SmsEncoding.Gsm7, 1) : Extension.Contains(c) ? (SmsEncoding.Gsm7, 2) : (SmsEncoding.Ucs2, 1);
            var count = SegmentCount.Of(c.ToString());
            (count.Encoding, count.Units).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("`")]
    [InlineData("ç")]
    [InlineData("’")]
    [InlineData("–")]
    [InlineData("…")]
    [InlineData("ê")]
    [InlineData("á")]
    [InlineData("\t")]
    [InlineData("\u00a0")]
    public void One_foreign_character_turns_the_whole_text_to_UCS_2(string character) =>
        SegmentCount.Of(Repeat("a", 70) + character).ShouldBe(new SegmentCount(SmsEncoding.Ucs2, 71, 2));

    [Fact]
    public void A_lone_surrogate_is_one_unit()
    {
        // Not as InlineData: attributes are stored as UTF-8, which has no lone surrogates.
        SegmentCount.Of(Repeat("\ud83d", 71)).ShouldBe(new SegmentCount(SmsEncoding.Ucs2, 71, 2));
        SegmentCount.Of(Repeat("\udc00", 71)).ShouldBe(new SegmentCount(SmsEncoding.Ucs2, 71, 2));
    }

    [Fact]
    public void An_empty_text_has_no_segment() => SegmentCount.Of("").ShouldBe(new SegmentCount(SmsEncoding.Gsm7, 0, 0));

    private static string Repeat(string piece, int times) => string.Concat(Enumerable.Repeat(piece, times));
}
