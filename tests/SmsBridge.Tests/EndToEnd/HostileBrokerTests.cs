using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>The real process, as a full stack would be its end: no test could catch it.</summary>
[Collection(BridgeProcesses.Name)]
public sealed class HostileBrokerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-e2e-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_frame_that_nests_without_end_ends_its_connection_and_not_the_bridge()
    {
        byte[][] frames = [new byte[200_000], [0x00, 0x53, 0x01, .. Nested(0xd0)], [0x00, 0x53, 0x01, 0xf0, .. Nested(0xf0)]]; // descriptors, one byte a level; lists; arrays
        var brokers = frames.Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        brokers.ForEach(broker => broker.Start());
        await using var bridge = new BridgeProcess(new BridgeProcessOptions(_folder.FullName) { Settings = Settings(brokers) });
        await bridge.StartAsync(Cancellation);

        await Task.WhenAll(brokers.Zip(frames, async (broker, frame) =>
        {
            using var call = await broker.AcceptTcpClientAsync(Cancellation);
            await LetInAndSendAsync(call.GetStream(), frame);
        }));

        await Eventually.BecomesAsync(
            () => Task.FromResult(bridge.StandardOutput.ToString()), said => Enumerable.Range(0, brokers.Count).All(number => said.Contains($"broker{number} has a problem", StringComparison.Ordinal)),
            "the log says so of each", TimeSpan.FromSeconds(30)); // an answer was waited for, for ten seconds
        using var http = new HttpClient();
        (await http.GetAsync(new Uri(bridge.Url, "/health/live"), Cancellation)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await bridge.StopAsync(Cancellation)).ShouldBe(0);
        brokers.ForEach(broker => broker.Dispose());
    }

    private static Dictionary<string, string> Settings(List<TcpListener> brokers) =>
        brokers.SelectMany((broker, number) => new[] { ("Type", "Amqp"), ("Servers", $"amqp://{broker.LocalEndpoint}"), ("Queue", "core-events"), ("User", "u"), ("Password", "p") }
            .Select(setting => ($"ExternalEvents:Brokers:broker{number}:{setting.Item1}", setting.Item2))).ToDictionary(StringComparer.Ordinal);

    private static async Task LetInAndSendAsync(NetworkStream stream, byte[] body)
    {
        await stream.ReadExactlyAsync(new byte[8], Cancellation);
        await stream.WriteAsync("AMQP\u0003\u0001\0\0"u8.ToArray(), Cancellation);
        await stream.WriteAsync(Frame(1, [0x00, 0x53, 0x40, 0xc0, 11, 1, 0xe0, 8, 1, 0xa3, 5, .. "PLAIN"u8]), Cancellation);
        await ReadFrameAsync(stream);
        await stream.WriteAsync(Frame(1, [0x00, 0x53, 0x44, 0xc0, 3, 1, 0x50, 0]), Cancellation); // welcome
        await stream.ReadExactlyAsync(new byte[8], Cancellation);
        await stream.WriteAsync("AMQP\0\u0001\0\0"u8.ToArray(), Cancellation);
        await ReadFrameAsync(stream);
        await stream.WriteAsync(Frame(0, body), Cancellation);
        _ = await stream.ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false, Cancellation); // its farewell, or the end
    }

    /// <summary>One within the other, each with its true size: a list begins with its type, an array ends with that of the next.</summary>
    private static byte[] Nested(byte type)
    {
        const int Levels = 20_000;
        const int OfLevel = 9;
        var bytes = new byte[(Levels * OfLevel) + 1];
        for (var at = 0; at < bytes.Length - 1; at += OfLevel)
        {
            var size = at + (type == 0xd0 ? 1 : 0);
            bytes[type == 0xd0 ? at : at + 8] = type;
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(size), bytes.Length - size - 4);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(size + 4), 1);
        }

        if (type == 0xd0)
        {
            bytes[^1] = 0x40;
        }
        else
        {
            bytes[^2] = 0x50;
        }

        return bytes;
    }

    private static byte[] Frame(byte type, byte[] body)
    {
        byte[] frame = [0, 0, 0, 0, 2, type, 0, 0, .. body];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        return frame;
    }

    private static async Task ReadFrameAsync(NetworkStream stream)
    {
        var size = new byte[4];
        await stream.ReadExactlyAsync(size, Cancellation);
        await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadInt32BigEndian(size) - size.Length], Cancellation);
    }
}
