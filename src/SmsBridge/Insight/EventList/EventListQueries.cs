using SmsBridge.Insight.Lists;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Insight.EventList;

/// <summary>
/// Everything that came in. An event is in one of three indexes on (tenant, id): taken (message), waiting, set aside; each gives a page per
/// tenant. What is set aside for one outcome is looked for among a bounded number of the newest, and further back by the cursor.
/// </summary>
internal sealed class EventListQueries(Database database, TimeProvider time)
{
    private const int MostRefused = 3;

    /// <summary>Most of a tenant that were set aside one page looks through for one outcome.</summary>
    internal int Budget { get; set; } = 5_000;

    /// <param name="seesStrays">Also hooks that belong to no tenant we know.</param>
    public async Task<ListPage<EventListRow>> ListAsync(EventListFilter filter, IReadOnlyList<ScopedTenant> tenants, bool seesStrays, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var chosen = tenants.Where(tenant => filter.Tenant is null || tenant.Identifier == filter.Tenant).Select(tenant => tenant.Id)
            .Concat(seesStrays && filter.Tenant is null ? [0L] : []);
        var (low, high) = await filter.Cursor.WithinAsync(connection, filter.Since(time.GetUtcNow()), to: null, cancellationToken);
        return await ListPage<EventListRow>.ReadAsync(
            connection, database.Dialect, Queries(filter.Term, filter.Verdict), new ListBounds(chosen, low, high, EventListFilter.Limit + 1, Budget), filter.Cursor, row => row.EventId, cancellationToken);
    }

    /// <inheritdoc cref="NotKept.WordsAsync"/>
    public async Task<string?> NotKeptAsync(EventListFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        IReadOnlyList<ScopedTenant> chosen = [.. tenants.Where(tenant => filter.Tenant is null || tenant.Identifier == filter.Tenant)];
        return await NotKept.WordsAsync(connection, database.Dialect, chosen, filter.Since(time.GetUtcNow()), isSearch: false, cancellationToken); // events are searched by what stays
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

    /// <summary>Where they may lie; an event that is searched for also under its own number.</summary>
    internal static IEnumerable<ListQuery> Queries(SearchTerm? term, Verdict? verdict)
    {
        var (events, messages, pending) = (EventListRow.From(EventFilters.Events), EventListRow.From(MessageFilters.Messages), EventListRow.From(MessageFilters.Pending));
        if (term is null)
        {
            var aside = events.With(EventFilters.Aside);
            return Places(messages, pending, verdict is { } one ? (aside with { IsWalk = true }).Seeking(EventFilters.Is(one)) : aside);
        }

        ListQuery OfVerdict(ListQuery query) => verdict is { } one ? query.With(EventFilters.Is(one)) : query;
        return (term.EventId is { } id ? [OfVerdict(events.With(EventFilters.Id, id))] : Enumerable.Empty<ListQuery>())
            .Concat(term.ClientId is { } client ? Places(messages.By(MessageFilters.Client, client), pending.With(MessageFilters.Client, client), OfVerdict(events.By(EventFilters.AsideOfClient, client))) : [])
            .Concat(term.LoanId is { } loan ? Places(messages.By(MessageFilters.Loan, loan), pending.With(MessageFilters.Loan, loan), OfVerdict(events.By(EventFilters.AsideOfLoan, loan))) : []);

        IEnumerable<ListQuery> Places(ListQuery taken, ListQuery waiting, ListQuery aside) => verdict switch
        {
            null => [taken, waiting, aside],
            Verdict.Accepted => [taken, waiting],
            _ => [aside],
        };
    }
}

internal sealed record EventListRow
{
    private static readonly ListRows Rows = new("""
        e.id AS EventId, e.tenant_id AS TenantId, e.received_at AS ReceivedAt, e.verdict AS Verdict, type.entity AS Entity, type.action AS Action,
        e.client_id AS ClientId, e.loan_id AS LoanId, e.resource_id AS ResourceId, e.source AS Source, e.reason AS Reason, e.detail AS Detail, e.twin_id AS TwinId,
        message.status AS Status, message.reason AS MessageReason
        """, "event AS e LEFT JOIN event_type AS type ON type.id = e.type_id LEFT JOIN message ON message.event_id = e.id", "e.id");

    public static ListQuery From(ListTable table) => new(table, Rows);

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
