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
    private readonly PreparedStatement _keepAccount = session.Prepare(Attempts.KeptAccount, "accountId", "provider", "eventId");

    private readonly PreparedStatement _startByRoute = session.Prepare(
        Attempts.StartedByRoute, "eventId", "number", "now", "provider", "accountId", "sender", "route", "chosen");

    private readonly PreparedStatement _accept = session.Prepare(Transitions.Accepted.Sql, "providerId", "providerStatus", "now", "eventId", "number");

    private readonly PreparedStatement _complete = session.Prepare(Attempts.Accepted, "now", "accepted", "detail", "providerId", "eventId", "number");

    // Of providers that give an id twice, or write it in several ways.
    private readonly PreparedStatement _isTaken = session.Prepare(ProviderIds.TakenSql, "providerId", "eventId");

    private readonly PreparedStatement _reported = session.Prepare(
        "SELECT provider_id FROM attempt WHERE event_id = @eventId AND number = @number AND provider_id IS NOT NULL", "eventId", "number");

    // Only where the store takes sets.
    private readonly PreparedMany<bool>? _intendMany = session.TakesSets ? session.PrepareSet(Transitions.Intended.SqlOfMany, Attempts.StartedOfMany, IntentNames) : null;

    private readonly PreparedMany<bool>? _acceptMany = session.TakesSets
        ? session.PrepareSet(Transitions.Accepted.SqlOfMany, Attempts.AcceptedOfMany, "providerId", "providerStatus", "now", "eventId", "number", "accepted", "detail")
        : null;

    public static AttemptStatements Of(WriteSession session) => session.Statements(static session => new AttemptStatements(session));

    private static ReadOnlySpan<string> IntentNames => (string[])
        ["number", "recipient", "sender", "body", "segments", "provider", "accountId", "now", "eventId", "owner", "lookupMs", "about"];

    /// <summary>False when the lease was lost, the tenant may not send or the recipient opted out; nothing is stored then.</summary>
    public bool StoreIntent(ClaimedMessage claimed, Intent intent, long owner, long now, long leaseUntil)
    {
        var intend = _intend;
        if (!IsFresh(claimed, now, leaseUntil))
        {
            intend = _intendAnew;
            intend.Bind(13, leaseUntil);
        }

        Bind(intend, claimed, intent, owner, now);
        if (intend.Execute() == 0)
        {
            return false;
        }

        if (ChangesAccount(claimed, intent))
        {
            _keepAccount.Bind(1, claimed.AccountId);
            _keepAccount.Bind(2, claimed.Provider);
            _keepAccount.Bind(3, claimed.EventId);
            _keepAccount.Execute();
        }

        if (intent.Route is { } route)
        {
            StartByRoute(claimed.EventId, intent, route, now);
            return true;
        }

        _start.Bind(1, claimed.EventId);
        _start.Bind(2, intent.Number);
        _start.Bind(3, now);
        _start.Execute();
        return true;
    }

    private void StartByRoute(long eventId, Intent intent, IntentRoute route, long now)
    {
        _startByRoute.Bind(1, eventId);
        _startByRoute.Bind(2, intent.Number);
        _startByRoute.Bind(3, now);
        _startByRoute.Bind(4, intent.Provider);
        _startByRoute.Bind(5, intent.AccountId);
        _startByRoute.Bind(6, intent.Sender);
        _startByRoute.Bind(7, route.Name);
        _startByRoute.Bind(8, route.Chosen);
        _startByRoute.Execute();
    }

    /// <summary>False when the message has moved on, or its id is another's; nothing is stored then.</summary>
    public bool Accept(long eventId, int number, SendResult.Accepted accepted, long now)
    {
        Bind(_accept, eventId, number, accepted, now);
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

    /// <summary>Whether nothing but <see cref="Transitions.Intended"/> and the start of the attempt is to be stored.</summary>
    public static bool IsPlain(ClaimedMessage claimed, Intent intent, long now, long leaseUntil) =>
        intent.Route is null && intent.Digest is null && intent.Consent is null && intent.Limit is null && intent.Copies is null
        && IsFresh(claimed, now, leaseUntil) && !ChangesAccount(claimed, intent) && intent is not { Note: not null, Number: 1 };

    /// <summary>As <see cref="StoreIntent"/>, for many that are <see cref="IsPlain">plain</see>.</summary>
    public IReadOnlyList<bool> StoreIntents(IEnumerable<(ClaimedMessage Claimed, Intent Intent)> intents, long owner, long now)
    {
        _intendMany!.Clear();
        foreach (var (claimed, intent) in intents)
        {
            Bind(_intendMany, claimed, intent, owner, now);
            _intendMany.Add();
        }

        return _intendMany.Execute();
    }

    /// <summary>As <see cref="Accept"/>, and then <see cref="Complete"/>, for many.</summary>
    public IReadOnlyList<bool> AcceptAll(IEnumerable<(long EventId, int Number, SendResult.Accepted Accepted)> all, long now)
    {
        _acceptMany!.Clear();
        foreach (var (eventId, number, accepted) in all)
        {
            Bind(_acceptMany, eventId, number, accepted, now);
            _acceptMany.Bind(6, (long)AttemptOutcome.Accepted);
            _acceptMany.Bind(7, accepted.ProviderStatus);
            _acceptMany.Add();
        }

        return _acceptMany.Execute();
    }

    /// <summary>True when another message has the id, or has had it with an earlier attempt.</summary>
    public bool IsTaken(long eventId, string providerId)
    {
        _isTaken.Bind(1, providerId);
        _isTaken.Bind(2, eventId);
        return _isTaken.Scalar() == 1;
    }

    /// <summary>The attempt's id, as a report told it before its answer did; null: none has.</summary>
    public string? Reported(long eventId, int number)
    {
        _reported.Bind(1, eventId);
        _reported.Bind(2, number);
        if (!_reported.Step())
        {
            return null;
        }

        var providerId = _reported.Text(0);
        _reported.Reset();
        return providerId;
    }

    public void Dispose()
    {
        _isTaken.Dispose();
        _reported.Dispose();
        _intend.Dispose();
        _intendAnew.Dispose();
        _start.Dispose();
        _keepAccount.Dispose();
        _startByRoute.Dispose();
        _accept.Dispose();
        _intendMany?.Dispose();
        _acceptMany?.Dispose();
        _complete.Dispose();
    }

    private static bool ChangesAccount(ClaimedMessage claimed, Intent intent) =>
        claimed.AccountId is { } former && (former != intent.AccountId || claimed.Provider != intent.Provider);

    private static void Bind(StatementValues intend, ClaimedMessage claimed, Intent intent, long owner, long now)
    {
        intend.Bind(1, intent.Number);
        intend.Bind(2, intent.Recipient.Value);
        intend.Bind(3, intent.Sender);
        intend.Bind(4, claimed.IsCode ? null : intent.Body); // a code is in no row that stays
        intend.Bind(5, intent.Segments);
        intend.Bind(6, intent.Provider);
        intend.Bind(7, intent.AccountId);
        intend.Bind(8, now);
        intend.Bind(9, claimed.EventId);
        intend.Bind(10, owner);
        intend.Bind(11, intent.LookupMs);
        intend.Bind(12, intent.About?.ToJson());
    }

    private static void Bind(StatementValues accept, long eventId, int number, SendResult.Accepted accepted, long now)
    {
        accept.Bind(1, accepted.ProviderId);
        accept.Bind(2, accepted.ProviderStatus);
        accept.Bind(3, now);
        accept.Bind(4, eventId);
        accept.Bind(5, number);
    }

    /// <summary>Three quarters of a lease are left, which outlast the call (see <c>LeaseOutlastsCalls</c>); more than all of it: the clock was set back.</summary>
    private static bool IsFresh(ClaimedMessage claimed, long now, long leaseUntil)
    {
        var (left, whole) = (claimed.LeaseUntil - now, leaseUntil - now);
        return left <= whole && left >= whole * 3 / 4;
    }
}
