using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>
/// Backups that the settings ask for and that are not made, or do not get into the bucket. Of who has neither folder nor bucket nothing is expected: they may have other means. One cause is told
/// once: what is not made can not be sent, and what is not taken says why itself.
/// </summary>
internal sealed class OldBackups(Database database, IOptions<BackupOptions> options, TimeProvider time)
{
    /// <summary>After a start: what was due meanwhile is made, and sent, in this time.</summary>
    private static readonly TimeSpan Room = TimeSpan.FromHours(1);

    private readonly DateTimeOffset _start = time.GetUtcNow();

    /// <param name="isToldUnsent">That and why they do not get into the bucket is said already.</param>
    public async Task<IEnumerable<AttentionItem>> ItemsAsync(DbConnection connection, bool isToldUnsent, CancellationToken cancellationToken)
    {
        var (settings, now) = (options.Value, time.GetUtcNow());
        if (now - _start < Room)
        {
            return [];
        }

        if (settings.Folder.Length > 0 && database.FilePath is not null // on PostgreSQL the server's own tools make them
            && (await Backups.LatestAsync(connection, cancellationToken))?.At is var made && IsOld(made, now))
        {
            return
            [
                new AttentionItem(
                    "backup_old", IsUrgent: false, null, $"{Said(made, now)}, although one is to be made in {settings.Folder} (Backup:Folder, Backup:Every).",
                    "The log says why not. Make room, or let the service write to the folder, then smsbridge backup to see at once.", made),
            ];
        }

        if (settings.S3.IsUsed && !isToldUnsent
            && await SentAsync(connection, settings.S3.Place, now, cancellationToken) is var sent && IsOld(sent, now))
        {
            return
            [
                new AttentionItem(
                    "backup_old", IsUrgent: false, null, $"{Said(sent, now)} in {settings.S3.Place}.",
                    database.FilePath is null
                        ? "See why the timer does not run pg_dump and smsbridge backup send (Backup:Every says how often it is to)."
                        : "smsbridge backup send sends the latest of the folder now, and says why not.", sent),
            ];
        }

        return [];
    }

    private bool IsOld(DateTimeOffset? latest, DateTimeOffset now) => latest is not { } at || now - at > options.Value.OldAfter;

    private static string Said(DateTimeOffset? latest, DateTimeOffset now) =>
        latest is { } at ? FormattableString.Invariant($"The latest backup is {(now - at).TotalHours:0} hours old") : "There is no backup";

    private static async Task<DateTimeOffset?> SentAsync(DbConnection connection, string place, DateTimeOffset now, CancellationToken cancellationToken) =>
        StoredTime.At(await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT MAX(at) FROM remote_backup WHERE place = @place AND at <= @now", new { place, now = now.ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken)));
}
