using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Console.Shell;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Console.Pages.MessageList;

/// <summary>
/// The SQL of the list of messages. Every part is served by an index on (tenant, …, id) or by the primary key and reads a page, or at most
/// <see cref="MessageSource.Budget"/> rows of each tenant: its cost does not grow with history.
/// </summary>
internal sealed class MessageListQueries(Database database, EventTypeCodes codes, IOptions<NumberOptions> numbers, TimeProvider time)
{
    /// <summary>Counted no further than this.</summary>
    public const int MostCounted = 1_000;

    /// <summary>Rows of each tenant looked through to count what no index knows: those that lie together, and those that lie far apart.</summary>
    private const int ManyWalked = 400;
    private const int FewWalked = 50;

    /// <param name="tenants">All that may be seen; the filter chooses among them.</param>
    public async Task<MessagePage> ListAsync(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var scope = await ScopeAsync(connection, filter, tenants, MessageSource.Budget, cancellationToken);
        if (scope is null)
        {
            return new MessagePage([], null, null, SearchedTo: false);
        }

        var isUp = filter.After is not null;
        var found = new Dictionary<long, MessageRow>();
        long? end = null;
        foreach (var source in MessageSource.For(filter, scope.Term))
        {
            foreach (var row in await connection.QueryAsync<MessageRow>(Command(MessageListSql.Rows(source, filter, isUp), scope.Parameters, cancellationToken)))
            {
                found.TryAdd(row.EventId, row);
            }

            if (source.IsWalk && await connection.ExecuteScalarAsync<long?>(Command(MessageListSql.WalkEnd(source, isUp), scope.Parameters, cancellationToken)) is { } reached)
            {
                end = end is { } other ? isUp ? Math.Min(other, reached) : Math.Max(other, reached) : reached;
            }
        }

        var page = isUp ? Upward(found.Values, filter, end) : Downward(found.Values, filter, end);
        return scope.Term is { } term ? page with { Rows = ByNumberFirst(page.Rows, term) } : page;
    }

    /// <summary>A page is a stretch of ids, so that its cost does not grow; within it what was found by its number leads. Each row says why it is there.</summary>
    private static List<MessageRow> ByNumberFirst(IReadOnlyList<MessageRow> rows, SearchTerm term) =>
        [.. rows.OrderByDescending(term.IsByNumber).ThenByDescending(row => row.EventId).Select(row => row with { Matches = term.Matches(row) })];

    /// <summary>How many there are of each status under the filter's other conditions, each counted to <see cref="MostCounted"/>.</summary>
    public async Task<IReadOnlyDictionary<string, StatusCount>> CountAsync(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var counts = new Dictionary<string, StatusCount>(StringComparer.Ordinal);
        var whole = filter with { Before = null, After = null, Limit = MostCounted - 1 };
        var scope = await ScopeAsync(connection, whole, tenants, filter.Event is null && filter.Reason is null ? ManyWalked : FewWalked, cancellationToken);
        if (scope is null)
        {
            return counts;
        }

        foreach (var choice in StatusChoices.All.Where(choice => choice.Statuses.Count == 1))
        {
            counts[choice.Value] = await CountAsync(connection, whole with { Status = choice.Value }, scope, cancellationToken);
        }

        foreach (var choice in StatusChoices.All.Where(choice => choice.Statuses.Count > 1))
        {
            var parts = choice.Statuses.Select(status => counts[status.Name()]).ToList();
            counts[choice.Value] = new StatusCount(parts.Sum(part => part.Count), parts.Exists(part => part.IsMore));
        }

        return counts;
    }

    private static async Task<StatusCount> CountAsync(DbConnection connection, MessageFilter filter, ListScope scope, CancellationToken cancellationToken)
    {
        var (ids, count, isMore) = (new HashSet<long>(), 0L, false);
        foreach (var source in MessageSource.For(filter, scope.Term))
        {
            if (scope.Term is null) // its sources do not overlap
            {
                count += await connection.ExecuteScalarAsync<long>(Command(MessageListSql.Count(source, filter), scope.Parameters, cancellationToken));
            }
            else
            {
                ids.UnionWith(await connection.QueryAsync<long>(Command(MessageListSql.Ids(source, filter), scope.Parameters, cancellationToken)));
            }

            isMore |= source.IsWalk && await connection.ExecuteScalarAsync<long?>(Command(MessageListSql.WalkEnd(source, isUp: false), scope.Parameters, cancellationToken)) is not null;
        }

        count += ids.Count;
        return new StatusCount((int)Math.Min(count, MostCounted), isMore || count >= MostCounted);
    }

    private static MessagePage Downward(IEnumerable<MessageRow> found, MessageFilter filter, long? end)
    {
        var rows = found.Where(row => end is null || row.EventId >= end).OrderByDescending(row => row.EventId).ToList();
        var page = rows.Take(filter.Limit).ToList();
        var older = rows.Count > filter.Limit ? page[^1].EventId : end;
        var newer = filter.Before is not null ? page.Count > 0 ? page[0].EventId : filter.Before - 1 : null;
        return new MessagePage(page, older, newer, SearchedTo: rows.Count <= filter.Limit && end is not null);
    }

    private static MessagePage Upward(IEnumerable<MessageRow> found, MessageFilter filter, long? end)
    {
        var rows = found.Where(row => end is null || row.EventId <= end).OrderBy(row => row.EventId).ToList();
        var page = rows.Take(filter.Limit).Reverse().ToList();
        var newer = rows.Count > filter.Limit ? page[0].EventId : end;
        return new MessagePage(page, page.Count > 0 ? page[^1].EventId : filter.After + 1, newer, SearchedTo: rows.Count <= filter.Limit && end is not null);
    }

    private async Task<ListScope?> ScopeAsync(DbConnection connection, MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, int budget, CancellationToken cancellationToken)
    {
        var chosen = filter.Tenant is null ? tenants : [.. tenants.Where(tenant => tenant.Identifier == filter.Tenant)];
        var regions = chosen.Select(tenant => tenant.Region).OfType<string>().Append(numbers.Value.DefaultRegion);
        var term = filter.Query is null ? null : SearchTerm.Parse(filter.Query, regions, filter.AnySuffix);
        if (chosen.Count == 0 || term?.IsNothing == true)
        {
            return null;
        }

        var type = MessageFilter.EventTypeOf(filter.Event);
        var parameters = new DynamicParameters(new
        {
            Tenants = JsonSerializer.Serialize([.. chosen.Select(tenant => tenant.Id)], ConsoleJson.Default.Int64Array),
            Rows = filter.Limit + 1,
            Budget = budget,
            Low = await LowAsync(connection, filter, cancellationToken),
            High = await HighAsync(connection, filter, cancellationToken),
            TypeId = type is { } known && codes.TryGet(known, out var code) ? code : -1,
            filter.Reason,
            term?.EventId,
            term?.ClientId,
            term?.LoanId,
            term?.Suffix,
            SuffixEnd = term?.SuffixEnds.FirstOrDefault(),
            SuffixEnds = JsonSerializer.Serialize([.. term?.SuffixEnds ?? []], ConsoleJson.Default.StringArray),
            term?.ProviderId,
            MaskStart = term?.Mask?[..6],
            MaskLength = term?.Mask?.Length,
        });
        foreach (var (index, number) in (term?.Numbers ?? []).Index())
        {
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"Number{index}"), number);
            parameters.Add(string.Create(CultureInfo.InvariantCulture, $"End{index}"), number[^4..]);
        }

        return new ListScope(term, parameters);
    }

    private async Task<long> LowAsync(DbConnection connection, MessageFilter filter, CancellationToken cancellationToken)
    {
        var low = filter.Since(time.GetUtcNow()) is { } since ? await EventIdAt.FirstAsync(connection, since, cancellationToken) : 0;
        return filter.After is { } after ? Math.Max(low, after + 1) : low;
    }

    private static async Task<long> HighAsync(DbConnection connection, MessageFilter filter, CancellationToken cancellationToken)
    {
        var high = filter.To is { } to ? await EventIdAt.FirstAsync(connection, to, cancellationToken) : long.MaxValue;
        return filter.Before is { } before ? Math.Min(high, before) : high;
    }

    private static CommandDefinition Command(string sql, DynamicParameters parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, cancellationToken: cancellationToken);

    private sealed record ListScope(SearchTerm? Term, DynamicParameters Parameters);
}

/// <param name="IsMore">At least so many; there was no looking further.</param>
internal readonly record struct StatusCount(int Count, bool IsMore)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}{(IsMore ? "+" : "")}");
}
