namespace SmsBridge.Simulator.Bridge;

/// <summary>The last lines a process wrote, oldest first. Safe for concurrent use.</summary>
internal sealed class BridgeOutput(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private TaskCompletionSource _written = NewSignal();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>Null, the end of the stream, is no line.</summary>
    public void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        TaskCompletionSource written;
        lock (_lock)
        {
            _lines.Enqueue(line);
            while (_lines.Count > capacity)
            {
                _lines.Dequeue();
            }

            (written, _written) = (_written, NewSignal());
        }

        written.SetResult();
    }

    public void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
        }
    }

    /// <summary>The first line kept that holds <paramref name="text"/>, now or as soon as there is one.</summary>
    public async Task<string> WaitForAsync(string text, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task written;
            lock (_lock)
            {
                if (_lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
                {
                    return found;
                }

                written = _written.Task;
            }

            await written.WaitAsync(cancellationToken);
        }
    }

    public override string ToString() => string.Join(Environment.NewLine, Lines);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
