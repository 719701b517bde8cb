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

    private readonly PreparedStatement _insert = new(connection, "INSERT INTO node (name, started_at, seen_at) VALUES (?1, ?2, ?2)");

    // The instance lock says that no other process works here, so every lease left is a dead one's: no need to wait it out.
    private readonly PreparedStatement _freeLeases = new(
        connection, "UPDATE message SET lease_owner = NULL, due_at = ?1 WHERE due_at IS NOT NULL AND lease_owner IS NOT NULL");

    // A wait longer than there are began before the clock was set back.
    private readonly PreparedStatement _shortenWaits = new(connection, """
        UPDATE message SET due_at = ?1 WHERE due_at > ?2 AND (due_at > ?3 OR reason IS NULL OR reason <> 'resend_planned')
        """);

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
    }
}
