using SmsBridge.Simulator.Core;

namespace SmsBridge.Faults;

/// <summary>What goes wrong for a while instead of by the call: Twilio does not listen, a core is down, slow, or refuses everybody.</summary>
internal sealed class Spells(FaultStage stage, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>One after the other, with pauses, until stopped; all is well again afterwards.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await PauseAsync(2_000, 7_000, stopping);
                await (stage.Brokers is { } brokers && _random.Next(3) == 0 ? brokers.FailAsync(_random, stopping)
                    : stage.Others is { } others && _random.Next(2) == 0 ? others.GoAwayAsync(_random, () => PauseAsync(500, 4_000, stopping))
                    : _random.Next(3) == 0 ? DeafTwilioAsync(stopping)
                    : SickCoreAsync(stopping));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private async Task DeafTwilioAsync(CancellationToken stopping)
    {
        await stage.Twilio.StopListeningAsync();
        try
        {
            await PauseAsync(200, 2_500, stopping);
        }
        finally
        {
            await stage.Twilio.ListenAgainAsync();
        }
    }

    private async Task SickCoreAsync(CancellationToken stopping)
    {
        var core = stage.Cores[_random.Next(stage.Cores.Count)];
        core.Faults.Add(_random.Next(4) switch
        {
            0 => new CoreFault("/api/") { Status = 500, Body = "{}" },
            1 => new CoreFault("/api/") { Delay = TimeSpan.FromSeconds(3) },
            2 => new CoreFault("/api/") { Drop = true },
            _ => new CoreFault("/api/") { Status = 401, Body = StandInErrors.Json("401", StandInErrors.NotAuthenticated, "Unauthenticated. Please login.") },
        });
        try
        {
            await PauseAsync(500, 2_500, stopping);
        }
        finally
        {
            core.Faults.Clear();
        }
    }

    private Task PauseAsync(int from, int below, CancellationToken stopping) =>
        Task.Delay(TimeSpan.FromMilliseconds(_random.Next(from, below)), TimeProvider.System, stopping);
}
