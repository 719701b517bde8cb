using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>
/// Puts backups into the bucket, and deletes the oldest that it put there. What is there is looked at first and compared afterwards, so a run that is cut off anywhere is done again without harm; nothing is
/// ever replaced. One at a time, whoever asks for it: under a work lease.
/// </summary>
internal sealed class BackupSending(
    S3Bucket bucket, RemoteBackupStore store, WorkLeases leases, AuditLog audit, IOptions<BackupOptions> options, TimeProvider time, ILogger<BackupSending> logger)
{
    private const string Lease = "remote backup";

    private S3Options Settings => options.Value.S3;

    /// <summary>The latest of the folder, where it is not in the bucket yet. Asks the bucket nothing where it is.</summary>
    /// <returns>Whether one was sent.</returns>
    public async Task<bool> SendLatestAsync(CancellationToken cancellationToken)
    {
        if (!Settings.IsUsed)
        {
            await store.SettleAsync(cancellationToken); // what was wrong with it needs nobody any more
            return false;
        }

        if (options.Value.Folder.Length == 0 || BackupFolder.Newest(options.Value.Folder, time.GetUtcNow()) is not { } newest
            || (await store.ListAsync(Settings.Place, cancellationToken)).Any(sent => sent.Name == Path.GetFileName(newest)))
        {
            return false;
        }

        try
        {
            return await SendAsync(Actor.Timetable, newest, cancellationToken) is not null;
        }
        catch (Exception exception) when (exception is BucketException or StoreUnavailableException)
        {
            logger.BackupNotSent(exception.Message);
            return false;
        }
    }

    /// <param name="path">A backup of the folder, or what pg_dump wrote: one that does not bear the name of a backup gets one, of when the file was written.</param>
    /// <returns>Null: another process is at it.</returns>
    /// <exception cref="BucketException">Why not; it needs attention from now on, until one gets there.</exception>
    public async Task<SentBackup?> SendAsync(Actor actor, string path, CancellationToken cancellationToken)
    {
        SentBackup? sent = null;
        try
        {
            await leases.RunAsync(Lease, async mayGoOn => sent = await PutAsync(actor, path, mayGoOn), cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is BucketException or IOException or UnauthorizedAccessException)
        {
            var words = exception is BucketException ? exception.Message : S3Problems.Explain(exception, Settings)!;
            await store.FailAsync(Settings.Place, words);
            throw exception as BucketException ?? new BucketException(words, exception);
        }
        finally
        {
            await leases.ReleaseAsync(Lease); // else nobody could send one by hand for a while, after one that failed above all
        }

        return sent;
    }

    private async Task<SentBackup> PutAsync(Actor actor, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.Read | FileShare.Delete, Options = FileOptions.Asynchronous });
        var name = await NameAsync(path, file, cancellationToken);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        file.Position = 0;
        if (await bucket.FindAsync(name, cancellationToken) is not { } found)
        {
            await bucket.PutAsync(name, file, sha256, cancellationToken);
            found = await bucket.FindAsync(name, cancellationToken) ?? throw new BucketException($"{name} was taken, and is not in {Settings.Place}: does something delete what is put there?");
        }

        if (found.Sha256 != sha256 || found.Bytes != file.Length)
        {
            throw new BucketException($"{name} is in {Settings.Place} already, and is something else than {path}. It is not replaced: have each installation use a prefix of its own (Backup:S3:Prefix).");
        }

        var sent = new SentBackup
        {
            Name = name, At = BackupFolder.TimeOf(name)!.Value.ToUnixTimeMilliseconds(), SentAt = time.GetUtcNow().ToUnixTimeMilliseconds(), Bytes = file.Length, Sha256 = sha256,
        };
        await store.AddAsync(Settings.Place, sent, session => audit.Record(session, actor.Did(AuditActions.BackupSend, subject: null, after: $"{name} in {Settings.Place}")));
        logger.BackupSent(name, Settings.Place, sent.Bytes, await DeleteOldAsync(actor, name, cancellationToken));
        await store.SettleAsync(cancellationToken);
        return sent;
    }

    private async Task<int> DeleteOldAsync(Actor actor, string made, CancellationToken cancellationToken)
    {
        try
        {
            return await PruneAsync(actor, made, cancellationToken);
        }
        catch (BucketException exception)
        {
            throw new BucketException($"{made} is in {Settings.Place}, but older ones could not be deleted there: {exception.Message}", exception);
        }
    }

    /// <summary>Those there are too many of. Each is looked at before: what somebody put there in its place is not ours.</summary>
    private async Task<int> PruneAsync(Actor actor, string made, CancellationToken cancellationToken)
    {
        if (Settings.Keep == 0)
        {
            return 0;
        }

        var old = (await store.ListAsync(Settings.Place, cancellationToken)).Where(sent => sent.Name != made).Skip(Settings.Keep - 1).ToList();
        foreach (var sent in old)
        {
            var found = await bucket.FindAsync(sent.Name, cancellationToken);
            var isOurs = found is not null && found.Sha256 == sent.Sha256;
            if (isOurs)
            {
                await bucket.DeleteAsync(sent.Name, cancellationToken);
            }
            else if (found is not null)
            {
                logger.RemoteBackupReplaced(sent.Name, Settings.Place);
            }

            await store.RemoveAsync(Settings.Place, sent.Name, session => audit.Record(session, actor.Did(
                AuditActions.BackupDelete, subject: null, before: $"{sent.Name} in {Settings.Place}", after: isOurs ? "deleted" : found is null ? "gone already" : "left alone: it is not what was sent")));
        }

        return old.Count;
    }

    private static async Task<string> NameAsync(string path, FileStream file, CancellationToken cancellationToken)
    {
        if (BackupFolder.TimeOf(Path.GetFileName(path)) is not null)
        {
            return Path.GetFileName(path);
        }

        var head = new byte[16];
        _ = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        file.Position = 0;
        return BackupFolder.NameAt(new DateTimeOffset(File.GetLastWriteTimeUtc(path)), head.AsSpan().SequenceEqual("SQLite format 3\0"u8) ? "db" : "dump");
    }
}
