using System.Buffers;
using System.Buffers.Binary;

namespace SmsBridge.Gateways.Smpp;

/// <summary>One unit of the protocol (smpp.md 1): a header of 16 bytes, and a body.</summary>
internal sealed record SmppPdu(uint Command, uint Status, uint Sequence, ReadOnlyMemory<byte> Body)
{
    public const int HeaderLength = 16;

    /// <summary>Of a whole one. The longest we know what to do with has a text of 64 kB less its header.</summary>
    public const int LongestPdu = 64 * 1024;

    /// <summary>A question without a body.</summary>
    public static SmppPdu Question(uint command, uint sequence) => new(command, SmppStatus.Ok, sequence, ReadOnlyMemory<byte>.Empty);

    /// <summary>An answer to it, which has no body.</summary>
    public SmppPdu Answered(uint status = SmppStatus.Ok) => new(SmppCommand.AnswerTo(Command), status, Sequence, ReadOnlyMemory<byte>.Empty);

    public byte[] ToBytes()
    {
        var bytes = new ArrayBufferWriter<byte>(HeaderLength + Body.Length);
        WriteTo(bytes);
        return bytes.WrittenSpan.ToArray();
    }

    public void WriteTo(IBufferWriter<byte> target)
    {
        var length = HeaderLength + Body.Length;
        var bytes = target.GetSpan(length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Command);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], Status);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], Sequence);
        Body.Span.CopyTo(bytes[HeaderLength..]);
        target.Advance(length);
    }

    /// <summary>Reads the next one; however the bytes come, no more is read than the length it states, and that is bounded.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<SmppFrame> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        var read = await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellationToken);
        if (read < HeaderLength)
        {
            return read == 0 ? new SmppFrame.Ended() : new SmppFrame.Broken("The connection ended within a header.");
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header);
        if (length is < HeaderLength or > LongestPdu)
        {
            return new SmppFrame.Broken(FormattableString.Invariant($"A command_length of {length} is none between {HeaderLength} and {LongestPdu}."));
        }

        var body = new byte[length - HeaderLength];
        if (await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken) < body.Length)
        {
            return new SmppFrame.Broken("The connection ended within a PDU.");
        }

        return new SmppFrame.Whole(new SmppPdu(
            BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)), BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8)),
            BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12)), body));
    }
}

/// <summary>What came next on a connection.</summary>
internal abstract record SmppFrame
{
    private SmppFrame()
    {
    }

    public sealed record Whole(SmppPdu Pdu) : SmppFrame;

    /// <summary>The peer closed it, between two PDUs.</summary>
    public sealed record Ended : SmppFrame;

    /// <summary>What follows can not be told apart any more: the connection is of no further use.</summary>
    public sealed record Broken(string Detail) : SmppFrame;
}
