using System.Net;
using Microsoft.Extensions.Options;
using SmsBridge.Web.Limits;

namespace SmsBridge.Operators;

/// <summary>Who asks to be let in.</summary>
/// <param name="Address">Null: not known.</param>
/// <param name="KnownAs">A browser that signed in as this very name before; null: a stranger.</param>
internal readonly record struct SignInOrigin(IPAddress? Address, string? KnownAs = null)
{
    public IPAddress Network => ClientNetwork.Of(Address);

    public override string ToString() => Address?.ToString() ?? "unknown";
}

/// <summary>
/// Counts failed sign-ins in memory. Strangers by network: who tries many names waits as well as who tries one, and a good sign-in clears nothing,
/// else whoever has one account could guess at the others for ever. Who is known by browser has a count of his own, which no stranger can use up.
/// </summary>
internal sealed class SignInLimits(IOptions<OperatorOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Forget = TimeSpan.FromHours(1);

    private readonly WindowCounter<IPAddress> _networks = new(time, new WindowRules<IPAddress> { Length = Forget, Slides = true });
    private readonly WindowCounter<string> _known = new(time, new WindowRules<string> { Length = Forget, Slides = true });

    /// <summary>The time to wait before anything from there is looked at; null: none.</summary>
    public TimeSpan? Blocked(SignInOrigin from)
    {
        var it = options.Value;
        var (tally, free) = from.KnownAs is { } known ? (_known.Look(known), it.FreeFailures) : (_networks.Look(from.Network), it.FreeFailures * 3);
        var left = GrowingWait.After(tally.Count, free, it.FirstWait, it.LongestWait) - tally.SinceLast;
        return left > TimeSpan.Zero ? left : null;
    }

    public void CountFailure(SignInOrigin from)
    {
        _ = from.KnownAs is { } known ? _known.Count(known) : _networks.Count(from.Network);
    }
}
