using System.Runtime.InteropServices;
using System.Threading.Channels;
using SmsBridge.Store;

namespace SmsBridge.Hosting.Reload;

/// <summary>
/// SIGHUP reads the settings again, as <c>systemctl reload</c> sends it. Not where a person started it on a terminal: there the signal says that the terminal is gone, and ends it.
/// </summary>
internal sealed class ReloadOnSignal(SettingsReload reload, ILogger<ReloadOnSignal> logger) : BackgroundService
{
    /// <summary>One that waits is enough: it reads what is there when its turn comes.</summary>
    private readonly Channel<PosixSignal> _signals = Channel.CreateBounded<PosixSignal>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (OperatingSystem.IsWindows() || !System.Console.IsInputRedirected)
        {
            return;
        }

        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        await foreach (var _ in _signals.Reader.ReadAllAsync(stoppingToken))
        {
            await ReloadAsync(stoppingToken);
        }
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true; // it does not end the process
        _signals.Writer.TryWrite(context.Signal);
    }

    private async Task ReloadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reload.RunAsync(cancellationToken);
        }
#pragma warning disable CA1031 // The boundary of the loop: what fails must not end the service.
        catch (Exception exception) when (!exception.IsStopOf(cancellationToken))
#pragma warning restore CA1031
        {
            logger.ReloadFailed(exception);
        }
    }
}
