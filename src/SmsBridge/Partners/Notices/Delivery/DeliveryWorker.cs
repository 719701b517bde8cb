using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Restores;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>
/// Gives every subscription with something due a place of its own to post from. Places are bounded; receivers that fail or are slow share half
/// of them, and one partner has no more than an eighth, so that however many there are, the others find one free.
/// </summary>
internal sealed class DeliveryWorker(
    DeliveryOutbox outbox, SubscriptionRun run, DeliveryBell bell, RestoreDirectory restores, IOptions<NoticeOptions> options, TimeProvider time, ILogger<DeliveryWorker> logger)
    : BackgroundService, IFollowsClock
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StoreRest = TimeSpan.FromSeconds(5);

    private readonly NoticeOptions _options = options.Value;
    private readonly ConcurrentDictionary<long, Task> _inWork = new(); // by subscription
    private readonly ConcurrentDictionary<long, int> _ofPartners = new(); // places in use
    private readonly ConcurrentDictionary<long, SubscriptionStanding> _standings = new();
    private int _sluggish;
    private volatile bool _isWanted;
    private int _rotation;

    /// <summary>What is on its way is finished and recorded, within a receiver's time-out.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_inWork.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A person has looked at it: no rest, and the benefit of the doubt.</summary>
    public void Forgive(long subscriptionId)
    {
        if (_standings.TryGetValue(subscriptionId, out var standing))
        {
            standing.Forgive();
        }

        bell.Ring();
    }

    public void SetBack(WriteSession session, long latest, long by) => DeliveryOutbox.SetBack(session, latest, by);

    /// <summary>Who rests, rests no longer for it.</summary>
    public void SetBack(TimeSpan by)
    {
        foreach (var standing in _standings.Values)
        {
            standing.SetBack(by);
        }

        bell.Ring();
    }

    /// <summary>Everything that is due at the clock's time, and what becomes due by it. For tests.</summary>
    /// <returns>How many notifications were posted.</returns>
    internal async Task<int> DeliverDueAsync(CancellationToken cancellationToken)
    {
        var total = 0;
        while (true)
        {
            var due = (await outbox.DueSubscriptionsAsync(cancellationToken)).Where(MayPost).Select(each => each.Id).ToList();
            var posted = await Task.WhenAll(due.Select(id => run.RunAsync(id, StandingOf(id), () => false, cancellationToken)));
            total += posted.Sum();
            if (posted.Sum() == 0)
            {
                return total;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_options.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StartDueAsync(stoppingToken);
                await bell.WaitAsync(_options.PollInterval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The boundary of the loop: trouble must be seen, and must not stop everybody's notifications.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                logger.DeliveryFailed(exception);
                await Task.Delay(StoreRest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task StartDueAsync(CancellationToken stoppingToken)
    {
        var due = await outbox.DueSubscriptionsAsync(stoppingToken);
        var first = due.Count == 0 ? 0 : (_rotation++ & int.MaxValue) % due.Count;
        var leftOut = false;
        foreach (var subscription in due.Skip(first).Concat(due.Take(first)))
        {
            if (!_inWork.ContainsKey(subscription.Id) && MayPost(subscription))
            {
                leftOut |= !TryStart(subscription, stoppingToken);
            }
        }

        _isWanted = leftOut;
    }

    /// <summary>Only the loop starts any, so that what it has counted does not grow meanwhile.</summary>
    private bool TryStart(DueSubscription subscription, CancellationToken stoppingToken)
    {
        var subscriptionId = subscription.Id;
        if (_ofPartners.GetValueOrDefault(subscription.PartnerId) >= Math.Max(2, _options.Concurrency / 8))
        {
            return false;
        }

        var standing = StandingOf(subscriptionId);
        var isSluggish = standing.IsSluggish;
        if (_inWork.Count >= _options.Concurrency || (isSluggish && Volatile.Read(ref _sluggish) >= _options.Concurrency / 2))
        {
            return false;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_inWork.TryAdd(subscriptionId, done.Task))
        {
            Interlocked.Add(ref _sluggish, isSluggish ? 1 : 0);
            _ofPartners.AddOrUpdate(subscription.PartnerId, 1, static (_, count) => count + 1);
            _ = Task.Run(() => WorkAsync(subscription, standing, isSluggish, done, stoppingToken), CancellationToken.None);
        }

        return true;
    }

    private async Task WorkAsync(DueSubscription subscription, SubscriptionStanding standing, bool isSluggish, TaskCompletionSource done, CancellationToken stoppingToken)
    {
        var (subscriptionId, started) = (subscription.Id, time.GetTimestamp());
        try
        {
            await run.RunAsync(subscriptionId, standing, () => _isWanted && time.GetElapsedTime(started) >= Turn, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping: what was under way is posted again by the next start, under the same id.
        }
#pragma warning disable CA1031 // The boundary of one subscription: a bug met by one must not stop the others, and must be seen.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            logger.RunFailed(exception, subscriptionId);
            standing.Rest(time.GetUtcNow() + StoreRest); // posting goes on without the disk, recording does not
        }
        finally
        {
            Interlocked.Add(ref _sluggish, isSluggish ? -1 : 0);
            _ofPartners.AddOrUpdate(subscription.PartnerId, 0, static (_, count) => count - 1);
            _inWork.TryRemove(subscriptionId, out _);
            done.SetResult();
            bell.Ring();
        }
    }

    /// <summary>Not to a partner of whose tenants one is closed after a restore: what it would be told may have been told already, or be another matter by now.</summary>
    private bool MayPost(DueSubscription subscription) => !restores.HoldsPartner(subscription.PartnerId) && StandingOf(subscription.Id).RestUntil <= time.GetUtcNow();

    private SubscriptionStanding StandingOf(long subscriptionId) => _standings.GetOrAdd(subscriptionId, static _ => new SubscriptionStanding());
}
