using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>What came out of the bucket, compared with what was put there.</summary>
internal sealed record FetchedBackup(string Path, long Bytes, string Sha256);

/// <summary>Lists what is in the bucket, and brings one back. Needs no database: it may be lost.</summary>
internal sealed class BackupFetching(S3Bucket bucket, IOptions<BackupOptions> options)
{
    /// <summary>The name of whichever is the newest.</summary>
    public const string Latest = "latest";

    public bool IsUsed => options.Value.S3.IsUsed;

    public string Place => options.Value.S3.Place;

    /// <summary>Newest first; also what other installations put under this prefix.</summary>
    public Task<IReadOnlyList<RemoteBackup>> ListAsync(CancellationToken cancellationToken) => bucket.ListAsync(cancellationToken);

    /// <summary>What there is of a name.</summary>
    /// <param name="name">As <see cref="ListAsync"/> has it; <c>latest</c>: the newest there is.</param>
    /// <param name="ending">Only of these, such as <c>.db</c>; empty: of all.</param>
    /// <exception cref="BucketException">There is none, or it is something else.</exception>
    public async Task<string> NameAsync(string name, string ending, CancellationToken cancellationToken)
    {
        if (name != Latest)
        {
            return BackupFolder.TimeOf(name) is null || name.EndsWith(ending, StringComparison.Ordinal) ? name
                : throw new BucketException($"{name} is what pg_dump wrote: it is put back into a PostgreSQL database, by pg_restore or psql.");
        }

        return (await ListAsync(cancellationToken)).FirstOrDefault(backup => backup.Name.EndsWith(ending, StringComparison.Ordinal))?.Name
            ?? throw new BucketException($"There is no backup in {Place}{(ending.Length == 0 ? "" : $" that ends in {ending}")}.");
    }

    /// <summary>Under another name until it is compared, and for this user's eyes only: what is cut off must not pass for a backup.</summary>
    /// <param name="target">Must not exist.</param>
    /// <exception cref="BucketException">In plain words: it is not there, it is not what was sent, the disk is full.</exception>
    public async Task<FetchedBackup> FetchAsync(string name, string target, CancellationToken cancellationToken)
    {
        if (BackupFolder.TimeOf(name) is null)
        {
            throw new BucketException($"{name} is not the name of a backup, such as smsbridge-20261121-021500.db.");
        }

        if (await bucket.FindAsync(name, cancellationToken) is not { } there)
        {
            throw new BucketException($"There is no {name} in {Place}: backup list says what there is.");
        }

        var (path, isOurs) = (Path.GetFullPath(target), false);
        var partial = path + ".partial";
        try
        {
            if (Path.Exists(path))
            {
                throw new IOException($"{path} exists already.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Delete(partial); // of a run that was killed
            PrivateFile.Create(partial);
            isOurs = true;
            var written = await WriteAsync(name, partial, cancellationToken);
            if (there.Sha256 is null || written != there.Sha256 || new FileInfo(partial).Length != there.Bytes)
            {
                throw new BucketException(there.Sha256 is null
                    ? $"{name} has no checksum of SmsBridge's: it was not put there by smsbridge. Fetch it with the store's own tools if you know what it is."
                    : $"{name} is damaged: it is not what was sent. Take another one.");
            }

            File.Move(partial, path, overwrite: false);
            return new FetchedBackup(path, there.Bytes, written);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BucketException($"Nothing was fetched. {S3Problems.Explain(exception, options.Value.S3)}", exception);
        }
        finally
        {
            if (isOurs)
            {
                File.Delete(partial); // it has another name by now, or is of no use
            }
        }
    }

    private async Task<string> WriteAsync(string name, string partial, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(partial, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
        var (_, written) = await bucket.GetAsync(name, file, cancellationToken);
        await file.FlushAsync(cancellationToken);
        file.Flush(flushToDisk: true); // before it gets its name
        return written;
    }
}
