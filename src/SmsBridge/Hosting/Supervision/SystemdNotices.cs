using Microsoft.Extensions.Hosting.Systemd;

namespace SmsBridge.Hosting.Supervision;

/// <param name="Longest">Silent for longer than this, the service is ended and started again; null: nobody watches.</param>
internal sealed record WatchdogTime(TimeSpan? Longest);

/// <summary>
/// Tells systemd when the service is ready and when it stops, how the store is, and that it lives. It lives while the writer of the store answers, whatever it answers: a full disk is not mended by
/// another start, a writer that hangs is.
/// </summary>
internal sealed class SystemdNotices(
    ISystemdNotifier systemd, WatchdogTime watchdog, StoreHealth store, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var stopping = lifetime.ApplicationStopping.Register(() => systemd.Notify(ServiceState.Stopping));
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        systemd.Notify(ServiceState.Ready);

        if (watchdog.Longest is not { } longest)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken); // until there is the stop to tell of
            return;
        }

        using var timer = new PeriodicTimer(longest / 3, time);
        do
        {
            await TellAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Waits as long as the writer takes: while it hangs nothing is told, and the watchdog does what it is there for.</summary>
    private async Task TellAsync(CancellationToken cancellationToken)
    {
        var trouble = await store.CheckAsync(cancellationToken);
        systemd.Notify(new ServiceState($"WATCHDOG=1\nSTATUS={trouble ?? "Hooks are taken."}"));
    }
}
