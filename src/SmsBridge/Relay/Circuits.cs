using System.Collections.Concurrent;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Routes;

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
internal class Circuits<TPeer>(string what, int openAfter, TimeSpan openFor, TimeProvider time, ILogger logger)
    where TPeer : notnull
{
    /// <summary>How long to wait for the one that tries before looking again.</summary>
    private static readonly TimeSpan WhileTried = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TPeer, Circuit> _circuits = new();

    protected TimeProvider Time => time;

    /// <summary>Peers that are left alone now, for the console and health answers.</summary>
    public IReadOnlyList<OpenCircuit> Open =>
        [.. _circuits.Where(pair => pair.Value.Failures >= openAfter).Select(pair => new OpenCircuit(pair.Key.ToString()!, pair.Value.OpenSince))];

    /// <summary>Since when a peer is left alone; null: it is called.</summary>
    public DateTimeOffset? OpenSince(TPeer peer)
    {
        if (!_circuits.TryGetValue(peer, out var circuit))
        {
            return null;
        }

        lock (circuit)
        {
            return circuit.Failures >= openAfter ? circuit.OpenSince : null;
        }
    }

    /// <summary>How long it is certainly left alone; null: it may be worth a call, see <see cref="Enter"/>.</summary>
    public TimeSpan? Left(TPeer peer)
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
    public TimeSpan? Enter(TPeer peer)
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
    public void Report(TPeer peer, bool answered)
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
                    logger.CircuitClosed(what, peer.ToString()!);
                }

                circuit.Failures = 0;
                return;
            }

            circuit.FailedAt = time.GetTimestamp();
            if (++circuit.Failures == openAfter)
            {
                circuit.OpenSince = time.GetUtcNow();
                logger.CircuitOpened(what, peer.ToString()!, openAfter, openFor);
            }
        }
    }

    /// <summary>The call did not come to an end that says anything; another may try.</summary>
    public void Abandon(TPeer peer)
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

/// <summary>An account as who holds its token knows it. Who merely names it can bring about refusals, and is not to have it left alone for those it belongs to.</summary>
internal readonly record struct AccountPeer(string Provider, string AccountId, string Token)
{
    /// <summary>Without the secret: records print all members by default.</summary>
    public override string ToString() => $"{Provider}:{AccountId}";
}

/// <summary>By provider, account and token: one account's trouble is not another's.</summary>
internal sealed class ProviderCircuits(RelayOptions options, RetryPolicy retry, MessageAge age, TimeProvider time, ILogger<ProviderCircuits> logger)
    : Circuits<AccountPeer>("provider account", options.CircuitFailures, options.CircuitBreak, time, logger), IAccountCircuits
{
    /// <inheritdoc/>
    public DateTimeOffset? OpenSince(SenderAccount account) => OpenSince(PeerOf(account));

    public static AccountPeer PeerOf(SenderAccount account) => new(account.Provider, account.AccountId, account.Token);

    /// <summary>What a message does that finds the account left alone for certain; null: it may be worth a call.</summary>
    public NextStep? Wait(SenderAccount account, ClaimedMessage claimed) => Left(PeerOf(account)) is { } left ? Wait(left, claimed) : null;

    /// <summary>Null: call, then <see cref="Circuits{TPeer}.Report"/> it. Otherwise: do not, and take this step.</summary>
    public NextStep? Enter(SenderAccount account, ClaimedMessage claimed) => Enter(PeerOf(account)) is { } left ? Wait(left, claimed) : null;

    /// <summary>The step of a message that nobody can be called for now.</summary>
    public NextStep Later(TimeSpan least, ClaimedMessage claimed, string reason, string detail) =>
        new NextStep.Retry(Time.GetUtcNow() + retry.WaitForPeer(least, age.Of(claimed)), reason, detail);

    private NextStep.Retry Wait(TimeSpan left, ClaimedMessage claimed) => new(
        Time.GetUtcNow() + retry.WaitForPeer(left, age.Of(claimed)), Reasons.ProviderBusy, "The account did not answer lately and is left alone for a while.");
}
