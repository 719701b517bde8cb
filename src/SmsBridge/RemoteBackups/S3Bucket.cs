using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Options;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>A backup in the bucket.</summary>
/// <param name="Name">Without the prefix.</param>
/// <param name="At">Of when it is, by its name.</param>
internal sealed record RemoteBackup(string Name, DateTimeOffset At, long Bytes);

/// <summary>What a store says of one name.</summary>
/// <param name="Sha256">Of all of it, as who put it there said; null: it did not, so it was not us.</param>
internal sealed record RemoteFile(long Bytes, string? Sha256);

/// <summary>The bucket of the settings. Sees and touches only what bears the prefix and the name of a backup.</summary>
internal sealed class S3Bucket(IOptions<BackupOptions> options, TimeProvider time) : IDisposable
{
    private const string Checksum = "sha256";

    private readonly Lazy<AmazonS3Client> _client = new(() => S3Client.Create(options.Value.S3)); // nothing of the library is loaded where there is no bucket

    private S3Options Settings => options.Value.S3;

    /// <summary>Newest first.</summary>
    /// <exception cref="BucketException">As of all of these.</exception>
    public Task<IReadOnlyList<RemoteBackup>> ListAsync(CancellationToken cancellationToken) => AskAsync(async client => await ListAsync(client, Settings.Prefix, cancellationToken), cancellationToken);

    /// <summary>Null: there is none of this name. Listed first: a store says of a file alone no more than "no", whatever is wrong.</summary>
    public Task<RemoteFile?> FindAsync(string name, CancellationToken cancellationToken) => AskAsync(
        async client =>
        {
            if ((await ListAsync(client, KeyOf(name), cancellationToken)).All(backup => backup.Name != name))
            {
                return null;
            }

            var found = await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = Settings.Bucket, Key = KeyOf(name) }, cancellationToken);
            return new RemoteFile(found.ContentLength, found.Metadata[Checksum]);
        }, cancellationToken);

    /// <summary>All of it, or nothing: a part alone is no file there.</summary>
    /// <param name="sha256">Of the file, read before: what is sent is compared with it.</param>
    public Task PutAsync(string name, Stream file, string sha256, CancellationToken cancellationToken) => AskAsync(
        async client =>
        {
            var upload = new S3Upload(client, Settings, KeyOf(name), new KeyValuePair<string, string>(Checksum, sha256));
            await upload.RunAsync(file, sha256, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Writes it into a stream.</summary>
    /// <returns>What the store says of it, and the checksum of what was written.</returns>
    public Task<(RemoteFile Said, string Written)> GetAsync(string name, Stream target, CancellationToken cancellationToken) => AskAsync(
        async client =>
        {
            using var answer = await client.GetObjectAsync(new GetObjectRequest { BucketName = Settings.Bucket, Key = KeyOf(name) }, cancellationToken);
            return (new RemoteFile(answer.ContentLength, answer.Metadata[Checksum]), await CopyAsync(answer.ResponseStream, target, cancellationToken));
        }, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => AskAsync(
        async client => await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = Settings.Bucket, Key = KeyOf(name) }, cancellationToken), cancellationToken);

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private async Task<IReadOnlyList<RemoteBackup>> ListAsync(AmazonS3Client client, string prefix, CancellationToken cancellationToken)
    {
        var found = new List<RemoteBackup>();
        var request = new ListObjectsV2Request { BucketName = Settings.Bucket, Prefix = prefix };
        ListObjectsV2Response page;
        do
        {
            page = await client.ListObjectsV2Async(request, cancellationToken);
            if (string.IsNullOrEmpty(page.Name)) // any page of any server is read as a list of nothing
            {
                throw new BucketException("What answers is no S3-compatible store (Backup:S3:Endpoint).");
            }

            request.ContinuationToken = page.NextContinuationToken;
            found.AddRange(
                from it in page.S3Objects ?? []
                let name = it.Key[Settings.Prefix.Length..]
                let at = BackupFolder.TimeOf(name)
                where at is not null
                select new RemoteBackup(name, at.Value, it.Size ?? 0));
        }
        while (page.IsTruncated == true);
        return [.. found.OrderByDescending(backup => backup.At)];
    }

    /// <summary>A store that stops in the middle is given up, as one that does not begin.</summary>
    private async Task<string> CopyAsync(Stream source, Stream target, CancellationToken cancellationToken)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[128 * 1024];
        while (true)
        {
            using var patience = new CancellationTokenSource(Settings.Timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            var read = await source.ReadAsync(buffer, either.Token);
            if (read == 0)
            {
                return Convert.ToHexStringLower(sum.GetHashAndReset());
            }

            sum.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }
    }

    private async Task<T> AskAsync<T>(Func<AmazonS3Client, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            return await ask(_client.Value);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && exception is not BucketException && S3Problems.Explain(exception, Settings) is { } words)
        {
            throw new BucketException(words, exception);
        }
    }

    private string KeyOf(string name) => Settings.Prefix + name;
}
