namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>One subscription's time at a place to post from: how far it has come, and whether it goes on.</summary>
internal sealed class SubscriptionTurn(SubscriptionStanding standing, OutcomeRecorder recorder, Func<bool> mustEnd)
{
    private readonly bool _wasSluggish = standing.IsSluggish;
    private readonly HashSet<long> _failedEvents = [];

    public SubscriptionStanding Standing => standing;

    public OutcomeRecorder Recorder => recorder;

    /// <summary>The last one read; null: start at the beginning.</summary>
    public DueNotification? Last { get; set; }

    public int Posted { get; private set; }

    public bool MayGoOn { get; private set; } = true;

    /// <summary>What was before it about the same transaction comes first.</summary>
    public bool MustWait(DueNotification notification) => _failedEvents.Contains(notification.EventId);

    /// <returns>False when the turn is over.</returns>
    public bool Note(DueNotification notification, PostResult result, DateTimeOffset now)
    {
        Posted++;
        if (!result.IsSuccess)
        {
            _failedEvents.Add(notification.EventId);
        }

        MayGoOn = !result.IsGone && recorder.Change == SubscriptionChange.None && standing.RestUntil <= now
            && (_wasSluggish || !standing.IsSluggish) && !mustEnd();
        return MayGoOn;
    }

    /// <summary>At the end of what was due: everything is recorded, and what has come before it meanwhile is found.</summary>
    public async Task StartOverAsync()
    {
        await recorder.FlushAsync();
        _failedEvents.Clear();
        Last = null;
        MayGoOn = recorder.Change == SubscriptionChange.None;
    }
}
