namespace SmsBridge.Store;

/// <summary>Rows into a table, as the store takes many of them best: one statement each in the same process, one for all over a connection.</summary>
internal sealed class ManyRows : IDisposable
{
    private readonly PreparedStatement? _one;
    private readonly PreparedMany<bool>? _many;
    private bool _isEmpty = true;

    /// <param name="onConflict">What becomes of a row that is there.</param>
    public ManyRows(WriteSession session, string table, string columns, string onConflict)
    {
        string[] names = columns.Split(", ");
        var values = string.Join(", ", names.Select(name => "@" + name));
        if (session.TakesSets)
        {
            _many = session.PrepareSet(null, $"INSERT INTO {table} ({columns}) SELECT {values} FROM given {onConflict}", names);
        }
        else
        {
            _one = session.Prepare($"INSERT INTO {table} ({columns}) VALUES ({values}) {onConflict}", names);
        }
    }

    /// <summary>To bind the next row.</summary>
    public StatementValues Values => (StatementValues?)_one ?? _many!;

    /// <summary>Leaves what was added and is not in the table: a run before this one may have been broken off.</summary>
    public void Clear()
    {
        _isEmpty = true;
        _many?.Clear();
    }

    /// <summary>The row is bound.</summary>
    public void Add()
    {
        if (_one is not null)
        {
            _one.Execute();
            return;
        }

        _isEmpty = false;
        _many!.Add();
    }

    /// <summary>All that were added are in the table.</summary>
    public void Flush()
    {
        if (!_isEmpty)
        {
            _isEmpty = true;
            _many!.Execute();
        }
    }

    public void Dispose()
    {
        _one?.Dispose();
        _many?.Dispose();
    }
}
