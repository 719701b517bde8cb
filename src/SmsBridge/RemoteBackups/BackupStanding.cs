using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>How it stands with the bucket, as this database knows it.</summary>
/// <param name="Latest">Null: none was put there.</param>
/// <param name="Trouble">Null: the latest try went well.</param>
internal sealed record RemoteStanding(string Place, SentBackup? Latest, SendingTrouble? Trouble);

/// <summary>Tells it, without asking the bucket.</summary>
internal sealed class BackupStanding(RemoteBackupStore store, IOptions<BackupOptions> options)
{
    /// <summary>Null: there is no bucket.</summary>
    public async Task<RemoteStanding?> ReadAsync(CancellationToken cancellationToken) => options.Value.S3 is not { IsUsed: true, Place: var place } ? null
        : new RemoteStanding(place, await store.ListAsync(place, cancellationToken) is [var newest, ..] ? newest : null, await store.TroubleAsync(place, cancellationToken));
}
