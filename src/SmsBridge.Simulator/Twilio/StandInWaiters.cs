namespace SmsBridge.Simulator.Twilio;

/// <summary>Lets a test wait for a message to look a certain way, without polling. Free when nobody waits.</summary>
internal sealed class StandInWaiters
{
    private readonly Lock _lock = new();
    private readonly List<(Predicate<StandInMessageView> Predicate, TaskCompletionSource<StandInMessageView> Found)> _waiters = [];
    private volatile int _count;

    public void Changed(StandInMessage message)
    {
        if (_count == 0)
        {
            return;
        }

        var view = message.View();
        lock (_lock)
        {
            foreach (var waiter in _waiters.Where(waiter => waiter.Predicate(view)))
            {
                waiter.Found.TrySetResult(view);
            }
        }
    }

    public async Task<StandInMessageView> WaitAsync(
        Predicate<StandInMessageView> predicate, Func<IReadOnlyList<StandInMessageView>> existing, CancellationToken cancellationToken)
    {
        var waiter = (predicate, new TaskCompletionSource<StandInMessageView>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            _waiters.Add(waiter);
            _count = _waiters.Count;
        }

        try
        {
            // Looked at after signing up, so nothing is missed in between.
            return existing().FirstOrDefault(view => predicate(view)) ?? await waiter.Item2.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _waiters.Remove(waiter);
                _count = _waiters.Count;
            }
        }
    }
}
