using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Insight.Lists;
using SmsBridge.Insight.Search;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Insight.MessageList;

/// <summary>
/// The list of messages. Every look is served by an index on (tenant, …, id) or by the primary key and reads a page, or at most
/// <see cref="Budget"/> rows of each tenant: its cost does not grow with history.
/// </summary>
internal sealed class MessageListQueries(Database database, EventTypeCodes codes, IOptions<NumberOptions> numbers, TimeProvider time)
{
    /// <summary>Counted no further than this.</summary>
    public const int MostCounted = 1_000;

    /// <summary>Most rows of a tenant one page looks through when no index helps.</summary>
    private const int Budget = 2_000;

    private const long NoType = -1; // the core's name of an event we never had

    /// <summary>Rows of each tenant looked through to count what no index knows: those that lie together, and those that lie far apart.</summary>
    private const int ManyWalked = 400;
    private const int FewWalked = 50;

    /// <param name="tenants">All that may be seen; the filter chooses among them.</param>
    public async Task<ListPage<MessageRow>> ListAsync(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        if (await ScopeAsync(connection, filter, tenants, Budget, cancellationToken) is not { } scope)
        {
            return ListPage<MessageRow>.Empty;
        }

        var page = await ListPage<MessageRow>.ReadAsync(connection, database.Dialect, Queries(filter, scope).All(), scope.Bounds, filter.Cursor, row => row.EventId, cancellationToken);
        return scope.Term is { } term ? page with { Rows = BestFirst(page.Rows, term, scope.Led), HasMoreFound = scope.Led.HasMore } : page;
    }

    /// <summary>The whole numbers that are looked for; nothing is read.</summary>
    public IReadOnlyList<string> NumbersIn(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants) => TermOf(filter, Chosen(filter, tenants))?.Numbers ?? [];

    /// <inheritdoc cref="NotKept.WordsAsync"/>
    public async Task<string?> NotKeptAsync(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await NotKept.WordsAsync(connection, database.Dialect, Chosen(filter, tenants), filter.Since(time.GetUtcNow()), filter.Query is not null, cancellationToken);
    }

    /// <summary>How many there are of each status under the filter's other conditions, each counted to <see cref="MostCounted"/>.</summary>
    public async Task<IReadOnlyDictionary<string, StatusCount>> CountAsync(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var counts = new Dictionary<string, StatusCount>(StringComparer.Ordinal);
        var whole = filter with { Before = null, After = null, Limit = MostCounted - 1 };
        if (await ScopeAsync(connection, whole, tenants, filter.Event is null && filter.Reason is null ? ManyWalked : FewWalked, cancellationToken) is not { } scope)
        {
            return counts;
        }

        foreach (var choice in StatusChoices.All.Where(choice => choice.Statuses.Count == 1 || choice.Planned is not null))
        {
            counts[choice.Value] = await CountAsync(connection, whole with { Status = choice.Value }, scope, cancellationToken);
        }

        foreach (var choice in StatusChoices.All.Where(choice => choice.Statuses.Count > 1 && choice.Planned is null))
        {
            var parts = choice.Statuses.Select(status => counts[status.Name()]).ToList();
            counts[choice.Value] = new StatusCount(parts.Sum(part => part.Count), parts.Exists(part => part.IsMore));
        }

        return counts;
    }

    /// <summary>A page is a stretch of ids, so that its cost does not grow; within it the best kind of match leads. Each row says why it is there.</summary>
    private static List<MessageRow> BestFirst(IReadOnlyList<MessageRow> rows, SearchTerm term, FoundByWords led) =>
        [.. rows.OrderBy(row => term.Rank(row, led)).ThenByDescending(row => row.EventId).Select(row => row with { Matches = term.Matches(row, led) })];

    private async Task<StatusCount> CountAsync(DbConnection connection, MessageFilter filter, ListScope scope, CancellationToken cancellationToken)
    {
        var (ids, count, isMore) = (new HashSet<long>(), 0L, false);
        foreach (var query in Queries(filter, scope).All())
        {
            if (scope.Term is null) // its looks do not overlap
            {
                count += await connection.ExecuteScalarAsync<long>(Command(query.Count(database.Dialect)));
            }
            else
            {
                ids.UnionWith(await connection.QueryAsync<long>(Command(query.Ids(database.Dialect))));
            }

            isMore |= query.IsWalk && await connection.ExecuteScalarAsync<long?>(Command(query.WalkEnd(database.Dialect, isUp: false))) is not null;

            CommandDefinition Command(string sql) => new(sql, query.Parameters(scope.Bounds), cancellationToken: cancellationToken);
        }

        count += ids.Count;
        return new StatusCount((int)Math.Min(count, MostCounted), isMore || count >= MostCounted);
    }

    private MessageQueries Queries(MessageFilter filter, ListScope scope) => new(
        filter, scope.Term, scope.Led, filter.Event is null ? null : MessageFilter.EventTypeOf(filter.Event) is { } type && codes.TryGet(type, out var code) ? code : NoType);

    private static IReadOnlyList<ScopedTenant> Chosen(MessageFilter filter, IReadOnlyList<ScopedTenant> tenants) =>
        filter.Tenant is null ? tenants : [.. tenants.Where(tenant => tenant.Identifier == filter.Tenant)];

    private async Task<ListScope?> ScopeAsync(DbConnection connection, MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, int budget, CancellationToken cancellationToken)
    {
        var chosen = Chosen(filter, tenants);
        var term = TermOf(filter, chosen);
        if (chosen.Count == 0 || term?.IsNothing == true)
        {
            return null;
        }

        var led = term is { HasWords: true } or { ClientId: not null }
            ? await new WordLookup(connection, database.Dialect).FindAsync(term, [.. chosen.Select(tenant => tenant.Id)], filter.AnySuffix, cancellationToken)
            : FoundByWords.Nothing;
        var (low, high) = await filter.Cursor.WithinAsync(connection, filter.Since(time.GetUtcNow()), filter.To, cancellationToken);
        return new ListScope(term, led, new ListBounds(chosen.Select(tenant => tenant.Id), low, high, filter.Limit + 1, budget, time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    private SearchTerm? TermOf(MessageFilter filter, IEnumerable<ScopedTenant> chosen) => filter.Query is null ? null
        : SearchTerm.Parse(filter.Query, chosen.Select(tenant => tenant.Region).OfType<string>().Append(numbers.Value.DefaultRegion), filter.AnySuffix);

    private sealed record ListScope(SearchTerm? Term, FoundByWords Led, ListBounds Bounds);
}

/// <param name="IsMore">At least so many; there was no looking further.</param>
internal readonly record struct StatusCount(int Count, bool IsMore)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}{(IsMore ? "+" : "")}");
}
