using SmsBridge.Storage;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>Posts what one subscription has due, one notification at a time and in order.</summary>
internal sealed class SubscriptionRun(
    DeliveryOutbox outbox, WebhookPoster poster, CallbackUrlPolicy policy, SecretBox secrets, DeliverySchedule schedule, Alarms alarms, TimeProvider time,
    ILogger<SubscriptionRun> logger)
{
    /// <summary>Read together, and recorded before the next are read.</summary>
    private const int Batch = 256;

    private static readonly TimeSpan MendDelay = TimeSpan.FromMinutes(1);

    /// <param name="standing">Kept up to date on the way; a run ends when the subscription has to rest, or has turned slow.</param>
    /// <param name="mustEnd">Whether somebody else waits for this place and has waited long enough.</param>
    /// <returns>How many notifications were posted.</returns>
    public async Task<int> RunAsync(long subscriptionId, SubscriptionStanding standing, Func<bool> mustEnd, CancellationToken cancellationToken)
    {
        var posted = 0;
        var mayGoOn = true;
        while (mayGoOn && !cancellationToken.IsCancellationRequested)
        {
            if (await FindTargetAsync(subscriptionId, standing, cancellationToken) is not { } target)
            {
                break;
            }

            var due = await outbox.DueAsync(subscriptionId, Batch, cancellationToken);
            (var count, mayGoOn) = await PostAsync(subscriptionId, target, due, standing, mustEnd, cancellationToken);
            posted += count;
            mayGoOn = mayGoOn && due.Count > 0;
        }

        return posted;
    }

    private async Task<(int Posted, bool MayGoOn)> PostAsync(
        long subscriptionId, PostTarget target, List<DueNotification> due, SubscriptionStanding standing, Func<bool> mustEnd,
        CancellationToken cancellationToken)
    {
        var wasSluggish = standing.IsSluggish;
        var recorder = new OutcomeRecorder(outbox, subscriptionId);
        var failedEvents = new HashSet<long>();
        var posted = 0;
        var mayGoOn = true;
        try
        {
            foreach (var notification in due)
            {
                if (failedEvents.Contains(notification.EventId))
                {
                    continue; // what was before it about the same transaction comes first
                }

                var result = await poster.PostAsync(target, notification, cancellationToken);
                await recorder.AddAsync(Judge(notification, result, standing));
                posted++;
                if (!result.IsSuccess)
                {
                    failedEvents.Add(notification.EventId);
                    logger.NotDelivered(notification.Id, notification.Attempts + 1, result.Status ?? 0, result.Detail ?? "");
                }

                mayGoOn = !result.IsGone && standing.RestUntil <= time.GetUtcNow() && (wasSluggish || !standing.IsSluggish) && !mustEnd();
                if (!mayGoOn)
                {
                    break;
                }
            }
        }
        finally
        {
            await recorder.FlushAsync(); // also while stopping: what was posted is not posted again
        }

        return (posted, await SettleAsync(subscriptionId, recorder.Change) && mayGoOn);
    }

    private DeliveryOutcome Judge(DueNotification notification, PostResult result, SubscriptionStanding standing)
    {
        var now = time.GetUtcNow();
        standing.Note(result, now);
        return new DeliveryOutcome(notification, result, result.IsSuccess ? null : schedule.Next(notification.Tries + 1, result, now));
    }

    /// <returns>False when nothing more is to be posted.</returns>
    private async Task<bool> SettleAsync(long subscriptionId, SubscriptionChange change)
    {
        if (change == SubscriptionChange.None)
        {
            return true;
        }

        await HoldAllAsync(subscriptionId);
        await alarms.RaiseAsync(subscriptionId, change);
        return false;
    }

    /// <summary>Read anew for each batch, so that a new URL, a new secret or a disabling takes effect at once. Null: nothing is to be posted now.</summary>
    private async Task<PostTarget?> FindTargetAsync(long subscriptionId, SubscriptionStanding standing, CancellationToken cancellationToken)
    {
        var found = await outbox.FindSubscriptionAsync(subscriptionId, cancellationToken);
        if (found is not { IsDeleted: false, Row: { DisabledAt: null } row })
        {
            await HoldAllAsync(subscriptionId);
            return null;
        }

        var now = time.GetUtcNow();
        var subscription = row.Open(secrets);
        if (policy.Check(subscription.CallbackUrl) is not CallbackUrlReading.Allowed { Url: var url })
        {
            logger.UrlNotAllowed(subscriptionId);
            standing.Rest(now + MendDelay);
            return null;
        }

        if (!WebhookSignature.TryReadSecret(subscription.Secrets.Current, out var current))
        {
            logger.SecretLost(subscriptionId);
            standing.Rest(now + MendDelay);
            return null;
        }

        var hasPrevious = subscription.Secrets.PreviousUntil > now & WebhookSignature.TryReadSecret(subscription.Secrets.Previous, out var previous);
        return new PostTarget(url, hasPrevious ? [current, previous!] : [current]);
    }

    private async Task HoldAllAsync(long subscriptionId)
    {
        while (await outbox.HoldAsync(subscriptionId) > 0)
        {
        }
    }
}
