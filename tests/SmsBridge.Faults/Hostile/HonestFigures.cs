namespace SmsBridge.Faults.Hostile;

/// <summary>What honest cores met with, during one attack or all of them.</summary>
internal sealed class HonestFigures(string name)
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _hooks = [];
    private readonly List<TimeSpan> _registrations = [];
    private readonly List<string> _lost = [];
    private readonly List<string> _refused = [];

    public string Name => name;

    public int Hooks => Locked(() => _hooks.Count);

    public int Registrations => Locked(() => _registrations.Count);

    /// <summary>Why each hook that was not answered 2xx was not: a core tells it once, so it is lost.</summary>
    public IReadOnlyList<string> Lost => Locked<IReadOnlyList<string>>(() => [.. _lost]);

    /// <summary>What registrations were answered that got no key.</summary>
    public IReadOnlyList<string> Refused => Locked<IReadOnlyList<string>>(() => [.. _refused]);

    public TimeSpan Median => Share(0.5);

    public TimeSpan P99 => Share(0.99);

    public TimeSpan Worst => Share(1);

    public TimeSpan WorstRegistration => Locked(() => _registrations.DefaultIfEmpty().Max());

    /// <param name="problem">Null: it was answered 2xx.</param>
    public void AddHook(TimeSpan took, string? problem) => Add(_hooks, _lost, took, problem);

    /// <param name="problem">Null: it got a key.</param>
    public void AddRegistration(TimeSpan took, string? problem) => Add(_registrations, _refused, took, problem);

    /// <summary>All of several.</summary>
    public static HonestFigures Sum(string name, IEnumerable<HonestFigures> all)
    {
        var sum = new HonestFigures(name);
        foreach (var one in all)
        {
            sum._hooks.AddRange(one._hooks);
            sum._registrations.AddRange(one._registrations);
            sum._lost.AddRange(one._lost);
            sum._refused.AddRange(one._refused);
        }

        return sum;
    }

    private void Add(List<TimeSpan> times, List<string> problems, TimeSpan took, string? problem)
    {
        lock (_lock)
        {
            times.Add(took);
            if (problem is not null)
            {
                problems.Add(problem);
            }
        }
    }

    private TimeSpan Share(double share) => Locked(() =>
    {
        var sorted = _hooks.Order().ToList();
        return sorted.Count == 0 ? TimeSpan.Zero : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    });

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
