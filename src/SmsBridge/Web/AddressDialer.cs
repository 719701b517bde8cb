using System.Net;
using System.Net.Sockets;

namespace SmsBridge.Web;

/// <summary>Connects to addresses somebody has judged. For dialers that decide which: no name is looked up here.</summary>
internal static class AddressDialer
{
    /// <summary>
    /// Then the next address is tried beside the one that does not answer: an IPv6 address may be published and lead nowhere, and waiting for it
    /// would use up the time there is (RFC 8305, "Connection Attempt Delay").
    /// </summary>
    internal static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(250);

    /// <summary>The first that answers; the last failure when none does. Others under way are given up.</summary>
    /// <param name="judged">At least one, the preferred first.</param>
    public static async ValueTask<Stream> ConnectAsync(
        IReadOnlyList<IPAddress> judged, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (left, underWay) = (new Queue<IPAddress>(Alternating(judged)), new List<Task<NetworkStream>>());
        try
        {
            while (true)
            {
                if (left.TryDequeue(out var next))
                {
                    underWay.Add(ConnectAsync(new IPEndPoint(next, port), rest.Token));
                }

                if (await FirstAsync(underWay, left.Count > 0 ? Stagger : Timeout.InfiniteTimeSpan, time) is var index and >= 0)
                {
                    var ended = underWay[index];
                    underWay.RemoveAt(index);
                    if (ended.IsCompletedSuccessfully || (underWay.Count == 0 && left.Count == 0))
                    {
                        return await ended;
                    }
                }
            }
        }
        finally
        {
            await rest.CancelAsync();
            _ = Task.WhenAll(underWay.ConvertAll(CloseAsync)); // ends by itself, and throws nothing
        }
    }

    /// <summary>Which ended first, however it did; -1 when none has in that time.</summary>
    private static async Task<int> FirstAsync(List<Task<NetworkStream>> underWay, TimeSpan limit, TimeProvider time)
    {
        if (limit == Timeout.InfiniteTimeSpan)
        {
            return underWay.IndexOf(await Task.WhenAny(underWay));
        }

        using var over = new CancellationTokenSource();
        var wait = Task.Delay(limit, time, over.Token);
        var ended = await Task.WhenAny([.. underWay, wait]);
        await over.CancelAsync();
        return ended is Task<NetworkStream> attempt ? underWay.IndexOf(attempt) : -1;
    }

    /// <summary>One family after the other, the preferred first: where one of them leads nowhere all its addresses do.</summary>
    private static IEnumerable<IPAddress> Alternating(IReadOnlyList<IPAddress> addresses)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToList();
        var second = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToList();
        for (var index = 0; index < Math.Max(first.Count, second.Count); index++)
        {
            if (index < first.Count)
            {
                yield return first[index];
            }

            if (index < second.Count)
            {
                yield return second[index];
            }
        }
    }

    private static async Task<NetworkStream> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>One that came too late is closed.</summary>
    private static async Task CloseAsync(Task<NetworkStream> attempt)
    {
        try
        {
            await (await attempt).DisposeAsync();
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // It came to nothing, as it was told to.
        }
    }
}

/// <summary>No address of the host may be dialled.</summary>
internal sealed class AddressNotAllowedException() : IOException("No address of this host may be dialled.");
