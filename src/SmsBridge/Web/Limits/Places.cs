namespace SmsBridge.Web.Limits;

/// <summary>How many may be at work, and how many may wait.</summary>
/// <param name="All">At work at once.</param>
/// <param name="Strangers">Of these, how many may be strangers: the rest is kept for who is known.</param>
/// <param name="OfOne">At work at once of one key.</param>
/// <param name="Waiting">Strangers that wait, and again as many who are known.</param>
/// <param name="WaitingOfOne">Of one key.</param>
/// <param name="LongestWait">Then it is given up.</param>
internal sealed record PlaceRules(int All, int Strangers, int OfOne, int Waiting, int WaitingOfOne, TimeSpan LongestWait);

/// <summary>
/// Places for work that takes long and that anybody may ask for. Who is known goes first and has places no stranger can take; nobody has more than his
/// share; who finds no room, or waits too long, is told so. Not a <c>ConcurrencyLimiter</c>: that one queues all in one line, so the first whose share is
/// used up holds up everybody behind him.
/// </summary>
internal sealed class Places(PlaceRules rules, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _known = new();
    private readonly LinkedList<Waiter> _strangers = new();
    private readonly Dictionary<string, int> _atWork = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _waiting = new(StringComparer.Ordinal);
    private int _all;
    private int _strange;

    /// <param name="keys">What he shares with others: network, endpoint. Each has its share.</param>
    /// <returns>To be disposed of when the work is done; null: there was no room, or it took too long.</returns>
    public async ValueTask<IDisposable?> EnterAsync(IReadOnlyList<string> keys, bool isKnown, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            waiter = new Waiter(this, keys, isKnown);
            if (MayWork(waiter))
            {
                Begin(waiter);
                return waiter;
            }

            var line = isKnown ? _known : _strangers;
            if (line.Count >= rules.Waiting || keys.Any(key => _waiting.GetValueOrDefault(key) >= rules.WaitingOfOne))
            {
                return null;
            }

            Count(_waiting, keys, 1);
            line.AddLast(waiter);
        }

        try
        {
            await waiter.Turn.WaitAsync(rules.LongestWait, time, cancellationToken);
            return waiter;
        }
        catch (TimeoutException)
        {
            return GiveUp(waiter) ? null : waiter; // its turn may have come in this very moment
        }
        catch (OperationCanceledException)
        {
            if (!GiveUp(waiter))
            {
                waiter.Dispose();
            }

            throw;
        }
    }

    private bool MayWork(Waiter waiter) =>
        _all < rules.All && (waiter.IsKnown || _strange < rules.Strangers)
        && waiter.Keys.All(key => _atWork.GetValueOrDefault(key) < rules.OfOne);

    private void Begin(Waiter waiter)
    {
        _all++;
        _strange += waiter.IsKnown ? 0 : 1;
        Count(_atWork, waiter.Keys, 1);
    }

    private bool GiveUp(Waiter waiter)
    {
        lock (_gate)
        {
            if (!(waiter.IsKnown ? _known : _strangers).Remove(waiter))
            {
                return false;
            }

            Count(_waiting, waiter.Keys, -1);
            return true;
        }
    }

    private void Leave(Waiter waiter)
    {
        lock (_gate)
        {
            _all--;
            _strange -= waiter.IsKnown ? 0 : 1;
            Count(_atWork, waiter.Keys, -1);
            CallNext(_known);
            CallNext(_strangers);
        }
    }

    private void CallNext(LinkedList<Waiter> line)
    {
        for (var node = line.First; node is not null && _all < rules.All;)
        {
            var (waiter, next) = (node.Value, node.Next);
            if (MayWork(waiter))
            {
                line.Remove(node);
                Count(_waiting, waiter.Keys, -1);
                Begin(waiter);
                waiter.Call();
            }

            node = next;
        }
    }

    private static void Count(Dictionary<string, int> counts, IReadOnlyList<string> keys, int by)
    {
        foreach (var key in keys)
        {
            var count = counts.GetValueOrDefault(key) + by;
            if (count == 0)
            {
                counts.Remove(key);
            }
            else
            {
                counts[key] = count;
            }
        }
    }

    /// <summary>Somebody who waits for a place, and then has it.</summary>
    private sealed class Waiter(Places places, IReadOnlyList<string> keys, bool isKnown) : IDisposable
    {
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left;

        public IReadOnlyList<string> Keys => keys;

        public bool IsKnown => isKnown;

        public Task Turn => _turn.Task;

        public void Call() => _turn.TrySetResult();

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                places.Leave(this);
            }
        }
    }
}
