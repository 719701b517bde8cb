namespace SmsBridge.Faults;

/// <summary>Decides what the cores tell next. The n-th hook of a seed is always the same one, whoever posts it.</summary>
internal sealed class HookWriter(IReadOnlyList<FaultTenant> tenants, int seed)
{
    private const int Recent = 3_000; // repeats are of these

    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);
    private readonly Queue<HookKey> _next = new();
    private readonly List<HookKey> _keys = [];

    /// <summary>Every key there is, repeats once.</summary>
    public IReadOnlyList<HookKey> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _keys];
            }
        }
    }

    public HookKey Next()
    {
        lock (_lock)
        {
            if (_next.TryDequeue(out var queued))
            {
                return queued;
            }

            if (_keys.Count > 0 && Chance(0.05))
            {
                return _keys[_random.Next(Math.Max(0, _keys.Count - Recent), _keys.Count)];
            }

            foreach (var key in Write(tenants[_random.Next(tenants.Count)]))
            {
                _keys.Add(key);
                _next.Enqueue(key);
            }

            return _next.Dequeue();
        }
    }

    private IEnumerable<HookKey> Write(FaultTenant tenant)
    {
        var what = _random.NextDouble();
        return what switch
        {
            < 0.02 => [tenant.NextUnknown()],
            < 0.05 when tenant.TellsOfFailures => [tenant.NextFailure(_random)],
            < 0.30 => [tenant.NextText(_random)],
            < 0.60 => tenants.Where(other => other.SharesPeopleWith(tenant)).Select(other => other.NextClient()),
            _ => tenant.NextRepayments(_random, Chance(0.04) ? 2 : 1),
        };
    }

    private bool Chance(double share) => _random.NextDouble() < share;
}
