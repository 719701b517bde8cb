namespace SmsBridge.Ledger;

/// <summary>
/// One claim's look at the inbox. What came in since the last one is read in order of arrival, so many at a time. The caller takes what it has room for;
/// the rest stays as it is while nothing else can be behind it, and is put aside for its tenant when something can: a tenant with a hundred thousand
/// waiting is in nobody's way. Belongs to the writer's transaction: what is not committed was not taken.
/// </summary>
internal sealed class InboxSorting
{
    /// <summary>Read at a time. To put so many aside costs about as much as a commit.</summary>
    internal const int Window = 256;

    /// <summary>Ids between the cursor and the newest event: beyond this a look that finds little has to pass too much that does not wait.</summary>
    internal const int LongestSpan = 4 * Window;

    /// <summary>More than so many would be read again by each claim for longer than it takes to put them aside.</summary>
    internal const int MostLeft = 32;

    private readonly PendingStatements _statements;
    private readonly bool _byCursor;
    private readonly long _cursor;
    private readonly List<PendingEvent> _arrived;
    private readonly HashSet<long> _withAside;
    private readonly HashSet<long> _taken = [];

    /// <param name="byCursor">False: what comes in is put aside for its tenant at once, and there is nothing to sort.</param>
    public InboxSorting(PendingStatements statements, bool byCursor)
    {
        (_statements, _byCursor) = (statements, byCursor);
        _cursor = byCursor ? statements.Cursor() : 0;
        _arrived = byCursor ? statements.Arrived(_cursor, Window) : [];
        _withAside = [.. statements.Tenants()];
        Tenants = [.. _withAside.Union(_arrived.Select(arrived => arrived.TenantId))];
    }

    /// <summary>Tenants with something waiting, as far as was looked.</summary>
    public IReadOnlyCollection<long> Tenants { get; }

    /// <summary>More may have come in than was looked at: sort again soon.</summary>
    public bool IsFull => _arrived.Count == Window;

    /// <summary>Takes a tenant's oldest waiting events out of the inbox.</summary>
    public List<PendingEvent> Take(long tenantId, int limit)
    {
        var taken = _withAside.Contains(tenantId) ? _statements.Take(tenantId, limit) : [];
        foreach (var arrived in _arrived)
        {
            if (taken.Count == limit)
            {
                break;
            }

            if (arrived.TenantId == tenantId && _taken.Add(arrived.Id))
            {
                taken.Add(arrived);
            }
        }

        return taken;
    }

    /// <summary>To be called when every tenant has taken what it could: leaves the rest where it is found again.</summary>
    public void Leave()
    {
        if (!_byCursor)
        {
            return;
        }

        var newest = IsFull ? _arrived[^1].Id : _statements.Newest();
        var left = _arrived.Select(static arrived => arrived.Id).Where(id => !_taken.Contains(id)).ToList();
        if (left.Count == 0)
        {
            MoveCursor(newest);
        }
        else if (IsFull || newest - _cursor > LongestSpan || left.Count > MostLeft)
        {
            left.ForEach(_statements.PutAside);
            MoveCursor(newest);
        }
        else
        {
            foreach (var taken in _taken.Where(id => id > left[0]))
            {
                _statements.TakeOut(taken); // beyond the cursor, so that it has to be said of each
            }

            MoveCursor(left[0] - 1);
        }
    }

    /// <summary>Not for a few that did not wait at all: a claim that takes nothing shall write nothing.</summary>
    private void MoveCursor(long to)
    {
        if (_taken.Count > 0 || to - _cursor >= Window)
        {
            _statements.MoveCursor(to);
        }
    }
}
