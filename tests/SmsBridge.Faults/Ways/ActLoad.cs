namespace SmsBridge.Faults.Ways;

/// <summary>Lets the cores act, as often as was released, and tells of each by the ways drawn for it; now and then a block of events comes once more, by the same broker or by another.</summary>
internal sealed class ActLoad(IReadOnlyList<FaultTenant> tenants, EventBrokers brokers, int seed) : IDisposable
{
    private const int AtOnce = 8;
    private const int MostInBlock = 40;
    private const double Untold = 0.1;

    private static readonly ActWay[] Told = [ActWay.Hook, ActWay.Event, ActWay.HookThenEvent, ActWay.EventThenHook, ActWay.AtOnce];

    private readonly SemaphoreSlim _tickets = new(0);
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();
    private readonly List<CoreAct> _acts = [];
    private readonly List<CoreAct> _published = [];
    private long _open;

    public IReadOnlyList<CoreAct> Acts
    {
        get
        {
            lock (_lock)
            {
                return [.. _acts];
            }
        }
    }

    /// <summary>Released, and not told to the end.</summary>
    public long Open => Interlocked.Read(ref _open);

    public void Release(int count)
    {
        if (count > 0)
        {
            Interlocked.Add(ref _open, count);
            _tickets.Release(count);
        }
    }

    /// <summary>Acts until stopped. What is cut off then stands in the audit trail.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => ActAsync(stopping), CancellationToken.None)));

    /// <summary>Every event once more, by each broker, and the hooks of those that were never told: all of it is known by now.</summary>
    public async Task TellAllAgainAsync(CancellationToken cancellationToken)
    {
        var acts = Acts;
        for (var broker = 0; broker < brokers.Count; broker++)
        {
            foreach (var block in acts.Chunk(MostInBlock))
            {
                await PublishAsync(broker, block, cancellationToken);
            }
        }

        foreach (var act in acts.Where(act => act.Key.Postings.Count == 0))
        {
            act.Key.Add(await HookLoad.PostAsync(act.Key, cancellationToken));
        }
    }

    public void Dispose() => _tickets.Dispose();

    private async Task ActAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _tickets.WaitAsync(stopping);
                var (act, way) = Next();
                await TellAsync(act, way, stopping);
                if (Roll(0, 20) == 0)
                {
                    await RepeatBlockAsync(stopping);
                }

                Interlocked.Decrement(ref _open);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private (CoreAct Act, ActWay Way) Next()
    {
        lock (_lock)
        {
            var act = tenants[_random.Next(tenants.Count)].NextAct(_random, TimeProvider.System.GetUtcNow());
            _acts.Add(act);
            return (act, _random.NextDouble() < Untold ? ActWay.Untold : Told[_random.Next(Told.Length)]);
        }
    }

    private Task TellAsync(CoreAct act, ActWay way, CancellationToken stopping) =>
        way switch
        {
            ActWay.Hook => PostAsync(act, stopping),
            ActWay.Event => PublishAsync(act, stopping),
            ActWay.HookThenEvent => OneAfterAnotherAsync(() => PostAsync(act, stopping), () => PublishAsync(act, stopping), stopping),
            ActWay.EventThenHook => OneAfterAnotherAsync(() => PublishAsync(act, stopping), () => PostAsync(act, stopping), stopping),
            ActWay.AtOnce => Task.WhenAll(PostAsync(act, stopping), PublishAsync(act, stopping)),
            _ => Task.CompletedTask,
        };

    private async Task OneAfterAnotherAsync(Func<Task> one, Func<Task> other, CancellationToken stopping)
    {
        await one();
        await PauseAsync(0, 2_000, stopping);
        await other();
    }

    /// <summary>As cores do: once. What got no answer is told again, or is not.</summary>
    private async Task PostAsync(CoreAct act, CancellationToken stopping)
    {
        do
        {
            var posting = await HookLoad.PostAsync(act.Key, stopping);
            act.Key.Add(posting);
            if (posting.Outcome is PostOutcome.Accepted or PostOutcome.Duplicate or PostOutcome.Ignored)
            {
                return;
            }

            await PauseAsync(50, 1_000, stopping);
        }
        while (Roll(0, 2) == 0);
    }

    private async Task PublishAsync(CoreAct act, CancellationToken stopping)
    {
        await PublishAsync(Roll(0, brokers.Count), [act], stopping);
        lock (_lock)
        {
            _published.Add(act);
        }
    }

    /// <summary>Of a core that was not sure whether its broker had them: all of one run of its job.</summary>
    private async Task RepeatBlockAsync(CancellationToken stopping)
    {
        List<CoreAct> block;
        lock (_lock)
        {
            block = [.. _published.TakeLast(_random.Next(1, MostInBlock))];
        }

        await (block.Count > 0 ? PublishAsync(Roll(0, brokers.Count), block, stopping) : Task.CompletedTask);
    }

    private Task PublishAsync(int broker, IReadOnlyList<CoreAct> block, CancellationToken cancellationToken) =>
        brokers.PublishAsync(broker, block[0].Account, [.. block.Select(act => act.Message)], cancellationToken);

    private Task PauseAsync(int from, int below, CancellationToken stopping) => Task.Delay(TimeSpan.FromMilliseconds(Roll(from, below)), TimeProvider.System, stopping);

    private int Roll(int from, int below)
    {
        lock (_lock)
        {
            return _random.Next(from, below);
        }
    }
}
