using Microsoft.Data.Sqlite;
using SmsBridge.Messages;
using SmsBridge.Storage;

namespace SmsBridge.Outbox;

/// <summary>
/// Prepared statements around a call to the provider that goes well: two store the intent, two the outcome. Whatever makes one of them
/// change no row is told apart afterwards, by <see cref="MessageOutbox"/>: it is rare.
/// </summary>
internal sealed class AttemptStatements(SqliteConnection connection) : IDisposable
{
    // Under the lease of the claim, as usual: to move its end would move the row in message_due.
    private readonly PreparedStatement _intend = new(connection, Intend(""));

    private readonly PreparedStatement _intendUnderNewLease = new(connection, Intend("due_at = ?14,"));

    private readonly PreparedStatement _insert = new(connection, "INSERT INTO attempt (event_id, number, started_at) VALUES (?1, ?2, ?3)");

    // Rare: the message is to name the present account, and its former attempts are that account's.
    private readonly PreparedStatement _keepAccount = new(connection, "UPDATE attempt SET account_id = ?1 WHERE event_id = ?2 AND account_id IS NULL");

    // OR IGNORE: the SID may be another message's by a guess (message_provider_id), which has to be taken back first.
    private readonly PreparedStatement _settle = new(connection, """
        UPDATE OR IGNORE message SET status = ?1, provider_id = ?2, provider_status = ?3, sent_at = ?4, reason = NULL, detail = NULL, due_at = NULL,
            lease_owner = NULL, updated_at = ?4
        WHERE event_id = ?5 AND attempts = ?6 AND status = ?7 AND provider_id IS NULL
        """);

    private readonly PreparedStatement _complete = new(connection, """
        UPDATE attempt SET finished_at = ?1, outcome = ?2, code = NULL, detail = ?3, provider_id = COALESCE(provider_id, ?4)
        WHERE event_id = ?5 AND number = ?6 AND (outcome IS NULL OR outcome <> ?2 OR provider_id IS ?4)
        """);

    /// <summary>False when the lease was lost, the tenant may not send or the recipient opted out; nothing is stored then.</summary>
    public bool StoreIntent(LeasedMessage leased, Intent intent, long owner, long now, long leaseUntil)
    {
        var intend = _intend;
        if (!IsFresh(leased, now, leaseUntil))
        {
            intend = _intendUnderNewLease;
            intend.Bind(14, leaseUntil);
        }

        intend.Bind(1, (long)MessageStatus.Sending);
        intend.Bind(2, intent.Number);
        intend.Bind(3, intent.Recipient.Value);
        intend.Bind(4, intent.Sender);
        intend.Bind(5, intent.Body);
        intend.Bind(6, intent.Segments);
        intend.Bind(7, intent.Provider);
        intend.Bind(8, intent.AccountId);
        intend.Bind(9, now);
        intend.Bind(10, leased.EventId);
        intend.Bind(11, owner);
        intend.Bind(12, (long)MessageStatus.Queued);
        intend.Bind(13, intent.LookupMs);
        if (intend.Execute() == 0)
        {
            return false;
        }

        if (leased.AccountId is { } former && (former != intent.AccountId || leased.Provider != intent.Provider))
        {
            _keepAccount.Bind(1, former);
            _keepAccount.Bind(2, leased.EventId);
            _keepAccount.Execute();
        }

        _insert.Bind(1, leased.EventId);
        _insert.Bind(2, intent.Number);
        _insert.Bind(3, now);
        _insert.Execute();
        return true;
    }

    /// <summary>False when the message has moved on, or its SID is another's; nothing is stored then.</summary>
    public bool Settle(long eventId, int number, SendResult.Accepted accepted, long now)
    {
        _settle.Bind(1, (long)MessageStatus.Sent);
        _settle.Bind(2, accepted.ProviderId);
        _settle.Bind(3, accepted.ProviderStatus);
        _settle.Bind(4, now);
        _settle.Bind(5, eventId);
        _settle.Bind(6, number);
        _settle.Bind(7, (long)MessageStatus.Sending);
        return _settle.Execute() == 1;
    }

    /// <summary>An attempt that was accepted under another id stays as it is.</summary>
    public void Complete(long eventId, int number, SendResult.Accepted accepted, long now)
    {
        _complete.Bind(1, now);
        _complete.Bind(2, (long)AttemptOutcome.Accepted);
        _complete.Bind(3, accepted.ProviderStatus);
        _complete.Bind(4, accepted.ProviderId);
        _complete.Bind(5, eventId);
        _complete.Bind(6, number);
        _complete.Execute();
    }

    public void Dispose()
    {
        _intend.Dispose();
        _intendUnderNewLease.Dispose();
        _keepAccount.Dispose();
        _insert.Dispose();
        _settle.Dispose();
        _complete.Dispose();
    }

    /// <summary>Three quarters of a lease are left, which outlast the call (see <c>LeaseOutlastsCalls</c>); more than all of it: the clock was set back.</summary>
    private static bool IsFresh(LeasedMessage leased, long now, long leaseUntil)
    {
        var (left, whole) = (leased.LeaseUntil - now, leaseUntil - now);
        return left <= whole && left >= whole * 3 / 4;
    }

    private static string Intend(string lease) => $"""
        UPDATE message SET status = ?1, attempts = ?2, tries = tries + 1, recipient = ?3, sender = ?4, body = ?5, segments = ?6, provider = ?7,
            account_id = ?8, provider_id = NULL, provider_status = NULL, error_code = NULL, reason = NULL, detail = NULL, {lease} updated_at = ?9,
            lookup_ms = ?13
        WHERE event_id = ?10 AND lease_owner = ?11 AND status = ?12 AND attempts = ?2 - 1
            AND NOT EXISTS (SELECT 1 FROM tenant WHERE tenant.id = message.tenant_id AND (deleted_at IS NOT NULL OR paused_at IS NOT NULL))
            AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.tenant_id = message.tenant_id AND opt_out.sender = ?4 AND number = ?3 AND lifted_at IS NULL)
        """;
}
