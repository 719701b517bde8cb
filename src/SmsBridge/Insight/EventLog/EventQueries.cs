using System.Data.Common;
using Dapper;
using SmsBridge.Insight.EventList;
using SmsBridge.Insight.Lists;
using SmsBridge.Insight.MessageList;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.EventLog;

/// <summary>
/// The log's SQL. An event is in exactly one of three places, each with an index on (tenant, id): taken by the relay (message), not yet
/// taken (waiting_event), set aside (event_set_aside). A page is the newest of the three together; its cost does not grow with history: where no index knows
/// all of a filter, so many of the newest are looked through, and the cursor goes on from there.
/// </summary>
internal sealed class EventQueries(Database database)
{
    /// <summary>Most of a place that one page looks through.</summary>
    internal const int MostWalked = 5_000;

    private static readonly TimeSpan Slack = TimeSpan.FromDays(1);

    internal int Budget { get; set; } = MostWalked;

    /// <summary>A page, newest first. It may have fewer rows than asked for, or none, and others after it.</summary>
    public async Task<EventRows> ListAsync(EventFilter filter, CancellationToken cancellationToken)
    {
        var queries = Queries(filter).ToList();
        if (queries.Count == 0 || filter.From >= filter.To)
        {
            return EventRows.None; // a number together with a verdict: what has no message has no number; or a time without any
        }

        await using var connection = await database.OpenReadAsync(cancellationToken);
        var (low, high) = await IdsAsync(connection, filter, cancellationToken);
        if (low >= Math.Min(high, filter.Before ?? long.MaxValue))
        {
            return EventRows.None; // and not by walking all of what an index that knows no times offers
        }

        var parameters = ListParameters(filter, low, high, Budget);
        var rows = await connection.QueryAsync<EventRow>(Command(ListSql(database.Dialect, filter)));
        long? reached = null; // by the walk that got least far
        foreach (var walk in queries.Where(query => query.IsWalk))
        {
            reached = Later(reached, await connection.ExecuteScalarAsync<long?>(Command(walk.WalkEnd(database.Dialect, isUp: false))));
        }

        List<EventRow> found = [.. rows.Where(row => reached is null || row.EventId >= reached)];
        return new EventRows([.. found.Take(filter.Limit)], found.Count > filter.Limit ? found[filter.Limit - 1].EventId : reached);

        CommandDefinition Command(string sql) => new(sql, parameters, cancellationToken: cancellationToken);
    }

    /// <summary>
    /// Between which ids a time lies, so that one with nothing in it is not looked for in all there ever was. A day more at both ends, for a clock
    /// that was set back: the times themselves decide.
    /// </summary>
    private static async Task<(long Low, long High)> IdsAsync(DbConnection connection, EventFilter filter, CancellationToken cancellationToken) => (
        filter.From is { } from && from > DateTimeOffset.MinValue + Slack ? await EventIdAt.FirstAsync(connection, from - Slack, cancellationToken) : 0,
        filter.To is { } to && to < DateTimeOffset.MaxValue - Slack ? await EventIdAt.FirstAsync(connection, to + Slack, cancellationToken) : long.MaxValue);

    /// <summary>What a tenant has waiting: how many, counted up to <paramref name="most"/> of each kind, and since when the oldest of them; null: all wait for the end of quiet hours.</summary>
    public async Task<(long Count, DateTimeOffset? Oldest)> WaitingAsync(long tenantId, int most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var (count, oldest, _) = await connection.QueryFirstAsync<(long, long?, long?)>(new CommandDefinition(
            WaitingSql.OfTenant, new { tenantId, Most = most, now = now.ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken));
        return (count, StoredTime.At(oldest));
    }

    /// <summary>
    /// The newest that a tenant's core sent, refused ones too: without tests of the bridge's own, reminders, rows of reports and what was made up. However many of these came after.
    /// </summary>
    public async Task<IReadOnlyList<EventRow>> OfCoreAsync(long tenantId, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<EventRow>(new CommandDefinition(
            CoreEventsSql.Newest, new { tenantId, most, LookedThrough = CoreEventsSql.MostWalked, EventType.PathTest.Entity, EventType.PathTest.Action }, cancellationToken: cancellationToken));
        return rows.AsList();
    }

    internal static string ListSql(SqlDialect dialect, EventFilter filter) => $"""
        SELECT page.*, type.entity AS Entity, type.action AS Action
        FROM ({ListQuery.AllOfOne(dialect, Queries(filter))}) AS page LEFT JOIN event_type AS type ON type.id = page.TypeId
        ORDER BY EventId DESC LIMIT @Rows
        """;

    /// <param name="low">Older ones are not looked at;</param>
    /// <param name="high">nor is this one or a newer one.</param>
    internal static DynamicParameters ListParameters(EventFilter filter, long low = 0, long high = long.MaxValue, int budget = MostWalked) =>
        ListQuery.Parameters(Queries(filter), new ListBounds([filter.TenantId], low, Math.Min(filter.Before ?? long.MaxValue, high), filter.Limit + 1, budget));

    /// <summary>One event of a tenant; null when there is none of that number, or it is another tenant's.</summary>
    public async Task<EventHistory?> FindAsync(long tenantId, long eventId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var args = new { tenantId, eventId };
        var row = await connection.QueryFirstOrDefaultAsync<EventRow>(new CommandDefinition($"""
            SELECT page.*, type.entity AS Entity, type.action AS Action FROM (
                SELECT {EventRow.MessageColumns} FROM message WHERE event_id = @eventId AND tenant_id = @tenantId
                UNION ALL
                SELECT {EventRow.EventColumns} FROM event WHERE id = @eventId AND tenant_id = @tenantId AND NOT EXISTS (SELECT 1 FROM message WHERE event_id = @eventId)
            ) AS page LEFT JOIN event_type AS type ON type.id = page.TypeId
            """, args, cancellationToken: cancellationToken));
        if (row is null)
        {
            return null;
        }

        var hook = await connection.QueryFirstAsync<HookRow>(new CommandDefinition(
            "SELECT dialect AS Dialect, source AS Source, happened_at AS HappenedAt, erased_at AS ErasedAt, aged AS Aged FROM event WHERE id = @eventId", args, cancellationToken: cancellationToken));
        var attempts = await connection.QueryAsync<AttemptRow>(new CommandDefinition("""
            SELECT number AS Number, started_at AS StartedAt, finished_at AS FinishedAt, outcome AS Outcome, attempt.provider_id AS ProviderId, code AS Code,
                attempt.detail AS Detail, route AS Route, chosen AS Chosen, COALESCE(hop, 0) AS Hop, COALESCE(attempt.provider, message.provider) AS Provider,
                COALESCE(attempt.account_id, message.account_id) AS AccountId
            FROM attempt LEFT JOIN message ON message.event_id = attempt.event_id WHERE attempt.event_id = @eventId ORDER BY number
            """, args, cancellationToken: cancellationToken));
        var changes = await connection.QueryAsync<ChangeRow>(new CommandDefinition("""
            SELECT at AS At, status AS Status, source AS Source, reason AS Reason, detail AS Detail FROM status_change WHERE event_id = @eventId ORDER BY id
            """, args, cancellationToken: cancellationToken));
        var prices = await connection.QueryAsync<SmsPriceRow>(new CommandDefinition(
            "SELECT provider_id AS ProviderId, micros AS Micros, currency AS Currency FROM sms_price WHERE event_id = @eventId ORDER BY told_at, provider_id", args, cancellationToken: cancellationToken));
        return new EventHistory(row, hook, attempts.AsList(), changes.AsList()) { Prices = prices.AsList() };
    }

    /// <summary>Whose events are, by event; without those there are not.</summary>
    public async Task<IReadOnlyDictionary<long, long>> TenantsOfAsync(IEnumerable<long> eventIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<(long EventId, long TenantId)>(new CommandDefinition(
            $"SELECT id, tenant_id FROM event WHERE id IN (SELECT value FROM {database.Dialect.Numbers("@ids", "wanted")})", new { ids = SqlDialect.List(eventIds) }, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.EventId, row => row.TenantId);
    }

    private static IEnumerable<ListQuery> Queries(EventFilter filter)
    {
        var anyNumber = filter.Mobile is null;
        if (filter.Verdict is null)
        {
            yield return OfMessages(filter);
        }

        if (anyNumber && filter.Verdict is null && filter.Status is null or MessageStatus.Queued)
        {
            yield return InTime(EventRow.Waiting with { IsWalk = HasTime(filter) }, filter);
        }

        if (anyNumber && filter.Status is null)
        {
            yield return OfAside(filter);
        }
    }

    /// <summary>Of one number, and of what went wrong, there is not much; of what went well almost all.</summary>
    private static ListQuery OfMessages(EventFilter filter)
    {
        if (filter.Mobile is { } mobile)
        {
            var ofNumber = InTime((EventRow.Taken with { IsSorted = true }).With(MessageFilters.Number, mobile.Value), filter);
            return filter.Status is not { } its ? ofNumber : its.CanResend() ? ofNumber.With(MessageFilters.Is(its)).With(MessageFilters.Trouble) : ofNumber.With(MessageFilters.Is(its));
        }

        var query = EventRow.Taken with { IsWalk = HasTime(filter) };
        return InTime(filter.Status switch
        {
            null => query,
            MessageStatus.Queued or MessageStatus.Sending => (query with { IsWalk = false }).With(MessageFilters.Is(filter.Status.Value)).With(MessageFilters.Due), // all of them have
            { } rare when rare.CanResend() => query.With(MessageFilters.Is(rare)).By(MessageFilters.Trouble),
            { } well => (query with { IsWalk = true, Index = MessageFilters.ById }).Seeking(MessageFilters.Is(well)),
        }, filter);
    }

    /// <summary>Refusals have an index of their own.</summary>
    private static ListQuery OfAside(EventFilter filter)
    {
        var aside = EventRow.Aside with { IsWalk = HasTime(filter) };
        return InTime(filter.Verdict switch
        {
            null => aside,
            Verdict.Refused => aside.With(EventFilters.Is(Verdict.Refused)),
            { } verdict => (aside with { IsWalk = true }).Seeking(EventFilters.Is(verdict)),
        }, filter);
    }

    /// <summary>Within the days of the ids no index knows the time.</summary>
    private static bool HasTime(EventFilter filter) => filter.From is not null || filter.To is not null;

    private static ListQuery InTime(ListQuery query, EventFilter filter)
    {
        query = filter.From is { } from ? query.Seeking(EventFilters.From, from.ToUnixTimeMilliseconds()) : query;
        return filter.To is { } to ? query.Seeking(EventFilters.To, to.ToUnixTimeMilliseconds()) : query;
    }

    private static long? Later(long? one, long? other) => one is null ? other : other is null ? one : Math.Max(one.Value, other.Value);
}

/// <summary>A page of the log.</summary>
/// <param name="Before">Where the next older page begins; null: there is none.</param>
internal sealed record EventRows(IReadOnlyList<EventRow> Rows, long? Before)
{
    public static EventRows None { get; } = new([], null);
}
