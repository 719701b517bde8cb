namespace SmsBridge.Simulator.Core;

/// <summary>Something that goes wrong at the stand-in core, for every request whose path contains <see cref="PathPart"/>.</summary>
internal sealed record CoreFault(string PathPart)
{
    /// <summary>How many requests it spoils; null: all.</summary>
    public int? Times { get; init; }

    /// <summary>Answer with this; null: answer as usual (after the delay).</summary>
    public int? Status { get; init; }

    public string Body { get; init; } = string.Empty;

    /// <summary>Send <see cref="Body"/> packed.</summary>
    public bool Gzip { get; init; }

    public string ContentType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Wait before anything else.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Wait for this before anything else.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>Cut the connection instead of answering.</summary>
    public bool Drop { get; init; }

    /// <summary>With <see cref="Status"/>: promise this many bytes more than are sent, then cut the connection.</summary>
    public int MissingBytes { get; init; }

    /// <summary>The record is not committed yet: the first <paramref name="times"/> requests find nothing, later ones do.</summary>
    public static CoreFault NotFoundFirst(string pathPart, int times) =>
        new(pathPart) { Times = times, Status = 404, Body = StandInErrors.NotFound("resource", 0) };
}

/// <summary>The faults in force. The first that matches is taken; spent ones are out.</summary>
internal sealed class CoreFaults
{
    private readonly Lock _lock = new();
    private readonly List<(CoreFault Fault, int Left)> _faults = [];
    private volatile bool _any;

    /// <summary>Decides by its path for each request that no fault in force is meant for.</summary>
    public Func<string, CoreFault?>? Plan { get; set; }

    public void Add(CoreFault fault)
    {
        lock (_lock)
        {
            _faults.Add((fault, fault.Times ?? int.MaxValue));
            _any = true;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _faults.Clear();
            _any = false;
        }
    }

    public CoreFault? Take(string path)
    {
        if (!_any)
        {
            return Plan?.Invoke(path);
        }

        lock (_lock)
        {
            var index = _faults.FindIndex(entry => entry.Left > 0 && path.Contains(entry.Fault.PathPart, StringComparison.Ordinal));
            if (index < 0)
            {
                return Plan?.Invoke(path);
            }

            var (fault, left) = _faults[index];
            _faults[index] = (fault, fault.Times is null ? left : left - 1);
            return fault;
        }
    }
}
