using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Which acts of the core are on the record, by what makes them the only ones of their kind, whichever way they came and under whichever registration of the tenant's name: who registers
/// anew is the same core, and its clients were told. CROSS JOIN keeps the order on SQLite: it would walk
/// all of a tenant's events of the kind, and the list for each of them.
/// </summary>
internal sealed class EventsByKey(Database database)
{
    private const string TypeId = "(SELECT id FROM event_type WHERE entity = @Entity AND action = @Action)";
    private const string OfName = "tenant_id IN (SELECT was.id FROM tenant AS now JOIN tenant AS was ON was.identifier = now.identifier WHERE now.id = @tenantId)";

    /// <summary>Those that were accepted, by key. One look in the unique index for each.</summary>
    public async Task<IReadOnlyDictionary<long, KnownEvent>> AcceptedAsync(long tenantId, EventType type, IEnumerable<long> keys, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<KnownEvent>(new CommandDefinition($"""
            SELECT event.id AS Id, event.resource_id AS ResourceId, event.dialect AS Dialect FROM {database.Dialect.Numbers("@keys", "wanted")}
            CROSS JOIN event WHERE event.{OfName} AND event.type_id = {TypeId} AND event.resource_id = wanted.value AND event.verdict = 1 ORDER BY event.id DESC
            """, new { tenantId, type.Entity, type.Action, keys = SqlDialect.List(keys) }, cancellationToken: cancellationToken));
        return rows.DistinctBy(row => row.ResourceId).ToDictionary(row => row.ResourceId);
    }

    /// <summary>Places of those that were accepted, of events that have no natural key.</summary>
    /// <param name="digests">As <see cref="NewEvent.Digest"/>; a few.</param>
    public async Task<IReadOnlySet<int>> AcceptedAsync(long tenantId, IReadOnlyList<byte[]> digests, CancellationToken cancellationToken)
    {
        var accepted = new HashSet<int>();
        if (digests.Count == 0)
        {
            return accepted;
        }

        await using var connection = await database.OpenReadAsync(cancellationToken);
        for (var place = 0; place < digests.Count; place++)
        {
            if (await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
                $"SELECT id FROM event WHERE {OfName} AND digest = @digest AND verdict = 1 LIMIT 1",
                new { tenantId, digest = digests[place] }, cancellationToken: cancellationToken)) is not null)
            {
                accepted.Add(place);
            }
        }

        return accepted;
    }

    /// <summary>Those that came while the tenant did not tell of them, by the resource the core named.</summary>
    /// <param name="clients">Whose they are: set aside events are found by that alone.</param>
    public async Task<IReadOnlySet<long>> NotToldAsync(
        long tenantId, EventType type, IEnumerable<long> clients, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<long>(new CommandDefinition($"""
            SELECT event.resource_id FROM {database.Dialect.Numbers("@clients", "wanted")}
            CROSS JOIN event WHERE event.{OfName} AND event.client_id = wanted.value AND event.verdict <> 1 AND event.client_id IS NOT NULL
                AND event.verdict = 3 AND event.type_id = {TypeId} AND event.reason = @NotHandled AND event.received_at >= @since AND event.resource_id IS NOT NULL
            """, new { tenantId, type.Entity, type.Action, clients = SqlDialect.List(clients), Reasons.NotHandled, since = since.ToUnixTimeMilliseconds() },
            cancellationToken: cancellationToken));
        return rows.ToHashSet();
    }
}

/// <summary>An accepted event.</summary>
internal sealed record KnownEvent
{
    public long Id { get; init; }

    public long ResourceId { get; init; }

    public Dialect Dialect { get; init; }
}
