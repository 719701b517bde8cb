using System.Data.Common;
using System.Text.Json;
using Dapper;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Console.Pages.EventList;

/// <summary>
/// Everything that came in. An event is in one of three indexes on (tenant, id): taken (message), waiting, set aside; each gives a page per
/// tenant. What is set aside for one outcome is looked for among a bounded number of the newest.
/// </summary>
internal sealed class EventListQueries(Database database, TimeProvider time)
{
    private const int Budget = 5_000;
    private const int MostRefused = 3;

    private const string Columns = """
        e.id AS EventId, e.tenant_id AS TenantId, e.received_at AS ReceivedAt, e.verdict AS Verdict, type.entity AS Entity, type.action AS Action,
        e.client_id AS ClientId, e.loan_id AS LoanId, e.resource_id AS ResourceId, e.source AS Source, e.reason AS Reason, e.detail AS Detail, e.twin_id AS TwinId,
        message.status AS Status, message.reason AS MessageReason
        """;

    /// <param name="seesStrays">Also hooks that belong to no tenant we know.</param>
    public async Task<EventListPage> ListAsync(EventListFilter filter, IReadOnlyList<ScopedTenant> tenants, bool seesStrays, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var chosen = tenants.Where(tenant => filter.Tenant is null || tenant.Identifier == filter.Tenant).Select(tenant => tenant.Id)
            .Concat(seesStrays && filter.Tenant is null ? [0L] : []).ToArray();
        var isUp = filter.After is not null;
        var term = filter.Term;
        var order = isUp ? "ASC" : "DESC";
        var low = filter.Since(time.GetUtcNow()) is { } since ? await EventIdAt.FirstAsync(connection, since, cancellationToken) : 0;
        var parameters = new
        {
            Tenants = JsonSerializer.Serialize(chosen, ConsoleJson.Default.Int64Array),
            Low = Math.Max(low, (filter.After ?? -1) + 1),
            High = filter.Before ?? long.MaxValue,
            Rows = EventListFilter.Limit + 1,
            Budget,
            term?.EventId,
            term?.ClientId,
            term?.LoanId,
        };
        var rows = new Dictionary<long, EventListRow>();
        foreach (var part in term is null ? Parts(filter.Verdict, order) : EventSearchSql.Parts(term, filter.Verdict, order))
        {
            foreach (var row in await ReadAsync(connection, part, isUp, parameters, cancellationToken))
            {
                rows.TryAdd(row.EventId, row);
            }
        }

        var ordered = (isUp ? rows.Values.OrderBy(row => row.EventId) : rows.Values.OrderByDescending(row => row.EventId)).ToList();
        var page = ordered.Take(EventListFilter.Limit).ToList();
        var hasMore = ordered.Count > EventListFilter.Limit;
        if (isUp)
        {
            page.Reverse();
            return new EventListPage(page, page.Count > 0 ? page[^1].EventId : null, hasMore ? page[0].EventId : null);
        }

        return new EventListPage(page, hasMore ? page[^1].EventId : null, filter.Before is not null && page.Count > 0 ? page[0].EventId : null);
    }

    /// <summary>The newest refused events of the client or loan a search for messages names: no message tells of them.</summary>
    public async Task<IReadOnlyList<EventListRow>> RefusedAsync(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        var events = EventListFilter.None with { Verdict = Verdict.Refused, Tenant = filter.Tenant, Query = filter.Query };
        if (events.Term is not { } term || (term.ClientId ?? term.LoanId) is null || filter.Before is not null || filter.After is not null)
        {
            return [];
        }

        var page = await ListAsync(events, tenants, seesStrays: false, cancellationToken);
        return [.. page.Rows.Where(row => row.ClientId is not null || row.LoanId is not null).Take(MostRefused)];
    }

    private static async Task<IEnumerable<EventListRow>> ReadAsync(DbConnection connection, string part, bool isUp, object parameters, CancellationToken cancellationToken) =>
        await connection.QueryAsync<EventListRow>(new CommandDefinition($"""
            SELECT {Columns} FROM json_each(@Tenants) AS t CROSS JOIN event AS e
                LEFT JOIN event_type AS type ON type.id = e.type_id LEFT JOIN message ON message.event_id = e.id
            WHERE e.id IN ({part}) ORDER BY e.id {(isUp ? "ASC" : "DESC")} LIMIT @Rows
            """, parameters, cancellationToken: cancellationToken));

    private static IEnumerable<string> Parts(Verdict? verdict, string order)
    {
        if (verdict is null or Verdict.Accepted)
        {
            yield return $"SELECT event_id FROM message WHERE tenant_id = t.value AND event_id >= @Low AND event_id < @High ORDER BY event_id {order} LIMIT @Rows";
            yield return $"SELECT id FROM waiting_event WHERE tenant_id = t.value AND id >= @Low AND id < @High ORDER BY id {order} LIMIT @Rows";
        }

        if (verdict != Verdict.Accepted)
        {
            const string SetAside = "SELECT id, verdict FROM event WHERE tenant_id = t.value AND verdict <> 1 AND id >= @Low AND id < @High ORDER BY id";
            yield return verdict is { } one
                ? $"SELECT id FROM ({SetAside} {order} LIMIT @Budget) WHERE verdict = {(int)one} ORDER BY id {order} LIMIT @Rows"
                : $"SELECT id FROM ({SetAside} {order} LIMIT @Rows)";
        }
    }
}

internal sealed record EventListPage(IReadOnlyList<EventListRow> Rows, long? Older, long? Newer);

internal sealed record EventListRow
{
    public long EventId { get; init; }

    public long TenantId { get; init; }

    public long ReceivedAt { get; init; }

    public Verdict Verdict { get; init; }

    public string Entity { get; init; } = "";

    public string Action { get; init; } = "";

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? ResourceId { get; init; }

    public string? Source { get; init; }

    public string? Reason { get; init; }

    public string? Detail { get; init; }

    public long? TwinId { get; init; }

    public MessageStatus? Status { get; init; }

    public string? MessageReason { get; init; }

    public DateTimeOffset At => StoredTime.At(ReceivedAt);
}
