using System.Data.Common;
using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>Backups that do not get into the bucket. Once may be a moment's trouble.</summary>
internal static class UnsentBackups
{
    public static async Task<IEnumerable<AttentionItem>> ItemsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(string Place, long Since, string Problem)>(new CommandDefinition(
            "SELECT place, since, problem FROM remote_backup_trouble WHERE failures >= 2 ORDER BY place", cancellationToken: cancellationToken))
        select new AttentionItem(
            "backup_not_sent", IsUrgent: false, null, $"Backups do not get to {it.Place}. {it.Problem}",
            "The file stays where it was made, and is tried again every ten minutes. Mend what is said, then smsbridge backup send to see at once.", StoredTime.At(it.Since));
}
