using System.Data.Common;
using Dapper;

namespace SmsBridge.Store;

/// <summary>
/// From a time to the first row of that time or later, in a table whose rows are numbered as they come: halving the range finds it in some twenty steps over the primary
/// key, whatever the size of the table; an index on the time would cost every row a page.
/// </summary>
/// <param name="table">Its <c>id</c> is the number.</param>
/// <param name="time">The column with the time, in milliseconds.</param>
internal sealed class IdAt(string table, string time)
{
    private readonly string _ends = $"SELECT (SELECT MIN(id) FROM {table}), (SELECT MAX(id) FROM {table})";
    private readonly string _next = $"SELECT id AS Id, {time} AS At FROM {table} WHERE id >= @id ORDER BY id LIMIT 1";

    /// <returns>One past the newest when there is none so late.</returns>
    public async Task<long> FirstAsync(DbConnection connection, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var at = from.ToUnixTimeMilliseconds();
        var (low, high) = await connection.QueryFirstAsync<(long?, long?)>(new CommandDefinition(_ends, cancellationToken: cancellationToken)) is ({ } min, { } max) ? (min, max + 1) : (1L, 1L);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var next = await connection.QueryFirstOrDefaultAsync<Mark>(new CommandDefinition(_next, new { id = middle }, cancellationToken: cancellationToken));
            if (next is null || next.At >= at)
            {
                high = middle; // the answer is here or below; ids between here and the next row belong to none
            }
            else
            {
                low = next.Id + 1;
            }
        }

        return low;
    }

    private sealed record Mark
    {
        public long Id { get; init; }

        public long At { get; init; }
    }
}
