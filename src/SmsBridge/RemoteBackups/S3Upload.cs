using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>
/// Puts one file into a bucket, in parts where it is large. Each part is read into memory and signed with its checksum, so that it can be sent again and no byte of it can change on the way; not
/// as a stream of signed chunks, which many stores but Amazon's do not take, or keep as if the signatures were part of the file.
/// </summary>
internal sealed class S3Upload(AmazonS3Client client, S3Options options, string key, KeyValuePair<string, string> note)
{
    /// <summary>A store takes 10,000: room for a file that is larger than it said.</summary>
    private const int MostParts = 9_000;

    private static readonly TimeSpan GiveUpWithin = TimeSpan.FromSeconds(20);

    /// <exception cref="BucketException">What was read now is not what was read before.</exception>
    public async Task RunAsync(Stream file, string sha256, CancellationToken cancellationToken)
    {
        var size = Math.Max(options.PartBytes, (file.Length / MostParts) + 1);
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Math.Min(size, Math.Max(file.Length, 1))];
        if (file.Length <= size)
        {
            var read = await NextAsync(file, buffer, sum, cancellationToken);
            Compare(sum, sha256);
            await PutAsync(buffer, read, cancellationToken);
            return;
        }

        var started = await client.InitiateMultipartUploadAsync(WithNote(new InitiateMultipartUploadRequest { BucketName = options.Bucket, Key = key }, static it => it.Metadata), cancellationToken);
        try
        {
            var parts = new List<PartETag>();
            while (await NextAsync(file, buffer, sum, cancellationToken) is > 0 and var read)
            {
                parts.Add(await PutPartAsync(started.UploadId, parts.Count + 1, buffer, read, cancellationToken));
            }

            Compare(sum, sha256);
            await client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = started.UploadId, PartETags = parts }, cancellationToken);
        }
        catch
        {
            await GiveUpAsync(started.UploadId);
            throw;
        }
    }

    private async Task PutAsync(byte[] buffer, int read, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(buffer, 0, read, writable: false);
        await client.PutObjectAsync(
            WithNote(
                new PutObjectRequest
                {
                    BucketName = options.Bucket, Key = key, InputStream = content, AutoCloseStream = false, UseChunkEncoding = false, MD5Digest = ContentMd5(buffer, read),
                    ContentType = "application/octet-stream",
                },
                static it => it.Metadata),
            cancellationToken);
    }

    private async Task<PartETag> PutPartAsync(string upload, int number, byte[] buffer, int read, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(buffer, 0, read, writable: false);
        var answer = await client.UploadPartAsync(
            new UploadPartRequest
            {
                BucketName = options.Bucket, Key = key, UploadId = upload, PartNumber = number, PartSize = read, InputStream = content, UseChunkEncoding = false, MD5Digest = ContentMd5(buffer, read),
            },
            cancellationToken);
        return new PartETag(number, answer.ETag);
    }

    /// <summary>Parts that are left cost money and are seen by nobody. Also while the service stops, but not for long.</summary>
    private async Task GiveUpAsync(string upload)
    {
        using var within = new CancellationTokenSource();
        within.CancelAfter(GiveUpWithin);
        try
        {
            await client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = options.Bucket, Key = key, UploadId = upload }, within.Token);
        }
        catch (Exception exception) when (exception is AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException)
        {
            // The bucket's own rule clears it away (docs/operate.md).
        }
    }

    private static async Task<int> NextAsync(Stream file, byte[] buffer, IncrementalHash sum, CancellationToken cancellationToken)
    {
        var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        sum.AppendData(buffer, 0, read);
        return read;
    }

    private static void Compare(IncrementalHash sum, string sha256)
    {
        if (Convert.ToHexStringLower(sum.GetHashAndReset()) != sha256)
        {
            throw new BucketException("The file changed while it was sent. Nothing of it is in the bucket.");
        }
    }

    private TRequest WithNote<TRequest>(TRequest request, Func<TRequest, MetadataCollection> metadata)
    {
        metadata(request)[note.Key] = note.Value;
        return request;
    }

#pragma warning disable CA5351 // No secret rests on it: the protocol's own check of what arrived, which buckets with object lock ask for.
    private static string ContentMd5(byte[] buffer, int read) => Convert.ToBase64String(MD5.HashData(buffer.AsSpan(0, read)));
#pragma warning restore CA5351
}
