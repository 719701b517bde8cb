using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>Kills the bridge at chosen moments and starts it again.</summary>
/// <param name="hooksPerCycle">How many hooks come between two kills: moments are drawn within that.</param>
internal sealed class Killer(FaultStage stage, KillMoments moments, int hooksPerCycle, int seed, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>So long does it take that a broker misses a consumer that was killed, and hands its partitions to the next.</summary>
    private static readonly TimeSpan LongestWaitForEvents = TimeSpan.FromSeconds(20);

    private readonly Random _random = new(seed);
    private long _startedAt;
    private int _waitsForFirstSms;
    private BridgeProcess _victim = stage.Bridge;

    /// <summary>Which is killed, or started anew.</summary>
    public BridgeProcess Victim => _victim;

    public TimeSpan LongestToReady { get; private set; }

    public TimeSpan LongestToFirstSms { get; private set; }

    /// <summary>Waits for a moment drawn by lot, then kills.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (stage.Server is { } server && _random.Next(5) == 0)
        {
            await PauseAsync(0, 2_000, cancellationToken);
            await server.KillAsync();
            await PauseAsync(0, 1_500, cancellationToken);
            await server.StartAsync(cancellationToken);
        }

        _victim = stage.Nodes[_random.Next(stage.Nodes.Count)];
        if (stage.Brokers is not null && _random.Next(3) == 0)
        {
            await WaitForEventsAsync(cancellationToken);
            await _victim.KillAsync(CancellationToken.None);
            return;
        }

        var moment = (KillMoment)_random.Next(7);
        await PauseAsync(0, moment is KillMoment.AtRandom or KillMoment.Commit or KillMoment.Stopping ? 2_000 : 800, cancellationToken);

        switch (moment)
        {
            case KillMoment.AtRandom:
                break;
            case KillMoment.Commit when stage.Server is null:
                WaitForCommit();
                break;
            case KillMoment.Stopping:
                _victim.Terminate();
                await PauseAsync(0, 600, cancellationToken);
                break;
            case KillMoment.Commit: // one cannot look into the server's log
                break;
            default:
                var reached = moments.ArmAsync(moment, _random.Next(1, Math.Max(2, hooksPerCycle / 2)), takesHeld: _random.Next(2) == 0);
                await Task.WhenAny(reached, Task.Delay(LongestWait, time, cancellationToken));
                break;
        }

        await _victim.KillAsync(CancellationToken.None);
        moments.Release();
    }

    /// <summary>Starts it, now and then killing it again before it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (_random.Next(10) == 0)
        {
            _victim.Launch();
            await PauseAsync(0, 1_200, cancellationToken);
            await _victim.KillAsync(CancellationToken.None);
        }

        _startedAt = time.GetTimestamp();
        Interlocked.Exchange(ref _waitsForFirstSms, 1);
        await _victim.StartAsync(cancellationToken);
        LongestToReady = Longer(LongestToReady, time.GetElapsedTime(_startedAt));
    }

    /// <summary>To be called for each request that reaches Twilio.</summary>
    public void Saw(StandInRequest request)
    {
        if (request.IsCreate && Interlocked.Exchange(ref _waitsForFirstSms, 0) == 1)
        {
            LongestToFirstSms = Longer(LongestToFirstSms, time.GetElapsedTime(_startedAt));
        }
    }

    /// <summary>Events of a broker have just been stored; that they are confirmed to it comes after that.</summary>
    private async Task WaitForEventsAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var before = await BridgeRows.CountTakenEventsAsync(stage.Store, cancellationToken);
        while (time.GetElapsedTime(since) < LongestWaitForEvents && await BridgeRows.CountTakenEventsAsync(stage.Store, cancellationToken) == before)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
        }
    }

    /// <summary>The write-ahead log is touched within a commit, before it is forced to the disk. Spins, because that takes but a moment.</summary>
    private void WaitForCommit()
    {
        var log = stage.Bridge.DatabaseFile + "-wal";
        var before = File.GetLastWriteTimeUtc(log);
        var since = time.GetTimestamp();
        while (File.GetLastWriteTimeUtc(log) == before && time.GetElapsedTime(since) < TimeSpan.FromMilliseconds(500))
        {
            // Look again at once.
        }
    }

    private Task PauseAsync(int from, int below, CancellationToken cancellationToken) =>
        Task.Delay(TimeSpan.FromMilliseconds(_random.Next(from, below)), time, cancellationToken);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
