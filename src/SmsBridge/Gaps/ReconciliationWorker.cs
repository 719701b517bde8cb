using Microsoft.Extensions.Options;
using SmsBridge.Relay;
using SmsBridge.Restores;
using SmsBridge.Store;

namespace SmsBridge.Gaps;

/// <summary>
/// Reconciles until nothing is left, on one node at a time, and lets every node know who is open. Where no backup was put back it ends at once. Not while nothing is to be sent by this
/// installation: a backup may be looked at somewhere, and the tenants' cores are not to be asked for it.
/// </summary>
internal sealed class ReconciliationWorker(
    Reconciliation reconciliation, RestoreDirectory restores, WorkLeases leases, IOptions<RelayOptions> options, TimeProvider time, ILogger<ReconciliationWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>Short at first, for most is known within moments; a core that is down is asked less and less often.</summary>
    private TimeSpan Rest
    {
        get
        {
            var rest = restores.Mark is { } mark ? (time.GetUtcNow() - mark.RestoredAt) / 8 : Longest;
            return rest < Shortest ? Shortest : rest > Longest ? Longest : rest;
        }
    }

    /// <summary>Two, as a core that takes an hour to be asked must not keep others' tenants from being opened.</summary>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        LoopAsync("reconciliation: ask", async mayGoOn => await reconciliation.AskAsync(mayGoOn), stoppingToken),
        LoopAsync("reconciliation: open", async mayGoOn => await reconciliation.OpenAsync(mayGoOn), stoppingToken));

    private async Task LoopAsync(string lease, Func<CancellationToken, ValueTask> work, CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && restores.Unfinished.Any())
        {
            try
            {
                await leases.RunAsync(lease, work, stoppingToken);
                await restores.RefreshAsync(stoppingToken);
                await Task.Delay(Rest, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The boundary of the loop: what fails is seen, and tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                logger.ReconciliationFailed(exception);
                await Task.Delay(Rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
