using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>
/// Whether what a connection commits outlasts its server, where a standby is waited for. A server that gives up waiting (the command took too long and was
/// cancelled, or an administrator did it) answers a commit as done all the same, with a warning: that must not count as kept.
/// </summary>
internal sealed class CommitProof
{
    /// <summary>The server's function that gives up; unlike its words it is in no language.</summary>
    private const string GivesUp = "SyncRepWaitForLSN";

    /// <summary>The timeline, a new one after each failover: the first eight digits of the name of the log's file.</summary>
    private const string Timeline = "SELECT substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)";

    /// <summary>A commit with something in the log, which so waits for the standby, and with it for all before.</summary>
    private const string Message = "SELECT CAST(pg_logical_emit_message(true, 'smsbridge', '') AS TEXT)";

    private readonly NpgsqlConnection _connection;
    private readonly Lazy<string?> _history;

    public CommitProof(NpgsqlConnection connection)
    {
        (_connection, _history) = (connection, new Lazy<string?>(ReadHistory));
        connection.Notice += (_, told) => IsConfirmed &= told.Notice.Routine != GivesUp;
    }

    /// <summary>Of the server, as <see cref="TransactionMark.History"/>. Asked for once, outside of a transaction.</summary>
    public string? History => _history.Value;

    /// <summary>Since <see cref="Begin"/>.</summary>
    public bool IsConfirmed { get; private set; } = true;

    /// <summary>To be called before a commit.</summary>
    public void Begin() => IsConfirmed = true;

    /// <summary>Whether all that was committed so far is confirmed.</summary>
    public bool Confirm()
    {
        Begin();
        using var message = new NpgsqlCommand(Message, _connection);
        message.ExecuteNonQuery();
        return IsConfirmed;
    }

    private string? ReadHistory()
    {
        try
        {
            using var timeline = new NpgsqlCommand(Timeline, _connection);
            return timeline.ExecuteScalar() as string;
        }
        catch (PostgresException)
        {
            return null; // a standby, or a service that does not tell: what is cut off there stays in doubt
        }
    }
}
