using System.Data.Common;
using Dapper;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Insight.Lists;

/// <summary>Where a page of a list lies: by ids, so that a page costs the same wherever it is.</summary>
/// <param name="Before">Only older than this one. At most one of this and</param>
/// <param name="After">only newer than this one.</param>
internal readonly record struct ListCursor(long? Before, long? After)
{
    public bool IsUp => After is not null;

    /// <summary>Between which ids, where only what came in some time is asked for.</summary>
    public async Task<(long Low, long High)> WithinAsync(DbConnection connection, DateTimeOffset? since, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        var low = since is { } first ? await EventIdAt.FirstAsync(connection, first, cancellationToken) : 0;
        var high = to is { } end ? await EventIdAt.FirstAsync(connection, end, cancellationToken) : long.MaxValue;
        return (After is { } after ? Math.Max(low, after + 1) : low, Before is { } before ? Math.Min(high, before) : high);
    }
}

/// <summary>A page of a list, newest first.</summary>
/// <param name="Older">Cursor of the next older page; null: there are none.</param>
/// <param name="Newer">Cursor of the next newer page; null: these are the newest.</param>
/// <param name="SearchedTo">Set when the page is short only because nothing older was looked at yet.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Rows, long? Older, long? Newer, bool SearchedTo)
{
    /// <summary>More is called so than was looked up.</summary>
    public bool HasMoreFound { get; init; }

    public static ListPage<T> Empty { get; } = new([], null, null, SearchedTo: false);

    /// <summary>Asks each query for one row more than the page has, and makes a page of the nearest. A row may be found by several.</summary>
    public static async Task<ListPage<T>> ReadAsync(
        DbConnection connection, SqlDialect dialect, IEnumerable<ListQuery> queries, ListBounds bounds, ListCursor cursor, Func<T, long> idOf, CancellationToken cancellationToken)
    {
        var found = new Dictionary<long, T>();
        long? end = null; // how far all walks got
        foreach (var query in queries)
        {
            foreach (var row in await connection.QueryAsync<T>(Command(query.OfEach(dialect, cursor.IsUp))))
            {
                found.TryAdd(idOf(row), row);
            }

            if (query is { IsWalk: true, EndsThere: false } && await connection.ExecuteScalarAsync<long?>(Command(query.WalkEnd(dialect, cursor.IsUp))) is { } reached)
            {
                end = end is { } other ? cursor.IsUp ? Math.Min(other, reached) : Math.Max(other, reached) : reached;
            }

            CommandDefinition Command(string sql) => new(sql, query.Parameters(bounds), cancellationToken: cancellationToken);
        }

        var rows = found.Where(pair => end is null || (cursor.IsUp ? pair.Key <= end : pair.Key >= end))
            .OrderBy(pair => cursor.IsUp ? pair.Key : -pair.Key).Select(pair => pair.Value).ToList();
        return Of(rows, bounds.Rows - 1, cursor, end, idOf);
    }

    private static ListPage<T> Of(List<T> rows, int limit, ListCursor cursor, long? end, Func<T, long> idOf)
    {
        var page = rows.Take(limit).ToList();
        var further = rows.Count > limit ? idOf(page[^1]) : end;
        var searchedTo = rows.Count <= limit && end is not null;
        if (cursor.After is { } after)
        {
            page.Reverse();
            return new ListPage<T>(page, page.Count > 0 ? idOf(page[^1]) : after + 1, further, searchedTo);
        }

        return new ListPage<T>(page, further, cursor.Before is { } before ? page.Count > 0 ? idOf(page[0]) : before - 1 : null, searchedTo);
    }
}
