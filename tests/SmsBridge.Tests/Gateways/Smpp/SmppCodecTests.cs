using CsCheck;
using SmsBridge.Gateways.Smpp;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>PDUs to bytes and back, and bytes of anybody (smpp.md 1).</summary>
public class SmppCodecTests
{
    private static readonly Gen<string> Ascii = Gen.Char['!', '~'].Array[0, SmppAddress.Longest].Select(letters => new string(letters));

    private static readonly Gen<SmppTlv> Tlvs = Gen.Select(Gen.UShort, Gen.Byte.Array[0, 300], (tag, value) => new SmppTlv(tag, value));

    private static readonly Gen<SmppMessage> Messages =
        from source in Gen.Select(Gen.Byte, Gen.Byte, Ascii, (ton, npi, value) => new SmppAddress(ton, npi, value))
        from destination in Gen.Select(Gen.Byte, Gen.Byte, Ascii, (ton, npi, value) => new SmppAddress(ton, npi, value))
        from octets in Gen.Byte.Array[3]
        from text in Gen.Byte.Array[0, SmppMessage.LongestShortMessage]
        from tlvs in Tlvs.Array[0, 4]
        select new SmppMessage(source, destination) { EsmClass = octets[0], RegisteredDelivery = octets[1], DataCoding = octets[2], ShortMessage = text, Tlvs = tlvs };

    [Fact]
    public void What_is_written_is_read_as_it_was() => Messages.Sample(message =>
    {
        var read = SmppMessage.Parse(message.ToBytes()).ShouldNotBeNull();

        (read.Source, read.Destination, read.EsmClass, read.RegisteredDelivery, read.DataCoding).ShouldBe(
            (message.Source, message.Destination, message.EsmClass, message.RegisteredDelivery, message.DataCoding));
        read.ShortMessage.ToArray().ShouldBe(message.ShortMessage.ToArray());
        read.Tlvs.Select(tlv => (tlv.Tag, Convert.ToHexString(tlv.Value.Span))).ShouldBe(message.Tlvs.Select(tlv => (tlv.Tag, Convert.ToHexString(tlv.Value.Span))));
    });

    [Fact]
    public void Cut_anywhere_within_its_fields_it_is_no_message() => Messages.Sample(message =>
    {
        var bytes = (message with { Tlvs = [] }).ToBytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            SmppMessage.Parse(bytes.AsSpan(0, length)).ShouldBeNull();
        }
    }, iter: 50);

    /// <summary>Of any length and content: a value or null, never an exception, and never longer than it takes to read them once.</summary>
    [Fact]
    public void Bytes_of_anybody_are_a_message_or_none() => Gen.Byte.Array[0, 400].Sample(bytes =>
    {
        _ = SmppMessage.Parse(bytes) is { } message ? SmppReceipt.Parse(message) : null;
        _ = SmppBind.Parse(bytes);
        _ = SmppMessage.ParseId(bytes);
    }, iter: 100_000);

    [Fact]
    public Task A_stream_of_anybody_ends_in_a_clear_word() => Gen.Byte.Array[0, 200].SampleAsync(async bytes =>
    {
        using var stream = new MemoryStream(bytes);
        while (await SmppPdu.ReadAsync(stream, CancellationToken.None) is SmppFrame.Whole)
        {
        }
    });

    [Fact]
    public async Task However_the_bytes_arrive_each_pdu_is_read_once_and_whole()
    {
        SmppPdu[] pdus = [SmppPdu.Question(SmppCommand.EnquireLink, 1), new(SmppCommand.SubmitSm, 0, 2, new byte[300]), SmppPdu.Question(SmppCommand.Unbind, 3)];
        byte[] bytes = [.. pdus.SelectMany(pdu => pdu.ToBytes())];
        await using var stream = new OneByteStream(bytes);

        foreach (var pdu in pdus)
        {
            var read = (await SmppPdu.ReadAsync(stream, TestContext.Current.CancellationToken)).ShouldBeOfType<SmppFrame.Whole>().Pdu;
            (read.Command, read.Status, read.Sequence, read.Body.Length).ShouldBe((pdu.Command, pdu.Status, pdu.Sequence, pdu.Body.Length));
        }

        (await SmppPdu.ReadAsync(stream, TestContext.Current.CancellationToken)).ShouldBeOfType<SmppFrame.Ended>();
    }

    [Theory]
    [InlineData("0000000F")]
    [InlineData("00000000")]
    [InlineData("00010001")]
    [InlineData("FFFFFFFF")]
    [InlineData("3C68746D")] // <htm
    public async Task A_length_that_can_not_be_is_not_waited_for(string length)
    {
        using var stream = new MemoryStream(Convert.FromHexString(length + "000000150000000000000001"));

        (await SmppPdu.ReadAsync(stream, TestContext.Current.CancellationToken)).ShouldBeOfType<SmppFrame.Broken>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000010000000")]
    [InlineData("0000001400000015000000000000000100")]
    public async Task What_ends_too_early_is_no_pdu(string hex)
    {
        using var stream = new MemoryStream(Convert.FromHexString(hex));

        (await SmppPdu.ReadAsync(stream, TestContext.Current.CancellationToken)).ShouldNotBeOfType<SmppFrame.Whole>();
    }

    /// <summary>The example of the standard's section 3.2.1.1, byte by byte: a bind of SMPP3TEST.</summary>
    [Fact]
    public void A_bind_is_the_bytes_that_the_standard_shows()
    {
        var pdu = new SmppPdu(SmppCommand.BindTransmitter, 0, 1, new SmppBind("SMPP3TEST", "secret08", "SUBMIT1").ToBytes());

        // The standard's example names version 0 and an address of type 1, plan 1; what is ours differs in these three bytes.
        Convert.ToHexString(pdu.ToBytes()).ShouldBe(
            "0000002F000000020000000000000001" + "534D50503354455354" + "00" + "7365637265743038" + "00" + "5355424D495431" + "00" + "340000" + "00");
    }

    [Fact]
    public void Of_an_answer_without_its_end_the_id_is_none() => SmppMessage.ParseId("abc"u8).ShouldBeNull();

    [Fact]
    public void What_no_field_holds_is_refused_before_it_is_written()
    {
        Should.Throw<ArgumentException>(() => new SmppBind(new string('a', 16), "p", "").ToBytes());
        Should.Throw<ArgumentException>(() => new SmppBind("a\0b", "p", "").ToBytes());
    }

    /// <summary>Gives one byte a read.</summary>
    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer.Length > 1 ? buffer[..1] : buffer, cancellationToken);
    }
}
