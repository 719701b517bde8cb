using CsCheck;
using SmsBridge.Gateways.Smpp;
using SmsBridge.Numbers;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>Texts to bytes: alphabets and parts (smpp.md 2).</summary>
public class SmppTextTests
{
    private const string Gsm = GsmAlphabet.Basic + GsmAlphabet.Extension;

    private static readonly SmppProviderOptions Usual = new();

    [Fact]
    public void Letters_of_the_default_alphabet_are_septets_in_bytes()
    {
        var part = SmppText.Parts("@£é Ça{€}", Usual, 1).ShouldHaveSingleItem();

        part.DataCoding.ShouldBe((byte)0);
        Convert.ToHexString(part.ShortMessage).ShouldBe("000105" + "20" + "09" + "61" + "1B28" + "1B65" + "1B29");
    }

    [Fact]
    public void One_letter_outside_of_it_makes_the_text_ucs2()
    {
        var part = SmppText.Parts("Ω✓", Usual, 1).ShouldHaveSingleItem();

        (part.DataCoding, Convert.ToHexString(part.ShortMessage)).ShouldBe(((byte)8, "03A92713"));
    }

    [Fact]
    public void Where_the_smsc_reads_latin1_letters_are_its_bytes_and_others_ucs2()
    {
        var options = new SmppProviderOptions { Alphabet = SmppAlphabet.Latin1, AlphabetCoding = 3 };

        var latin = SmppText.Parts("é@{", options, 1).ShouldHaveSingleItem();
        (latin.DataCoding, Convert.ToHexString(latin.ShortMessage)).ShouldBe(((byte)3, "E9407B"));
        SmppText.Parts("Ω", options, 1).ShouldHaveSingleItem().DataCoding.ShouldBe((byte)8);
        SmppText.Parts("€", options, 1).ShouldHaveSingleItem().DataCoding.ShouldBe((byte)8);
    }

    [Theory]
    [InlineData(160, 1, 'a')]
    [InlineData(161, 2, 'a')]
    [InlineData(306, 2, 'a')]
    [InlineData(307, 3, 'a')]
    [InlineData(70, 1, 'Ж')]
    [InlineData(71, 2, 'Ж')]
    [InlineData(135, 3, 'Ж')]
    [InlineData(80, 1, '€')]
    [InlineData(81, 2, '€')]
    public void A_text_has_as_many_parts_as_on_the_air(int length, int parts, char letter)
    {
        var made = SmppText.Parts(new string(letter, length), Usual, 0x1234);

        made.Count.ShouldBe(parts);
        made.ShouldAllBe(part => part.HasHeader == parts > 1 && part.ShortMessage.Length <= 160);
        if (parts > 1)
        {
            made.Select((part, index) => part.ShortMessage is [5, 0, 3, 0x34, var total, var number, ..] && total == parts && number == index + 1).ShouldAllBe(isRight => isRight);
        }
    }

    [Fact]
    public void With_sar_the_header_stands_in_parameters_and_with_payload_there_is_none()
    {
        var text = new string('a', 200);

        var sar = SmppText.Parts(text, new SmppProviderOptions { LongTexts = SmppLongTexts.Sar }, 0x1234);
        sar.Count.ShouldBe(2);
        sar[1].Tlvs.Select(tlv => $"{tlv.Tag:X4}={Convert.ToHexString(tlv.Value.Span)}").ShouldBe(["020C=1234", "020E=02", "020F=02"]);
        sar.ShouldAllBe(part => !part.HasHeader);

        var payload = SmppText.Parts(text, new SmppProviderOptions { LongTexts = SmppLongTexts.Payload }, 0x1234).ShouldHaveSingleItem();
        payload.ShortMessage.ShouldBeEmpty();
        payload.Tlvs.ShouldHaveSingleItem().Value.Length.ShouldBe(200);
    }

    /// <summary>What is billed and what is sent are counted in two places: they have to agree, and nothing may be lost between.</summary>
    [Fact]
    public void Put_together_the_parts_are_the_text_and_as_many_as_are_counted() =>
        Gen.OneOf(Gen.Char[Gsm.Replace("\u001b", "", StringComparison.Ordinal)], Gen.Char['Ж', 'Я'], Gen.Char['\uD83D', '\uD83D'], Gen.Char['\uDE00', '\uDE0F']).Array[1, 700].Sample(letters =>
        {
            var text = new string(letters);
            var parts = SmppText.Parts(text, Usual, 7);
            if (SegmentCount.Of(text).Encoding == SmsEncoding.Gsm7 || !text.Any(char.IsSurrogate)) // half a pair is no character: UTF-16 has no way to carry it
            {
                string.Concat(parts.Select(part => SmppText.Decode(part.HasHeader ? part.ShortMessage.AsSpan(6) : part.ShortMessage, part.DataCoding, Usual))).ShouldBe(text);
            }

            parts.Count.ShouldBe(SegmentCount.Of(text).Segments);
        });

    [Fact]
    public void A_text_of_more_parts_than_can_be_numbered_is_none() => SmppText.Parts(new string('a', 153 * 256), Usual, 1).ShouldBeEmpty();

    [Fact]
    public void What_is_no_letter_of_an_alphabet_is_a_blank() => GsmAlphabet.Decode([0x1B, 0x65, 0x1B, 0x7F, 0xFF, 0x1B]).ShouldBe("€   ");
}
