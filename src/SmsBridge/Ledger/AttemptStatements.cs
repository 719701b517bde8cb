using SmsBridge.Gateways;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Prepared statements around a call to the provider that goes well: two store the intent, two the outcome. Whatever makes one of them
/// change no row is told apart afterwards, by <see cref="MessageOutbox"/>: it is rare.
/// </summary>
internal sealed class AttemptStatements(WriteSession session) : IDisposable
{
    private readonly PreparedStatement _intend = session.Prepare(Transitions.Intended.Sql, IntentNames);

    private readonly PreparedStatement _intendAnew = session.Prepare(Transitions.IntendedAnew.Sql, [.. IntentNames, "leaseUntil"]);

    private readonly PreparedStatement _start = session.Prepare(Attempts.Started, "eventId", "number", "now");

    // Rare.
    private readonly PreparedStatement _keepAccount = session.Prepare(Attempts.KeptAccount, "accountId", "eventId");

    private readonly PreparedStatement _accept = session.Prepare(Transitions.Accepted.Sql, "providerId", "providerStatus", "now", "eventId", "number");

    private readonly PreparedStatement _complete = session.Prepare(Attempts.Accepted, "now", "accepted", "detail", "providerId", "eventId", "number");

    private static ReadOnlySpan<string> IntentNames => (string[])
        ["number", "recipient", "sender", "body", "segments", "provider", "accountId", "now", "eventId", "owner", "lookupMs"];

    /// <summary>False when the lease was lost, the tenant may not send or the recipient opted out; nothing is stored then.</summary>
    public bool StoreIntent(ClaimedMessage claimed, Intent intent, long owner, long now, long leaseUntil)
    {
        var intend = _intend;
        if (!IsFresh(claimed, now, leaseUntil))
        {
            intend = _intendAnew;
            intend.Bind(12, leaseUntil);
        }

        intend.Bind(1, intent.Number);
        intend.Bind(2, intent.Recipient.Value);
        intend.Bind(3, intent.Sender);
        intend.Bind(4, intent.Body);
        intend.Bind(5, intent.Segments);
        intend.Bind(6, intent.Provider);
        intend.Bind(7, intent.AccountId);
        intend.Bind(8, now);
        intend.Bind(9, claimed.EventId);
        intend.Bind(10, owner);
        intend.Bind(11, intent.LookupMs);
        if (intend.Execute() == 0)
        {
            return false;
        }

        if (claimed.AccountId is { } former && (former != intent.AccountId || claimed.Provider != intent.Provider))
        {
            _keepAccount.Bind(1, former);
            _keepAccount.Bind(2, claimed.EventId);
            _keepAccount.Execute();
        }

        _start.Bind(1, claimed.EventId);
        _start.Bind(2, intent.Number);
        _start.Bind(3, now);
        _start.Execute();
        return true;
    }

    /// <summary>False when the message has moved on, or its id is another's; nothing is stored then.</summary>
    public bool Accept(long eventId, int number, SendResult.Accepted accepted, long now)
    {
        _accept.Bind(1, accepted.ProviderId);
        _accept.Bind(2, accepted.ProviderStatus);
        _accept.Bind(3, now);
        _accept.Bind(4, eventId);
        _accept.Bind(5, number);
        return _accept.Execute() == 1;
    }

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
        _intendAnew.Dispose();
        _start.Dispose();
        _keepAccount.Dispose();
        _accept.Dispose();
        _complete.Dispose();
    }

    /// <summary>Three quarters of a lease are left, which outlast the call (see <c>LeaseOutlastsCalls</c>); more than all of it: the clock was set back.</summary>
    private static bool IsFresh(ClaimedMessage claimed, long now, long leaseUntil)
    {
        var (left, whole) = (claimed.LeaseUntil - now, leaseUntil - now);
        return left <= whole && left >= whole * 3 / 4;
    }
}
