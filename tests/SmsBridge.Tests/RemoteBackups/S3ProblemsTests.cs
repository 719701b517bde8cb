using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SmsBridge.RemoteBackups;
using SmsBridge.Store;

namespace SmsBridge.Tests.RemoteBackups;

/// <summary>What a store, a network or a disk says becomes one sentence that names what to mend, and never the secret.</summary>
public class S3ProblemsTests
{
    private const string Secret = "hunter2hunter2";

    [Theory]
    [InlineData(404, "NoSuchBucket", "There is no bucket backups at 127.0.0.1")]
    [InlineData(403, "InvalidAccessKeyId", "does not know the key AKIA1")]
    [InlineData(403, "SignatureDoesNotMatch", "Backup:S3:SecretAccessKey")]
    [InlineData(403, "RequestTimeTooSkewed", "set the clock")]
    [InlineData(403, "AccessDenied", "must be allowed to list the bucket backups, and to put, get and delete what begins with 'nairobi/'")]
    [InlineData(301, "PermanentRedirect", "Backup:S3:Region")]
    [InlineData(400, "AuthorizationHeaderMalformed", "Backup:S3:Region")]
    [InlineData(507, "XMinioStorageFull", "has no room left")]
    [InlineData(503, "SlowDown", "does not take it now (503")]
    [InlineData(404, null, "Backup:S3:Endpoint")]
    [InlineData(200, null, "Backup:S3:Endpoint")]
    public async Task What_a_store_refuses_is_said_in_words(int status, string? code, string words)
    {
        await using var store = await RefusingStore.StartAsync(status, code);

        (await RefusedAsync(store.Address)).ShouldContain(words);
        store.Asked.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_said_to_be_away() => (await RefusedAsync("http://127.0.0.1:1")).ShouldContain("127.0.0.1:1 can not be reached");

    [Fact]
    public async Task One_that_speaks_no_tls_is_said_not_to()
    {
        await using var store = await RefusingStore.StartAsync(200, null);

        (await RefusedAsync(store.Address.Replace("http://", "https://", StringComparison.Ordinal))).ShouldContain("Backup:S3:Endpoint");
    }

    [Fact]
    public void A_full_disk_is_called_so() => S3Problems.Explain(new IOException("No space left on device", 28), new S3Options()).ShouldBe("The disk is full.");

    [Fact]
    public void A_store_that_breaks_off_in_the_middle_is_said_to()
    {
        var options = new S3Options { Endpoint = "https://s3.example.org" };

        S3Problems.Explain(new HttpIOException(HttpRequestError.ResponseEnded, "The response ended prematurely."), options).ShouldBe("s3.example.org broke off in the middle: try again.");
        S3Problems.Explain(new IOException("Unable to read data.", new SocketException()), options).ShouldBe("s3.example.org broke off in the middle: try again.");
    }

    [Fact]
    public void A_bug_is_not_explained_away() => S3Problems.Explain(new InvalidOperationException("A bug."), new S3Options()).ShouldBeNull();

    private static async Task<string> RefusedAsync(string address)
    {
        var options = new BackupOptions { S3 = new S3Options { Bucket = "backups", Prefix = "nairobi/", Endpoint = address, AccessKeyId = "AKIA1", SecretAccessKey = Secret } };
        using var bucket = new S3Bucket(Options.Create(options), TimeProvider.System);
        var refused = await Should.ThrowAsync<BucketException>(() => bucket.ListAsync(TestContext.Current.CancellationToken));
        refused.Message.ShouldNotContain(Secret);
        return refused.Message;
    }
}
