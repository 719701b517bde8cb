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
    private const string Lease = "reconciliation";

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Value.Enabled && restores.Unfinished.Any())
        {
            try
            {
                await leases.RunAsync(Lease, async mayGoOn => await reconciliation.RunAsync(mayGoOn), stoppingToken);
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
