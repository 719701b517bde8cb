using Microsoft.Data.Sqlite;

namespace SmsBridge.Storage;

/// <summary>
/// What a process says of itself in <c>node</c>, and what it finds of the one before it. Prepared although rare: it is on the way to the first answer,
/// and Dapper would compile code for each statement.
/// </summary>
internal sealed class NodeStatements(SqliteConnection connection) : IDisposable
{
    /// <summary>No wait is longer than six hours (see <c>RelayOptions</c>).</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(7);

    /// <summary>But the one before a second SMS, which is a day at most (twilio.md 5).</summary>
    private static readonly TimeSpan LongestResendWait = TimeSpan.FromHours(25);

    /// <summary>Some ten times what the fastest disk takes.</summary>
    private const long MostIdsPerMillisecond = 100;

    private readonly PreparedStatement _insert = new(connection, "INSERT INTO node (name, started_at, seen_at) VALUES (?1, ?2, ?2)");

    // The instance lock says that no other process works here, so every lease left is a dead one's: no need to wait it out.
    private readonly PreparedStatement _freeLeases = new(
        connection, "UPDATE message SET lease_owner = NULL, due_at = ?1 WHERE due_at IS NOT NULL AND lease_owner IS NOT NULL");

    // A wait longer than there are began before the clock was set back.
    private readonly PreparedStatement _shortenWaits = new(connection, """
        UPDATE message SET due_at = ?1 WHERE due_at > ?2 AND (due_at > ?3 OR reason IS NULL OR reason <> 'resend_planned')
        """);

    private readonly PreparedStatement _lastSeen = new(connection, "SELECT MAX(seen_at) FROM node WHERE id < ?1");

    private readonly PreparedStatement _lastEvent = new(connection, "SELECT received_at FROM event ORDER BY id DESC LIMIT 1");

    private readonly PreparedStatement _lastId = new(connection, "SELECT MAX(id) FROM event");

    private readonly PreparedStatement _see = new(connection, "UPDATE node SET seen_at = ?1 WHERE id = ?2");

    /// <summary>A process begins: what the one before it held is free.</summary>
    /// <returns>Its id.</returns>
    public long Register(string name, long now)
    {
        _insert.Bind(1, name);
        _insert.Bind(2, now);
        _insert.Execute();
        var id = _insert.LastRowId();

        _freeLeases.Bind(1, now);
        _freeLeases.Execute();

        _shortenWaits.Bind(1, now);
        _shortenWaits.Bind(2, now + (long)LongestWait.TotalMilliseconds);
        _shortenWaits.Bind(3, now + (long)LongestResendWait.TotalMilliseconds);
        _shortenWaits.Execute();
        return id;
    }

    /// <summary>
    /// The least number the next event may get. The file may be an older backup put back, and nothing on this machine can be trusted to know. What
    /// is sure: no number was given here faster than <see cref="MostIdsPerMillisecond"/>, so whatever was given since the file last knew the time is
    /// below this. Partners know a payment by its number, and the provider's receipts name it.
    /// </summary>
    /// <param name="node">This process.</param>
    /// <returns>0: any.</returns>
    public long NextEventId(long node, long now)
    {
        _lastSeen.Bind(1, node);
        if (_lastId.Scalar() is not { } last || Math.Max(_lastSeen.Scalar() ?? 0, _lastEvent.Scalar() ?? 0) is not (> 0 and var known))
        {
            return 0; // a new installation
        }

        return last + 1 + (Math.Abs(now - known) * MostIdsPerMillisecond);
    }

    /// <summary>It lives, and can write.</summary>
    public void See(long id, long now)
    {
        _see.Bind(1, now);
        _see.Bind(2, id);
        _see.Execute();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _freeLeases.Dispose();
        _shortenWaits.Dispose();
        _see.Dispose();
        _lastSeen.Dispose();
        _lastEvent.Dispose();
        _lastId.Dispose();
    }
}
