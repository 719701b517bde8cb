using System.Data.Common;
using Dapper;

namespace SmsBridge.Store.Sqlite;

/// <summary>The one writer gives ids in the order of commits: nothing appears behind a position later.</summary>
/// <param name="positions">The follower's table of positions: <c>record</c>, <c>position</c>.</param>
/// <param name="record">A table with an <c>id</c>.</param>
internal sealed class SqliteFeed(string positions, string record) : Feed
{
    private readonly string _end = $"SELECT 0 AS Count, MAX(id) AS Last FROM {record}";
    private readonly string _next = $"SELECT COUNT(*) AS Count, MAX(id) AS Last FROM (SELECT id FROM {record} WHERE id > @From ORDER BY id LIMIT @most) AS next";

    public override string Before { get; } = $"{record}.id <= @{record}_from";

    public override string Within { get; } = $"{record}.id > @{record}_from AND {record}.id <= @{record}_to";

    public override string UpTo { get; } = $"{record}.id <= @{record}_to";

    public override string LatestFirst { get; } = $"{record}.id DESC";

    public override Task<FeedStretch> NextAsync(DbTransaction moment, int most, CancellationToken cancellationToken) => ReadAsync(moment, _next, most, cancellationToken);

    public override Task<FeedStretch> ToEndAsync(DbTransaction moment, CancellationToken cancellationToken) => ReadAsync(moment, _end, long.MaxValue, cancellationToken);

    private async Task<FeedStretch> ReadAsync(DbTransaction moment, string sql, long most, CancellationToken cancellationToken)
    {
        var connection = moment.Connection!;
        var from = await connection.QueryFirstAsync<long>(new CommandDefinition(
            $"SELECT position FROM {positions} WHERE record = @record", new { record }, moment, cancellationToken: cancellationToken));
        var (count, last) = await connection.QueryFirstAsync<(long Count, long? Last)>(new CommandDefinition(sql, new { From = from, most }, moment, cancellationToken: cancellationToken));
        return new Stretch(positions, record, from, Math.Max(from, last ?? from)) { HasMore = count == most };
    }

    private sealed class Stretch(string positions, string record, long from, long to) : FeedStretch
    {
        public override bool IsEmpty => to == from;

        public override DynamicParameters AddTo(DynamicParameters parameters)
        {
            parameters.Add($"{record}_from", from);
            parameters.Add($"{record}_to", to);
            return parameters;
        }

        protected override bool TryMove(WriteSession session) =>
            session.Execute($"UPDATE {positions} SET position = @to WHERE record = @record AND position = @from", new { record, from, to }) == 1;
    }
}
