using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmsBridge.Faults.Fuzz;

namespace SmsBridge.Faults.Hostile;

/// <summary>How many requests come at once, from how many networks, and how long a connection rests after an answer.</summary>
/// <param name="FirstNetwork">No other attack's: what one of them used up there must not soften another.</param>
internal sealed record FloodForce(int Connections, int FirstNetwork, int Networks, TimeSpan Pause);

/// <summary>Requests from many networks, as fast as they are answered.</summary>
/// <param name="next">Makes the next request.</param>
internal sealed class Flood(string name, IPEndPoint bridge, FloodForce force, Func<Random, RawRequest> next) : Attack(name)
{
    public override Task RunAsync(CancellationToken stopping) => AtOnceAsync(force.Connections, index => SendAsync(index, stopping), stopping);

    private async Task SendAsync(int index, CancellationToken stopping)
    {
        var random = new Random(index);
        using var connection = new FuzzConnection(bridge, Networks.Stranger(force.FirstNetwork + (index % force.Networks)));
        while (true)
        {
            try
            {
                var answer = await connection.SendAsync(next(random), stopping);
                Count(answer.Status == 0 ? "closed" : answer.Status.ToString(CultureInfo.InvariantCulture));
            }
            catch (SocketException)
            {
                Count("turned away");
            }

            await PauseAsync(force.Pause, stopping);
        }
    }
}
