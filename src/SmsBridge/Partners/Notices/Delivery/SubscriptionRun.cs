namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>Posts what one subscription has due, one notification at a time and in order.</summary>
internal sealed class SubscriptionRun(
    DeliveryOutbox outbox, PostTargets targets, WebhookPoster poster, DeliverySchedule schedule, SubscriptionAlarms alarms, TimeProvider time, ILogger<SubscriptionRun> logger)
{
    private const int Batch = 256; // read together

    /// <summary>How old what is known of the subscription may be: with a slow receiver a batch can take an hour.</summary>
    private static readonly TimeSpan TargetAge = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan MendDelay = TimeSpan.FromMinutes(1);

    /// <summary>Another process posts to it: when to see whether it still does.</summary>
    private static readonly TimeSpan ElsewhereDelay = TimeSpan.FromSeconds(5);

    /// <param name="standing">Kept up to date on the way; a run ends when the subscription has to rest, or has turned slow.</param>
    /// <param name="mustEnd">Whether somebody else waits for this place and has waited long enough.</param>
    /// <returns>How many notifications were posted.</returns>
    public async Task<int> RunAsync(long subscriptionId, SubscriptionStanding standing, Func<bool> mustEnd, CancellationToken cancellationToken)
    {
        if (await outbox.LeaseAsync(subscriptionId) is not { } lease)
        {
            standing.Rest(time.GetUtcNow() + ElsewhereDelay);
            return 0;
        }

        var turn = new SubscriptionTurn(standing, new OutcomeRecorder(outbox, lease, subscriptionId, time), mustEnd);
        try
        {
            while (turn.MayGoOn && !cancellationToken.IsCancellationRequested && await outbox.KeepAsync(lease)
                && await FindTargetAsync(subscriptionId, standing, cancellationToken) is { } target)
            {
                var due = await outbox.DueAsync(subscriptionId, turn.Last, Batch, cancellationToken);
                if (due.Count == 0 && turn.Last is null)
                {
                    break;
                }

                await (due.Count == 0 ? turn.StartOverAsync() : PostAsync(turn, target, due, cancellationToken));
            }
        }
        finally
        {
            await turn.Recorder.FlushAsync(); // also while stopping: what was posted is not posted again
        }

        await SettleAsync(subscriptionId, turn.Recorder.Change);
        return turn.Posted;
    }

    private async Task PostAsync(SubscriptionTurn turn, PostTarget target, List<DueNotification> due, CancellationToken cancellationToken)
    {
        var read = time.GetTimestamp();
        foreach (var notification in due)
        {
            if (time.GetElapsedTime(read) > TargetAge)
            {
                return; // the rest is read again, with the target
            }

            turn.Last = notification;
            if (turn.MustWait(notification))
            {
                continue;
            }

            var result = await poster.PostAsync(target, notification, cancellationToken);
            await turn.Recorder.AddAsync(Judge(notification, result, turn.Standing));
            if (!result.IsSuccess)
            {
                logger.NotDelivered(notification.Id, notification.Attempts + 1, result.Status ?? 0, result.Detail ?? "");
            }

            if (!turn.Note(notification, result, time.GetUtcNow()))
            {
                return;
            }
        }
    }

    private DeliveryOutcome Judge(DueNotification notification, PostResult result, SubscriptionStanding standing)
    {
        var now = time.GetUtcNow();
        standing.Note(result, now);
        return new DeliveryOutcome(notification, result, result.IsSuccess ? null : schedule.Next(notification.Tries + 1, result, now));
    }

    private async Task SettleAsync(long subscriptionId, SubscriptionChange change)
    {
        if (change != SubscriptionChange.None)
        {
            await outbox.HoldAllAsync(subscriptionId);
            await alarms.RaiseAsync(subscriptionId, change);
        }
    }

    /// <summary>Read anew for each batch, and at least each second, so that a new URL, a new secret or a disabling takes effect at once. Null: nothing is to be posted now.</summary>
    private async Task<PostTarget?> FindTargetAsync(long subscriptionId, SubscriptionStanding standing, CancellationToken cancellationToken)
    {
        var found = await outbox.FindSubscriptionAsync(subscriptionId, cancellationToken);
        if (found is not { IsDeleted: false, Row: { DisabledAt: null } row })
        {
            await outbox.HoldAllAsync(subscriptionId);
            return null;
        }

        var now = time.GetUtcNow();
        var target = targets.Of(subscriptionId, row, now);
        if (target is null)
        {
            standing.Rest(now + MendDelay);
        }

        return target;
    }
}
