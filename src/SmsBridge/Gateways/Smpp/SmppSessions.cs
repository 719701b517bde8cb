using System.Collections.Concurrent;

namespace SmsBridge.Gateways.Smpp;

/// <summary>The sessions of this process, one for each account; a broken one is made anew, ever later while it fails.</summary>
internal sealed class SmppSessions(SmppDeliveries deliveries, SmppElsewhere elsewhere, TimeProvider time, ILogger<SmppSessions> logger) : IDisposable, IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>More than three of the longest <see cref="SmppProviderOptions.Timeout"/>.</summary>
    private static readonly TimeSpan LongestUse = TimeSpan.FromMinutes(4);

    /// <summary>Several wrong binds lock an account at many an SMSC: SMS that are due together are told the same answer.</summary>
    private static readonly TimeSpan WaitAfterRefusal = TimeSpan.FromSeconds(30);

    /// <summary>While another node has the session: it may be the password all the same, so an SMS asks seldom. Once that node's has ended it is asked for at once, see <see cref="KeepAsync"/>.</summary>
    private static readonly TimeSpan WaitForAnother = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<SmppLogin, Place> _places = new();
    private volatile bool _isClosed;

    public IReadOnlyCollection<SmppLogin> Logins => [.. _places.Keys];

    public bool HasOpen(SmppLogin login) => OpenOf(login) is not null;

    /// <summary>The account's session, to be used now; null: there is none at the moment.</summary>
    public SmppEntry.Open? OpenOf(SmppLogin login)
    {
        if (!_places.TryGetValue(login, out var place) || place.Entry is not SmppEntry.Open { Session.IsOpen: true } open)
        {
            return null;
        }

        place.UsedAt = time.GetTimestamp();
        return open;
    }

    /// <summary>The account's session; made now when there is none, unless that failed a moment ago.</summary>
    public async Task<SmppEntry> GetAsync(SmppLogin login, SmppProviderOptions options, CancellationToken cancellationToken)
    {
        var place = _places.GetOrAdd(login, static _ => new Place());
        place.UsedAt = time.GetTimestamp();
        if (place.Entry is SmppEntry.Open { Session.IsOpen: true } open)
        {
            return open;
        }

        await place.Gate.WaitAsync(cancellationToken);
        try
        {
            if (place.Entry is SmppEntry.Open { Session.IsOpen: true } opened)
            {
                return opened;
            }

            if (place.Entry is { } failed and not SmppEntry.Open && time.GetUtcNow() < place.NotBefore)
            {
                return failed;
            }

            return _isClosed ? new SmppEntry.Failed(GatewayCodes.NotConnected, "The bridge is stopping.") : await EnterAsync(place, login, options, cancellationToken);
        }
        finally
        {
            place.Gate.Release();
        }
    }

    /// <summary>Sees to it that there is a session, for what the SMSC delivers. Not after a refusal: only a person can mend that, and who tries again locks the account.</summary>
    public async Task KeepAsync(SmppLogin login, SmppProviderOptions options, CancellationToken cancellationToken)
    {
        if (_places.TryGetValue(login, out var place))
        {
            if (place.Entry is SmppEntry.Refused { IsOfAccount: true } || (place.Entry is SmppEntry.NoFurther && await elsewhere.IsAnyAsync(login)))
            {
                return; // what the SMSC delivers for a session elsewhere is taken there
            }

            if (place.Entry is SmppEntry.NoFurther)
            {
                place.NotBefore = default;
            }
        }

        if (await GetAsync(login, options, cancellationToken) is SmppEntry.Open)
        {
            await elsewhere.NoteAsync(login);
        }
    }

    /// <summary>Ends a session that nobody has used for longer than an SMS may take.</summary>
    public Task DropAsync(SmppLogin login) =>
        _places.TryGetValue(login, out var place) && time.GetElapsedTime(place.UsedAt) > LongestUse ? CloseAsync(login) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        await Task.WhenAll(_places.Keys.Select(CloseAsync));
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult(); // the container of a verb is disposed so; leave is taken in a moment

    private async Task CloseAsync(SmppLogin login)
    {
        if (_places.TryRemove(login, out var place) && place.Entry is SmppEntry.Open { Session: var session })
        {
            await session.DisposeAsync();
            await elsewhere.ForgetAsync(login);
        }
    }

    private async Task<SmppEntry> EnterAsync(Place place, SmppLogin login, SmppProviderOptions options, CancellationToken cancellationToken)
    {
        if (place.Entry is SmppEntry.Open { Session.EndedBy: { } why })
        {
            logger.SessionLost(login.Provider, login.SystemId, why);
        }

        var entry = await BindAsync(login, options, cancellationToken);
        place.Entry = entry;
        switch (entry)
        {
            case SmppEntry.Open:
                place.Failures = 0;
                logger.SessionOpened(login.Provider, login.SystemId);
                break;
            case SmppEntry.Refused refused:
                place.NotBefore = time.GetUtcNow() + (refused.IsOfAccount ? WaitAfterRefusal : Backoff(place.Failures++));
                logger.BindRefused(login.Provider, login.SystemId, SmppStatus.Describe(refused.Status));
                break;
            case SmppEntry.NoFurther:
                place.NotBefore = time.GetUtcNow() + WaitForAnother;
                logger.NoFurtherSession(login.Provider, login.SystemId);
                break;
            case SmppEntry.Failed failed:
                place.NotBefore = time.GetUtcNow() + Backoff(place.Failures++);
                logger.NotReached(login.Provider, login.SystemId, failed.Code, failed.Detail);
                break;
            default:
                break;
        }

        return entry;
    }

    /// <summary>Noted before the bind: a node that is refused meanwhile finds it. Forgotten before others are looked for: of two that are refused at once, the later sees that neither is in.</summary>
    private async Task<SmppEntry> BindAsync(SmppLogin login, SmppProviderOptions options, CancellationToken cancellationToken)
    {
        var entry = default(SmppEntry);
        try
        {
            if (login.Fits)
            {
                await elsewhere.NoteAsync(login);
            }

            entry = await SmppEntrance.EnterAsync(login, options, message => deliveries.TakeAsync(login, message), time, cancellationToken);
        }
        finally
        {
            if (entry is not SmppEntry.Open)
            {
                await elsewhere.ForgetAsync(login);
            }
        }

        return await elsewhere.ExplainAsync(login, entry);
    }

    /// <summary>1 s, doubled up to a minute, and as much as half of it less, so that nodes do not come back in step.</summary>
    private static TimeSpan Backoff(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestWait.TotalSeconds, Math.Pow(2, Math.Min(failures, 10))) * (1 - (Random.Shared.NextDouble() / 2)));

    private sealed class Place
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        /// <summary>What came of it last; null: nobody asked yet.</summary>
        public volatile SmppEntry? Entry;

        public long UsedAt { get; set; }

        public DateTimeOffset NotBefore { get; set; }

        public int Failures { get; set; }
    }
}
