using System.Data.Common;
using Dapper;

namespace SmsBridge.Store.Postgres;

/// <summary>
/// Several write at once, so a row may become visible behind one with a higher id. Each bears the number of its transaction (<c>written</c>), and no row
/// of the oldest transaction that still runs, or of a later one, is read: below that nothing appears any more. In the order of (written, id).
/// </summary>
/// <param name="positions">The follower's table of positions: <c>record</c>, <c>position</c> (of <c>written</c>), <c>position_id</c>.</param>
/// <param name="record">A table with <c>id</c> and <c>written</c>.</param>
internal sealed class PostgresFeed(string positions, string record) : Feed
{
    private const string Visible = "written < feed_base() + CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS text) AS BIGINT)";

    private readonly string _end = $"SELECT CAST(0 AS BIGINT) AS Count, written AS Written, id AS Id FROM {record} WHERE {Visible} ORDER BY written DESC, id DESC LIMIT 1";

    private readonly string _next = $"""
        WITH next AS (SELECT written, id FROM {record} WHERE (written, id) > (@Written, @Id) AND {Visible} ORDER BY written, id LIMIT @most)
        SELECT (SELECT COUNT(*) FROM next) AS Count, written AS Written, id AS Id FROM next ORDER BY written DESC, id DESC LIMIT 1
        """;

    public override string Before { get; } = $"({record}.written, {record}.id) <= {Place(record, "from")}";

    public override string Within { get; } = $"({record}.written, {record}.id) > {Place(record, "from")} AND ({record}.written, {record}.id) <= {Place(record, "to")}";

    public override string UpTo { get; } = $"({record}.written, {record}.id) <= {Place(record, "to")}";

    public override string LatestFirst { get; } = $"{record}.written DESC, {record}.id DESC";

    public override Task<FeedStretch> NextAsync(DbTransaction moment, int most, CancellationToken cancellationToken) => ReadAsync(moment, _next, most, cancellationToken);

    public override Task<FeedStretch> ToEndAsync(DbTransaction moment, CancellationToken cancellationToken) => ReadAsync(moment, _end, long.MaxValue, cancellationToken);

    private static string Place(string record, string end) => $"(@{record}_{end}_written, @{record}_{end})";

    private async Task<FeedStretch> ReadAsync(DbTransaction moment, string sql, long most, CancellationToken cancellationToken)
    {
        var connection = moment.Connection!;
        var from = await connection.QueryFirstAsync<Position>(new CommandDefinition(
            $"SELECT position AS Written, position_id AS Id FROM {positions} WHERE record = @record", new { record }, moment, cancellationToken: cancellationToken));
        var last = await connection.QueryFirstOrDefaultAsync<Position>(new CommandDefinition(sql, new { from.Written, from.Id, most }, moment, cancellationToken: cancellationToken));
        return new Stretch(positions, record, from, last ?? from) { HasMore = last?.Count == most };
    }

    private sealed record Position
    {
        public long Count { get; init; }

        public long Written { get; init; }

        public long Id { get; init; }
    }

    private sealed class Stretch(string positions, string record, Position from, Position to) : FeedStretch
    {
        public override bool IsEmpty => (to.Written, to.Id) == (from.Written, from.Id);

        public override DynamicParameters AddTo(DynamicParameters parameters)
        {
            parameters.Add($"{record}_from_written", from.Written);
            parameters.Add($"{record}_from", from.Id);
            parameters.Add($"{record}_to_written", to.Written);
            parameters.Add($"{record}_to", to.Id);
            return parameters;
        }

        protected override bool TryMove(WriteSession session) => session.Execute(
            $"UPDATE {positions} SET position = @toWritten, position_id = @toId WHERE record = @record AND position = @fromWritten AND position_id = @fromId",
            new { record, toWritten = to.Written, toId = to.Id, fromWritten = from.Written, fromId = from.Id }) == 1;
    }
}
