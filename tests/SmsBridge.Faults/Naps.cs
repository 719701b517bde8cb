using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults;

/// <summary>
/// One of several nodes stands still for a while (SIGSTOP), as on a machine that is frozen: briefly, or for so long that the others take over what it holds
/// and it goes on with it as if nothing had been.
/// </summary>
internal sealed class Naps(FaultStage stage, Killer killer, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>One after the other, with pauses, until stopped; all are awake afterwards.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (stage.Nodes.Count == 1)
        {
            return; // nobody would take over
        }

        try
        {
            while (true)
            {
                await PauseAsync(4_000, 12_000, stopping);
                if (Fall() is not { } asleep)
                {
                    continue;
                }

                try
                {
                    var isLong = _random.Next(4) == 0; // longer than the lease of a message
                    await PauseAsync(isLong ? 31_000 : 200, isLong ? 45_000 : 4_000, stopping);
                }
                finally
                {
                    Machine.Resume(asleep);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <returns>The process; null: that one is killed or started just now.</returns>
    private int? Fall()
    {
        var node = stage.Nodes[_random.Next(stage.Nodes.Count)];
        if (node == killer.Victim || !node.IsRunning || node.ProcessId is not { } process)
        {
            return null;
        }

        Machine.Pause(process);
        return process;
    }

    private Task PauseAsync(int from, int below, CancellationToken stopping) =>
        Task.Delay(TimeSpan.FromMilliseconds(_random.Next(from, below)), TimeProvider.System, stopping);
}
