using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using SmsBridge.Web.Limits;

namespace SmsBridge.Operators;

/// <summary>
/// Counts failed sign-ins per network, in memory: who tries many names waits as well as who tries one. A good sign-in clears nothing here,
/// else whoever has one account could guess at the others for ever.
/// </summary>
internal sealed class AddressLimit(IOptions<OperatorOptions> options, TimeProvider time)
{
    /// <summary>Beyond this all others share one count.</summary>
    private const int MostEntries = 10_000;

    private static readonly TimeSpan Forget = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<IPAddress, Failures> _failures = new();

    /// <summary>The time to wait before anything from this address is looked at; null: none.</summary>
    public TimeSpan? Blocked(IPAddress? from)
    {
        var now = time.GetUtcNow();
        return _failures.TryGetValue(Entry(from), out var known) && known.Until > now ? known.Until - now : null;
    }

    public void CountFailure(IPAddress? from)
    {
        var now = time.GetUtcNow();
        if (_failures.Count >= MostEntries)
        {
            Sweep(now);
        }

        _failures.AddOrUpdate(Entry(from), _ => Next(0, now), (_, known) => Next(now - known.Last > Forget ? 0 : known.Count, now));
    }

    private Failures Next(int before, DateTimeOffset now)
    {
        var it = options.Value;
        return new Failures(before + 1, now, now + GrowingWait.After(before + 1, it.FreeFailures * 3, it.FirstWait, it.LongestWait));
    }

    private void Sweep(DateTimeOffset now)
    {
        foreach (var (address, failures) in _failures)
        {
            if (now - failures.Last > Forget)
            {
                _failures.TryRemove(address, out _);
            }
        }
    }

    private IPAddress Entry(IPAddress? from)
    {
        var network = ClientNetwork.Of(from);
        return _failures.Count < MostEntries || _failures.ContainsKey(network) ? network : IPAddress.Any;
    }

    private sealed record Failures(int Count, DateTimeOffset Last, DateTimeOffset Until);
}
