using System.Globalization;
using System.Text;

namespace SmsBridge.Faults.Fuzz;

/// <summary>A request as bytes, which need not be a request at all.</summary>
/// <param name="IsWhole">
/// Put together so that a server can tell where it ends: it must be answered. Others may also be cut off, and get a connection of their own.
/// </param>
internal readonly record struct RawRequest(byte[] Bytes, bool IsWhole);

/// <summary>A request in parts, each of which can be spoiled. Texts are Latin-1: one character, one byte.</summary>
internal sealed record FuzzRequest(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    public FuzzFraming Framing { get; init; }

    /// <summary>Frames the body and puts everything into one block of bytes.</summary>
    public RawRequest ToBytes(Random random)
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        switch (Framing)
        {
            case FuzzFraming.Chunked or FuzzFraming.BrokenChunks:
                head.Append("Transfer-Encoding: chunked\r\n\r\n");
                return new RawRequest([.. Latin(head.ToString()), .. Chunks(random)], Framing == FuzzFraming.Chunked);
            case FuzzFraming.WrongLength:
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length + random.Next(-5, 500)}\r\n\r\n");
                return new RawRequest([.. Latin(head.ToString()), .. Body], IsWhole: false);
            case FuzzFraming.Both:
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\nTransfer-Encoding: chunked\r\n\r\n");
                return new RawRequest([.. Latin(head.ToString()), .. Chunks(random)], IsWhole: false);
            default:
                head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n\r\n");
                return new RawRequest([.. Latin(head.ToString()), .. Body], IsWhole: true);
        }
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private byte[] Chunks(Random random)
    {
        var bytes = new List<byte>(Body.Length + 64);
        for (var at = 0; at < Body.Length;)
        {
            var size = Math.Min(Body.Length - at, random.Next(1, 4_096));
            var told = Framing == FuzzFraming.BrokenChunks && random.Next(3) == 0 ? "-" + size : size.ToString("x", CultureInfo.InvariantCulture);
            bytes.AddRange(Latin(told + (random.Next(8) == 0 ? ";extension=1\r\n" : "\r\n")));
            bytes.AddRange(Body.AsSpan(at, size));
            bytes.AddRange("\r\n"u8);
            at += size;
        }

        bytes.AddRange(Framing == FuzzFraming.BrokenChunks && random.Next(2) == 0 ? "zz\r\n"u8 : "0\r\n\r\n"u8);
        return [.. bytes];
    }
}

/// <summary>How the body's end is told.</summary>
internal enum FuzzFraming
{
    Length,
    Chunked,
    BrokenChunks,
    WrongLength,
    Both,
}
