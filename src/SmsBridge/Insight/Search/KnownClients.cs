using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Insight.Search;

/// <summary>
/// Keeps what is searched: which client, loan or message a word leads to. Runs with the roll-ups, which look at every message once it goes out or is given
/// up: hooks and SMS pay nothing for it. What is known already is read on a reader's connection, and only news is written; most SMS bring none.
/// </summary>
internal sealed class KnownClients(Database database)
{
    public async Task<KnownNews> NewsAsync(IReadOnlyList<SettledMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
        {
            return KnownNews.None;
        }

        await using var connection = await database.OpenBriefReadAsync();
        var known = new Dictionary<(long, long), KnownClient>();
        foreach (var ofTenant in messages.GroupBy(message => message.TenantId))
        {
            var ids = SqlDialect.List(ofTenant.Select(message => message.About.ClientId).Distinct());
            foreach (var client in await connection.QueryAsync<KnownClient>(new CommandDefinition($"""
                SELECT {KnownClient.Columns}
                FROM {database.Dialect.Numbers("@ids", "t")} JOIN known_client ON known_client.tenant_id = @tenantId AND known_client.client_id = t.value
                """, new { tenantId = ofTenant.Key, ids }, cancellationToken: cancellationToken)))
            {
                known[(client.TenantId, client.ClientId)] = client;
            }
        }

        return new KnownNews(messages, known);
    }
}

/// <summary>What a step found, to be written.</summary>
/// <param name="known">Clients as they were then.</param>
internal sealed class KnownNews(IReadOnlyList<SettledMessage> messages, IReadOnlyDictionary<(long TenantId, long ClientId), KnownClient> known)
{
    private readonly KnownChanges _changes = KnownChanges.Of(messages, known);

    public static KnownNews None { get; } = new([], new Dictionary<(long, long), KnownClient>());

    /// <summary>Without those that were erased since they were read: what was taken out must not come back.</summary>
    public void Write(WriteSession session)
    {
        if (_changes.IsEmpty)
        {
            return;
        }

        var erased = session.Query<long>(
            $"SELECT message.event_id FROM {session.Dialect.Numbers("@ids", "t")} CROSS JOIN message WHERE message.event_id = t.value AND message.about IS NULL",
            new { ids = SqlDialect.List(messages.Select(message => message.EventId)) });
        var changes = erased.Count == 0 ? _changes : KnownChanges.Of(messages.Where(message => !erased.Contains(message.EventId)), known);
        if (!changes.IsEmpty)
        {
            session.Statements(static session => new KnownClientStatements(session)).Write(changes);
        }
    }
}
