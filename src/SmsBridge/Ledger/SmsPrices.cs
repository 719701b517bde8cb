using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Hears, in the same transaction, that messages cost something else now though nothing else of them has changed.</summary>
internal interface IHearsPrices
{
    void Changed(WriteSession session, IReadOnlyCollection<long> eventIds);
}

/// <summary>
/// The only SQL that writes <c>sms_price</c>: what a provider said that an SMS costs. Told again it stands as it is; told otherwise the latest word counts, and
/// the message's timeline says what it was before.
/// </summary>
internal static class SmsPrices
{
    private const string Insert =
        "INSERT INTO sms_price (event_id, provider_id, micros, currency, told_at) VALUES (@eventId, @providerId, @Micros, @Currency, @now)";

    /// <returns>Whether it is news. What no SMS costs is none.</returns>
    public static bool Tell(WriteSession session, long eventId, string providerId, Price price, long now)
    {
        if (!price.IsOfOneSms)
        {
            return false;
        }

        var found = session.QueryFirst<KnownPrice>("""
            SELECT sms_price.micros AS Micros, sms_price.currency AS Currency
            FROM message LEFT JOIN sms_price ON sms_price.event_id = message.event_id AND sms_price.provider_id = @providerId WHERE message.event_id = @eventId
            """, new { eventId, providerId });
        if (found is null || found.Price == price) // its message may have been removed by its age since the provider was asked
        {
            return false;
        }

        session.Execute(
            $"{Insert} ON CONFLICT (event_id, provider_id) DO UPDATE SET micros = excluded.micros, currency = excluded.currency, told_at = excluded.told_at",
            new { eventId, providerId, price.Micros, price.Currency, now });
        if (found.Price is { } before)
        {
            StatusChanges.NoteOnce(session, eventId, now, Sources.Provider, $"The provider says now that {providerId} costs {price}; before it said {before}.");
        }

        return true;
    }

    /// <summary>An SMS turned out to be another message's.</summary>
    public static void Moved(WriteSession session, string providerId, long from, long to)
    {
        session.Execute("""
            INSERT INTO sms_price (event_id, provider_id, micros, currency, told_at)
            SELECT @to, provider_id, micros, currency, told_at FROM sms_price WHERE event_id = @from AND provider_id = @providerId
            ON CONFLICT (event_id, provider_id) DO NOTHING
            """, new { from, to, providerId });
        session.Execute("DELETE FROM sms_price WHERE event_id = @from AND provider_id = @providerId", new { from, providerId });
    }

    /// <summary>Their messages go too; what an hour's SMS cost together stays counted.</summary>
    /// <param name="ids">As <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    public static void RemoveAll(WriteSession session, string ids) => session.Execute($"DELETE FROM sms_price WHERE {session.Dialect.Listed("event_id")}", new { ids });

    private sealed record KnownPrice
    {
        public long? Micros { get; init; }

        public string? Currency { get; init; }

        public Price? Price => Currency is { } currency ? Messages.Price.Of(Micros ?? 0, currency) : null;
    }
}

/// <summary>Prices that came with the answers to calls, many at once.</summary>
internal sealed class AnsweredPrices(WriteSession session) : IDisposable
{
    private readonly ManyRows _rows = new(session, "sms_price", "event_id, provider_id, micros, currency, told_at", "ON CONFLICT (event_id, provider_id) DO NOTHING");

    public static AnsweredPrices Of(WriteSession session) => session.Statements(static session => new AnsweredPrices(session));

    public void Clear() => _rows.Clear();

    public void Add(long eventId, string providerId, Price price, long now)
    {
        if (!price.IsOfOneSms)
        {
            return;
        }

        var values = _rows.Values;
        values.Bind(1, eventId);
        values.Bind(2, providerId);
        values.Bind(3, price.Micros);
        values.Bind(4, price.Currency);
        values.Bind(5, now);
        _rows.Add();
    }

    public void Flush() => _rows.Flush();

    public void AddOne(long eventId, string providerId, Price price, long now)
    {
        Clear();
        Add(eventId, providerId, price, now);
        Flush();
    }

    public void Dispose() => _rows.Dispose();
}
