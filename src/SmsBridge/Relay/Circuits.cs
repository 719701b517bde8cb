using System.Collections.Concurrent;
using SmsBridge.Messages;
using SmsBridge.Outbox;

namespace SmsBridge.Relay;

/// <summary>One peer that is left alone for now.</summary>
/// <param name="Since">When it was first found not to answer.</param>
internal sealed record OpenCircuit(string Peer, DateTimeOffset Since);

/// <summary>
/// Circuit breakers, one per peer: after several failures in a row nobody calls it for a while, then one does, and its result decides for all.
/// What waits meanwhile makes no call and uses up no try. For whoever asks first: <see cref="Enter"/>, and if it may call,
/// <see cref="Report"/> or <see cref="Abandon"/>.
/// </summary>
/// <param name="what">What the peers are, for the log.</param>
internal abstract class Circuits(string what, int openAfter, TimeSpan openFor, TimeProvider time, ILogger logger)
{
    /// <summary>How long to wait for the one that tries before looking again.</summary>
    private static readonly TimeSpan WhileTried = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Circuit> _circuits = new(StringComparer.Ordinal);

    /// <summary>Peers that are left alone now, for the console and health answers.</summary>
    public IReadOnlyList<OpenCircuit> Open =>
        [.. _circuits.Where(pair => pair.Value.Failures >= openAfter).Select(pair => new OpenCircuit(pair.Key, pair.Value.OpenSince))];

    /// <summary>How long it is certainly left alone; null: it may be worth a call, see <see cref="Enter"/>.</summary>
    public TimeSpan? Left(string peer)
    {
        if (!_circuits.TryGetValue(peer, out var circuit))
        {
            return null;
        }

        lock (circuit)
        {
            return Left(circuit);
        }
    }

    /// <summary>Null: call, then report. Otherwise: do not, and come again after that time.</summary>
    public TimeSpan? Enter(string peer)
    {
        if (!_circuits.TryGetValue(peer, out var circuit))
        {
            return null;
        }

        lock (circuit)
        {
            if (circuit.Failures < openAfter)
            {
                return null;
            }

            if (Left(circuit) is { } left)
            {
                return left;
            }

            circuit.TriedAt = time.GetTimestamp();
            return null;
        }
    }

    /// <summary>How a call went.</summary>
    /// <param name="answered">False: no connection, no answer, or "in trouble". A refusal is an answer.</param>
    public void Report(string peer, bool answered)
    {
        if (answered && !_circuits.ContainsKey(peer))
        {
            return; // the ordinary case costs one look
        }

        var circuit = _circuits.GetOrAdd(peer, static _ => new Circuit());
        lock (circuit)
        {
            circuit.TriedAt = null;
            if (answered)
            {
                if (circuit.Failures >= openAfter)
                {
                    logger.CircuitClosed(what, peer);
                }

                circuit.Failures = 0;
                return;
            }

            circuit.FailedAt = time.GetTimestamp();
            if (++circuit.Failures == openAfter)
            {
                circuit.OpenSince = time.GetUtcNow();
                logger.CircuitOpened(what, peer, openAfter, openFor);
            }
        }
    }

    /// <summary>The call did not come to an end that says anything; another may try.</summary>
    public void Abandon(string peer)
    {
        if (_circuits.TryGetValue(peer, out var circuit))
        {
            lock (circuit)
            {
                circuit.TriedAt = null;
            }
        }
    }

    private TimeSpan? Left(Circuit circuit)
    {
        if (circuit.Failures < openAfter)
        {
            return null;
        }

        var left = openFor - time.GetElapsedTime(circuit.FailedAt);
        return left > TimeSpan.Zero ? left
            : circuit.TriedAt is { } triedAt && time.GetElapsedTime(triedAt) < openFor ? WhileTried
            : null;
    }

    private sealed class Circuit
    {
        public int Failures { get; set; }

        public long FailedAt { get; set; }

        public DateTimeOffset OpenSince { get; set; }

        /// <summary>Set while one call finds out whether the peer is back.</summary>
        public long? TriedAt { get; set; }
    }
}

/// <summary>By core endpoint: tenants of one core share what is known about it.</summary>
internal sealed class CoreCircuits(RelayOptions options, TimeProvider time, ILogger<CoreCircuits> logger)
    : Circuits("core", options.CircuitFailures, options.CircuitBreak, time, logger);

/// <summary>By provider and account: one account's trouble is not another's.</summary>
internal sealed class ProviderCircuits(RelayOptions options, TimeProvider time, ILogger<ProviderCircuits> logger)
    : Circuits("provider account", options.CircuitFailures, options.CircuitBreak, time, logger)
{
    public static string PeerOf(SenderAccount account) => $"{account.Provider}:{account.AccountId}";

    /// <summary>What a message does that finds the account left alone.</summary>
    public static NextStep Wait(DateTimeOffset dueAt) =>
        new NextStep.Retry(dueAt, Reasons.ProviderBusy, "The account did not answer lately and is left alone for a while.");
}
