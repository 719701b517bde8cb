using System.Data.Common;
using Dapper;

namespace SmsBridge.Store;

/// <summary>
/// What one follower has not taken up yet of a record that is only added to, in the order in which its rows became visible. Followers compare no ids with
/// a position of their own: here the one writer gives ids in the order of commits, so that nothing appears behind a position later; a store with several
/// writers holds rows back until that is so. The conditions are pieces of SQL about the record's table under its own name, with the parameters of a
/// <see cref="FeedStretch"/>.
/// </summary>
/// <param name="positions">The follower's table of positions: <c>record</c>, <c>position</c>.</param>
/// <param name="record">A table with an <c>id</c>.</param>
internal sealed class Feed(string positions, string record)
{
    private readonly string _end = $"SELECT 0 AS Count, MAX(id) AS Last FROM {record}";
    private readonly string _next = $"SELECT COUNT(*) AS Count, MAX(id) AS Last FROM (SELECT id FROM {record} WHERE id > @From ORDER BY id LIMIT @most) AS next";

    /// <summary>It was taken up before the stretch.</summary>
    public string Before { get; } = $"{record}.id <= @{record}_from";

    /// <summary>It belongs to the stretch.</summary>
    public string Within { get; } = $"{record}.id > @{record}_from AND {record}.id <= @{record}_to";

    /// <summary>It is taken up with the stretch, or was before.</summary>
    public string UpTo { get; } = $"{record}.id <= @{record}_to";

    /// <summary>To be ordered by: the latest first.</summary>
    public string LatestFirst { get; } = $"{record}.id DESC";

    /// <summary>What comes next.</summary>
    /// <param name="moment">What else is read in it is of the same moment.</param>
    /// <param name="most">Rows; there may be more.</param>
    public Task<FeedStretch> NextAsync(DbTransaction moment, int most, CancellationToken cancellationToken) => ReadAsync(moment, _next, most, cancellationToken);

    /// <summary>All there is, for a follower that passes over it unread.</summary>
    /// <inheritdoc cref="NextAsync"/>
    public Task<FeedStretch> ToEndAsync(DbTransaction moment, CancellationToken cancellationToken) => ReadAsync(moment, _end, long.MaxValue, cancellationToken);

    private async Task<FeedStretch> ReadAsync(DbTransaction moment, string sql, long most, CancellationToken cancellationToken)
    {
        var connection = moment.Connection!;
        var from = await connection.QueryFirstAsync<long>(new CommandDefinition(
            $"SELECT position FROM {positions} WHERE record = @record", new { record }, moment, cancellationToken: cancellationToken));
        var (count, last) = await connection.QueryFirstAsync<(long Count, long? Last)>(new CommandDefinition(sql, new { From = from, most }, moment, cancellationToken: cancellationToken));
        return new FeedStretch(positions, record, from, Math.Max(from, last ?? from), count == most);
    }
}

/// <summary>What a follower takes up at once. What follows from it and <see cref="Move"/> are one transaction: a crash at any point passes over nothing and tells nothing twice.</summary>
internal sealed class FeedStretch(string positions, string record, long from, long to, bool hasMore)
{
    public bool IsEmpty => to == from;

    /// <summary>There may be more behind it.</summary>
    public bool HasMore => hasMore;

    /// <summary>The values of the feed's conditions.</summary>
    public DynamicParameters AddTo(DynamicParameters parameters)
    {
        parameters.Add($"{record}_from", from);
        parameters.Add($"{record}_to", to);
        return parameters;
    }

    /// <summary>The follower stands behind it.</summary>
    /// <exception cref="InvalidOperationException">Somebody else moved it: the stretch is not ours, and nothing of it is written.</exception>
    public void Move(WriteSession session)
    {
        if (session.Execute($"UPDATE {positions} SET position = @to WHERE record = @record AND position = @from", new { record, from, to }) != 1)
        {
            throw new InvalidOperationException($"The position of {record} in {positions} was moved by somebody else.");
        }
    }
}
