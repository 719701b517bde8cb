using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Unicode;

namespace SmsBridge.Bench;

/// <summary>
/// A message centre of SMPP 3.4, as cheap as it can be: takes every bind and every SMS, and answers what came together in one write. It reads no field of an
/// SMS.
/// </summary>
internal sealed class RawSmsc : IDisposable
{
    private const int Header = 16;
    private const int Largest = 64 * 1024;
    private const int LargestAnswer = 64;
    private const uint Answer = 0x80000000;
    private const uint SubmitSm = 4;
    private const uint Unbind = 6;
    private const uint BindTransceiver = 9;

    private readonly Func<long> _note;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <param name="note">Counts an SMS, and gives it a number of its own.</param>
    public RawSmsc(Func<long> note)
    {
        _note = note;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(16);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public async Task RunAsync()
    {
        while (true)
        {
            var connection = await _listener.AcceptAsync();
            connection.NoDelay = true;
            _ = ServeAsync(connection);
        }
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Socket socket)
    {
        var (read, written, filled) = (new byte[Largest], new byte[Largest], 0);
        try
        {
            using (socket)
            {
                while (await socket.ReceiveAsync(read.AsMemory(filled)) is var count and > 0)
                {
                    filled += count;
                    var (taken, length, goesOn) = Take(read.AsSpan(0, filled), written);
                    read.AsSpan(taken, filled - taken).CopyTo(read);
                    filled -= taken;
                    await socket.SendAsync(written.AsMemory(0, length));
                    if (!goesOn)
                    {
                        return;
                    }
                }
            }
        }
        catch (SocketException)
        {
            // The other side has gone, as it does when a measurement ends.
        }
    }

    /// <summary>All that came whole, as long as there is room for the answers; the rest waits for more.</summary>
    private (int Taken, int Length, bool GoesOn) Take(ReadOnlySpan<byte> read, Span<byte> written)
    {
        var (taken, length) = (0, 0);
        while (read.Length - taken >= Header && BinaryPrimitives.ReadInt32BigEndian(read[taken..]) is var size && size <= read.Length - taken && length + LargestAnswer <= written.Length)
        {
            var command = BinaryPrimitives.ReadUInt32BigEndian(read[(taken + 4)..]);
            if (command < Answer)
            {
                length += Reply(command, read.Slice(taken + 12, 4), written[length..]);
            }

            taken += size;
            if (command == Unbind)
            {
                return (taken, length, false);
            }
        }

        return (taken, length, true);
    }

    private int Reply(uint command, ReadOnlySpan<byte> sequence, Span<byte> answer)
    {
        var text = 0;
        if (command == SubmitSm)
        {
            Utf8.TryWrite(answer[Header..], CultureInfo.InvariantCulture, $"{_note():x16}", out text);
        }
        else if (command == BindTransceiver)
        {
            "bench"u8.CopyTo(answer[Header..]);
            text = "bench".Length;
        }

        if (command is SubmitSm or BindTransceiver)
        {
            answer[Header + text++] = 0; // its id is a C string
        }

        BinaryPrimitives.WriteInt32BigEndian(answer, Header + text);
        BinaryPrimitives.WriteUInt32BigEndian(answer[4..], command | Answer);
        BinaryPrimitives.WriteUInt32BigEndian(answer[8..], 0);
        sequence.CopyTo(answer[12..]);
        return Header + text;
    }
}
