using System.Data.Common;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Relay;

/// <summary>Removes texts of two-factor codes whose life is over, whatever became of the process that was to send them.</summary>
internal sealed class CodeTextSweep(CodeTexts texts, TimeProvider time, ILogger<CodeTextSweep> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SweepAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service ends.
        }
    }

    private async Task SweepAsync()
    {
        try
        {
            await texts.ForgetPastAsync();
        }
        catch (DbException exception) when (StoreFailures.IsTrouble(exception))
        {
            logger.StoreUnavailable(exception); // the next look tries again
        }
    }
}
