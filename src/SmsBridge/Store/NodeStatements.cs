namespace SmsBridge.Store;

/// <summary>What a process says of itself in <c>node</c>.</summary>
internal sealed class NodeStatements(WriteSession session) : IDisposable
{
    private readonly PreparedStatement _insert = session.PrepareInsert("INSERT INTO node (name, started_at, seen_at) VALUES (@name, @now, @now)", "name", "now");

    private readonly PreparedStatement _lastSeen = session.Prepare("SELECT MAX(seen_at) FROM node WHERE id < @id", "id");

    private readonly PreparedStatement _see = session.Prepare("UPDATE node SET seen_at = @now WHERE id = @id", "now", "id");

    private readonly PreparedStatement _end = session.Prepare("UPDATE node SET ended_at = @now WHERE id = @id", "now", "id");

    /// <summary>A process begins.</summary>
    /// <param name="livingSince">For <see cref="NodeStart"/>.</param>
    public NodeStart Register(string name, long now, long livingSince)
    {
        _insert.Bind(1, name);
        _insert.Bind(2, now);
        var id = _insert.Insert()!.Value;
        _lastSeen.Bind(1, id);
        return new NodeStart(id, now, _lastSeen.Scalar(), livingSince);
    }

    /// <summary>It lives, and can write.</summary>
    public void See(long id, long now)
    {
        _see.Bind(1, now);
        _see.Bind(2, id);
        _see.Execute();
    }

    /// <summary>It ends by itself.</summary>
    public void End(long id, long now)
    {
        _end.Bind(1, now);
        _end.Bind(2, id);
        _end.Execute();
    }

    public void Dispose()
    {
        _end.Dispose();
        _insert.Dispose();
        _lastSeen.Dispose();
        _see.Dispose();
    }
}
