using SmsBridge.Store;

namespace SmsBridge.Partners.Notices.Delivery;

/// <summary>
/// Records outcomes of one subscription while the next notifications are already on their way: one record is being written, and whatever comes
/// meanwhile goes together into the next. At-least-once allows it: what a crash keeps from being recorded is posted again under the same
/// <c>webhook-id</c>.
/// </summary>
internal sealed class OutcomeRecorder(DeliveryOutbox outbox, WorkLease lease, long subscriptionId, TimeProvider time)
{
    /// <summary>As many as this may be in doubt after a crash; then the next post waits for the disk.</summary>
    private const int MostUnrecorded = 256;

    /// <summary>So many go well into one commit: one by one they would each rewrite the same pages.</summary>
    private const int Worthwhile = 64;

    /// <summary>Fewer than that wait no longer than this, so that a crash repeats next to nothing to a slow receiver.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private List<DeliveryOutcome> _waiting = [];
    private long _waitingSince;
    private Task<SubscriptionChange> _writing = Task.FromResult(SubscriptionChange.None);

    /// <summary>What the records so far did to the subscription.</summary>
    public SubscriptionChange Change { get; private set; }

    public async Task AddAsync(DeliveryOutcome outcome)
    {
        if (_waiting.Count == 0)
        {
            _waitingSince = time.GetTimestamp();
        }

        _waiting.Add(outcome);
        var isTime = _waiting.Count >= Worthwhile || time.GetElapsedTime(_waitingSince) >= LongestWait;
        if ((isTime && _writing.IsCompleted) || _waiting.Count >= MostUnrecorded)
        {
            await NextAsync();
        }
    }

    /// <summary>Returns when everything is on disk.</summary>
    public async Task FlushAsync()
    {
        while (_waiting.Count > 0)
        {
            await NextAsync();
        }

        await NoteAsync();
    }

    private async Task NextAsync()
    {
        await NoteAsync();
        var outcomes = _waiting;
        _waiting = [];
        _writing = outbox.RecordAsync(lease, subscriptionId, outcomes);
    }

    private async Task NoteAsync()
    {
        var change = await _writing;
        Change = change == SubscriptionChange.None ? Change : change;
    }
}
