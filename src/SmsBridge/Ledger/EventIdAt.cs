using System.Data.Common;
using Dapper;

namespace SmsBridge.Ledger;

/// <summary>
/// From a time to the first event received then or later. Events are numbered as they come, so halving the range finds it in some twenty steps
/// over the primary key, whatever the size of the log; an index on the time would cost every hook a page.
/// </summary>
internal static class EventIdAt
{
    private const string NextSql = "SELECT id AS Id, received_at AS ReceivedAt FROM event WHERE id >= @id ORDER BY id LIMIT 1";

    /// <returns>One past the newest when there is none so late.</returns>
    public static async Task<long> FirstAsync(DbConnection connection, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var at = time.ToUnixTimeMilliseconds();
        var (low, high) = await connection.QueryFirstAsync<(long?, long?)>(new CommandDefinition(
            "SELECT (SELECT MIN(id) FROM event), (SELECT MAX(id) FROM event)", cancellationToken: cancellationToken)) is ({ } min, { } max)
            ? (min, max + 1)
            : (1L, 1L);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var next = await connection.QueryFirstOrDefaultAsync<Mark>(new CommandDefinition(NextSql, new { id = middle }, cancellationToken: cancellationToken));
            if (next is null || next.ReceivedAt >= at)
            {
                high = middle; // the answer is here or below; ids between here and the next event belong to none
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

        public long ReceivedAt { get; init; }
    }
}
