using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Store;

/// <summary>A bucket of an S3-compatible store, in which backups are kept besides the folder.</summary>
internal sealed class S3Options
{
    public const string Section = "Backup:S3";

    /// <summary>The bucket. It must be there, and be nobody else's to read: names and numbers of clients are in a backup. Empty: backups stay in the folder alone.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>Address of the store. Empty: Amazon's, of the region. Without TLS only on this machine.</summary>
    /// <value><c>https://...</c></value>
    public string Endpoint { get; set; } = "";

    /// <summary>The region by which requests are signed; most stores but Amazon's take any.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Before each name, such as <c>nairobi/</c>: every installation that shares a bucket has its own.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>Name of the key that signs. It may list the bucket, and put, get and delete what bears the prefix, and needs no more.</summary>
    public string AccessKeyId { get; set; } = "";

    /// <summary>The key that signs. In the environment also as a file: <c>Backup__S3__SecretAccessKey_FILE</c>.</summary>
    public string SecretAccessKey { get; set; } = "";

    /// <summary>Whether the bucket stands in the path of the address, as most stores want it, or before the name of the host, as Amazon's does.</summary>
    public bool PathStyle { get; set; } = true;

    /// <summary>How many are kept in the bucket. The oldest are deleted when a new one is there, and never what this database does not know that it put there. 0: none is deleted, the bucket's own rules do.</summary>
    [Range(0, 1_000)]
    public int Keep { get; set; } = 14;

    /// <summary>How long one request has; a backup is sent in parts of 16 MiB or more.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>PEM file with certificates that are trusted besides the system's: of a store with a certificate of your own CA.</summary>
    public string? AdditionalCaFile { get; set; }

    internal bool IsUsed => Bucket.Length > 0;

    /// <summary>Of a part of a backup that is larger; what is not goes in one piece.</summary>
    internal long PartBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The place as it is kept and told. What is in one place says nothing of another.</summary>
    internal string Place => $"s3://{Bucket}/{Prefix} at {(Endpoint.Length > 0 ? new Uri(Endpoint).Authority : $"Amazon, {Region}")}";
}
