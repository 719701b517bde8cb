using Quartz;

namespace SmsBridge.Hosting.Jobs;

/// <summary>
/// Starts Quartz a moment after the service listens. Its own hosted service puts the scheduler together before, and every job runs at once: on
/// two cores the first hooks would wait for work that nobody misses for a second.
/// </summary>
internal sealed class MaintenanceStarter(QuartzHostedService quartz, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private bool _isBegun;

    /// <summary>Jobs that are under way are finished.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isBegun)
        {
            await quartz.StopAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(listening.SetResult);
        await listening.Task.WaitAsync(stoppingToken);
        await Task.Delay(Moment, time, stoppingToken);
        _isBegun = true;
        await quartz.StartAsync(stoppingToken);
    }
}
