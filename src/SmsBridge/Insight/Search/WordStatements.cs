using System.Globalization;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.Search;

/// <summary>The looks of <see cref="WordLookup"/>: each by an index, and each bounded.</summary>
internal sealed class WordStatements(SqlDialect dialect)
{
    /// <summary>By which a partner knows a notification. There is one in all the store.</summary>
    public const string Webhook = """
        SELECT event.tenant_id, event.id FROM notification JOIN event ON event.id = notification.event_id WHERE notification.webhook_id = @webhook
        """;

    /// <summary>Messages that do not name the client they are about, the newest first.</summary>
    public string About => $"""
        SELECT word, ref FROM search_word WHERE tenant_id = @Owner AND word IN ({dialect.Texts("@Words")}) AND kind = 5 ORDER BY ref DESC LIMIT @Most
        """;

    /// <summary>Clients and loans by an account number or an external id.</summary>
    public string Accounts => $"""
        SELECT word.tenant_id, word.word, word.kind, word.ref FROM {dialect.Numbers("@Owners", "t")} CROSS JOIN search_word AS word
        WHERE word.tenant_id = t.value AND word.word IN ({dialect.Texts("@Keys")}) AND word.kind IN (2, 3) LIMIT @Most
        """;

    /// <summary>Messages by what is theirs alone, the newest of each tenant.</summary>
    public string Events => $"""
        SELECT message.tenant_id, message.event_id {dialect.OfEach("@Owners", "message", "message.event_id", EventsOfOne, "ref")}
        """;

    /// <summary>By the index that keeps an event from being taken twice: a look for each kind of event. What is a client or a loan itself is found as that; a copy's record is no record of the core's.</summary>
    public string Resource => $"""
        SELECT event.tenant_id, event.id FROM {dialect.Numbers("@Owners", "t")} CROSS JOIN event_type AS type CROSS JOIN event
        WHERE type.tenant_id IS NULL AND type.entity <> '{EventType.OfficerOfMoney.Entity}' AND event.tenant_id = t.value AND event.type_id = type.id AND event.resource_id = @resource AND event.verdict = 1
            AND event.resource_id IS NOT NULL AND COALESCE(event.client_id, 0) <> @resource AND COALESCE(event.loan_id, 0) <> @resource
        LIMIT @Most
        """;

    public string CountBearers => $"SELECT COUNT(*) FROM ({Bearers}) AS bearers";

    private const string EventsOfOne = "SELECT ref FROM search_word WHERE tenant_id = t.value AND word = @word AND kind = 4 ORDER BY ref DESC LIMIT @Most";

    /// <summary>Clients one of whose names is the word, or begins with it.</summary>
    private string Bearers => $"""
        SELECT word.tenant_id, word.ref FROM {dialect.Numbers("@Owners", "t")} CROSS JOIN search_word AS word
        WHERE word.tenant_id = t.value AND word.word >= @From AND word.word <= @To AND word.kind = 1 LIMIT @MostBearers
        """;

    /// <summary>Clients with all words of a name.</summary>
    public string Named(int words) => $"""
        SELECT DISTINCT client.tenant_id, client.client_id, client.name FROM ({Bearers}) AS bearers
        JOIN known_client AS client ON client.tenant_id = bearers.tenant_id AND client.client_id = bearers.ref
        WHERE 1 = 1{string.Concat(Enumerable.Range(0, words).Select(at => $" AND client.words LIKE @{Word(at)}"))} LIMIT @Most
        """;

    public static string Word(int at) => string.Create(CultureInfo.InvariantCulture, $"Word{at}");
}
