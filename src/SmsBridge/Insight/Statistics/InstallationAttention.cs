using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>What needs attention and is no tenant's: for who may do everything.</summary>
internal sealed class InstallationAttention(Database database, OldBackups oldBackups, IOptions<StatisticsOptions> options)
{
    public async Task<IReadOnlyList<AttentionItem>> ListAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<AttentionItem> unsent = [.. await UnsentBackups.ItemsAsync(connection, cancellationToken)];
        return
        [
            .. Disk(), .. await oldBackups.ItemsAsync(connection, isToldUnsent: unsent.Count > 0, cancellationToken), .. unsent,
            .. await AlarmsAsync(connection, cancellationToken), .. await StrangeTenants.ItemsAsync(connection, cancellationToken),
        ];
    }

    /// <summary>Who is to be told of all this and can not be. Once may be a moment's trouble.</summary>
    private static async Task<IEnumerable<AttentionItem>> AlarmsAsync(DbConnection connection, CancellationToken cancellationToken) =>
        from it in await connection.QueryAsync<(string Name, string Error, long Since)>(new CommandDefinition(
            "SELECT name, error, failing_since FROM alarm_receiver WHERE failing_since IS NOT NULL AND failures >= 2 ORDER BY name", cancellationToken: cancellationToken))
        select new AttentionItem(
            Attention.AlarmFailing, IsUrgent: true, null, $"Alarms do not reach {it.Name}: {it.Error}",
            "Mend the mail server, the address or Alarms:* in the settings, then test it under Operators and settings.", StoredTime.At(it.Since));

    private IEnumerable<AttentionItem> Disk()
    {
        if (database.FilePath is not { } file)
        {
            return []; // a server's disk is not ours to see
        }

        var free = new DriveInfo(Path.GetDirectoryName(file)!).AvailableFreeSpace;
        return free >= options.Value.LowDisk ? [] :
        [
            new AttentionItem(
                "disk_low", IsUrgent: true, null, $"The disk of the database has {free / (1024 * 1024)} MB left; when it is full no hook can be taken.",
                "Make room, or move the database to a larger disk.", null),
        ];
    }
}
