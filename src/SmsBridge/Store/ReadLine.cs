namespace SmsBridge.Store;

/// <summary>
/// Who waits to read. Those of one key, or of one operator, have a line of their own, and lines take turns: whoever asks a thousand times holds up his own reads and no others. All but one of the
/// readers is the most that one line has at work at once. Not safe for several threads at once.
/// </summary>
/// <param name="readers">At work at once.</param>
internal sealed class ReadLine(int readers)
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly LinkedList<Line> _turns = new();

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <param name="reader">Null: the bridge itself, which does not ask for more than it needs, and whose lines are many in one.</param>
    public int WaitingOf(string? reader) => _lines.GetValueOrDefault(reader ?? "")?.Waiting.Count ?? 0;

    public void Add(WaitingRead read)
    {
        var name = read.Reader ?? "";
        if (!_lines.TryGetValue(name, out var line))
        {
            _lines.Add(name, line = new Line(name, name.Length == 0 ? readers : Math.Max(1, readers - 1)));
        }

        if (line.Waiting.Count == 0)
        {
            _turns.AddLast(line);
        }

        line.Waiting.Enqueue(read);
        Count++;
    }

    /// <summary>The next whose turn it is; it is at work until <see cref="Done"/>.</summary>
    /// <returns>Null: nobody waits, or only those whose share is at work.</returns>
    public WaitingRead? Take()
    {
        for (var turn = _turns.First; turn is not null; turn = turn.Next)
        {
            var line = turn.Value;
            if (line.AtWork < line.Share)
            {
                _turns.Remove(turn);
                var read = line.Waiting.Dequeue();
                if (line.Waiting.Count > 0)
                {
                    _turns.AddLast(line); // behind the others
                }

                line.AtWork++;
                Count--;
                return read;
            }
        }

        return null;
    }

    public void Done(WaitingRead read)
    {
        var line = _lines[read.Reader ?? ""];
        line.AtWork--;
        if (line is { AtWork: 0, Waiting.Count: 0 })
        {
            _lines.Remove(line.Name);
        }
    }

    /// <summary>All that wait, who wait no more.</summary>
    public IReadOnlyList<WaitingRead> Clear()
    {
        List<WaitingRead> left = [.. _turns.SelectMany(line => line.Waiting)];
        _turns.Clear();
        _lines.Clear();
        Count = 0;
        return left;
    }

    private sealed class Line(string name, int share)
    {
        public string Name => name;

        public int Share => share;

        public Queue<WaitingRead> Waiting { get; } = new();

        public int AtWork { get; set; }
    }
}

/// <param name="Reader">Whose it is.</param>
internal sealed record WaitingRead(string? Reader, Action Work, CancellationToken Cancelled);
