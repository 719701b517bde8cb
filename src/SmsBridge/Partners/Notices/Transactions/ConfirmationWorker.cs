using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>Asks the cores about what is due, each tenant on its own: a core that is down holds up its own tenant's transactions and nobody else's.</summary>
internal sealed class ConfirmationWorker(
    MoneyTransactions transactions, TransactionConfirmer confirmer, ConfirmationBell bell, DeliveryBell deliveries, IOptions<NoticeOptions> options,
    TimeProvider time, ILogger<ConfirmationWorker> logger) : BackgroundService
{
    private const int Batch = 256;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly NoticeOptions _options = options.Value;
    private readonly ConcurrentDictionary<long, Task> _inWork = new(); // by tenant

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_inWork.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Everything that is due at the clock's time. For tests.</summary>
    /// <returns>How many answers were recorded.</returns>
    internal async Task<int> ConfirmDueAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            var counts = await Task.WhenAll(
                (await transactions.DueTenantsAsync(cancellationToken)).Select(tenant => ConfirmTenantAsync(tenant, cancellationToken)));
            if (counts.Sum() == 0)
            {
                return total;
            }

            total += counts.Sum();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_options.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var tenantId in await transactions.DueTenantsAsync(stoppingToken))
                {
                    Start(tenantId, stoppingToken);
                }

                await bell.WaitAsync(_options.PollInterval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The boundary of the loop: trouble must be seen, and must not stop everybody's confirmations.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                logger.ConfirmationsFailed(exception);
                await Task.Delay(Rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Start(long tenantId, CancellationToken stoppingToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_inWork.TryAdd(tenantId, done.Task))
        {
            _ = Task.Run(() => WorkAsync(tenantId, done, stoppingToken), CancellationToken.None);
        }
    }

    private async Task WorkAsync(long tenantId, TaskCompletionSource done, CancellationToken stoppingToken)
    {
        var hasWorked = false;
        try
        {
            hasWorked = await ConfirmTenantAsync(tenantId, stoppingToken) > 0;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Asking leaves no traces: the next start asks again.
        }
#pragma warning disable CA1031 // The boundary of one tenant: a bug met by one must not stop the others, and must be seen.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.TenantFailed(exception, tenantId);
            await Task.Delay(Rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _inWork.TryRemove(tenantId, out _);
            done.SetResult();
            if (hasWorked)
            {
                bell.Ring(); // there may be more than one batch
            }
        }
    }

    private async Task<int> ConfirmTenantAsync(long tenantId, CancellationToken cancellationToken)
    {
        var due = await transactions.DueAsync(tenantId, Batch, onlyNew: false, cancellationToken);
        if (due.Count == 0)
        {
            return 0;
        }

        if (confirmer.Held(due[0].Tenant) is { } held)
        {
            // What was asked about before waits for its core as it is; of the others it is told that they are pending.
            var fresh = await transactions.DueAsync(tenantId, Batch, onlyNew: true, cancellationToken);
            await Task.WhenAll(fresh.Select(transaction => RecordAsync(transaction, held)));
            return fresh.Count;
        }

        Confirmation.Later? away = null;
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = _options.TenantConcurrency, CancellationToken = cancellationToken },
            async (transaction, cancellation) =>
            {
                var confirmation = Volatile.Read(ref away) ?? await confirmer.ConfirmAsync(transaction, cancellation);
                if (confirmation is Confirmation.Later { CoreIsAway: true } later)
                {
                    Volatile.Write(ref away, later); // the others would only wait for the same time-out
                }

                await RecordAsync(transaction, confirmation);
            });
        return due.Count;
    }

    private async Task RecordAsync(MoneyTransaction transaction, Confirmation confirmation)
    {
        if (confirmation is Confirmation.Later later)
        {
            logger.NotConfirmedYet(transaction.EventId, later.Why);
        }

        if (await transactions.ApplyAsync(transaction, confirmation) > 0)
        {
            deliveries.Ring();
        }
    }
}
