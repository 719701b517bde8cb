using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>What a store, the network or a disk says, in words for who has to mend it.</summary>
internal static class S3Problems
{
    private const int FullOnUnix = 28; // ENOSPC
    private const int FullOnWindows = unchecked((int)0x80070070); // ERROR_DISK_FULL

    /// <summary>Null: a bug.</summary>
    public static string? Explain(Exception exception, S3Options options) => exception switch
    {
        _ when Inner<AuthenticationException>(exception) is not null =>
            $"The certificate of {Host(options)} is not trusted, or it speaks no TLS there (Backup:S3:Endpoint, Backup:S3:AdditionalCaFile).",
        AmazonS3Exception refused => Refused(refused, options),
        HttpRequestException or AmazonClientException { InnerException: HttpRequestException } => $"{Host(options)} can not be reached (Backup:S3:Endpoint).",
        TimeoutException or OperationCanceledException or AmazonClientException { InnerException: TimeoutException or OperationCanceledException } => $"{Host(options)} does not answer in time (Backup:S3:Timeout).",
        AmazonServiceException other => Answered(other.StatusCode, other.ErrorCode, options),
        IOException { HResult: FullOnUnix or FullOnWindows } => "The disk is full.",
        HttpIOException or IOException { InnerException: SocketException } => $"{Host(options)} broke off in the middle: try again.",
        IOException or UnauthorizedAccessException => KeptWords.Detail(exception.Message),
        AmazonClientException damaged when damaged.Message.Contains("Expected hash", StringComparison.Ordinal) => "What came is damaged: it is not what was sent. Take another one.",
        AmazonClientException other => KeptWords.Detail($"{Host(options)} could not be asked: {other.Message}"),
        _ => null,
    };

    private static string Refused(AmazonS3Exception refused, S3Options options) => refused.ErrorCode switch
    {
        "NoSuchBucket" => $"There is no bucket {options.Bucket} at {Host(options)}: make it, or mend Backup:S3:Bucket.",
        "InvalidAccessKeyId" => $"{Host(options)} does not know the key {options.AccessKeyId} (Backup:S3:AccessKeyId).",
        "SignatureDoesNotMatch" => $"{Host(options)} does not take the signature: the key that signs (Backup:S3:SecretAccessKey) is wrong, or the region (Backup:S3:Region) is.",
        "RequestTimeTooSkewed" or "RequestExpired" => $"The clock of this machine and that of {Host(options)} differ by too much: set the clock.",
        "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" or "MovedPermanently" =>
            $"The bucket {options.Bucket} is in another region or at another address (Backup:S3:Region, Backup:S3:Endpoint, Backup:S3:PathStyle).",
        "EntityTooLarge" => $"{Host(options)} does not take a file that large.",
        "QuotaExceeded" or "QuotaExceededException" or "InsufficientStorage" or "XMinioStorageFull" or "InsufficientCapacity" => $"{Host(options)} has no room left: make some, or have fewer kept (Backup:S3:Keep).",
        "NoSuchKey" => $"There is no such backup in {options.Place}.",
        "NotFound" => $"There is no such backup, bucket or store at {Host(options)} (Backup:S3:Endpoint, Backup:S3:Bucket).",
        "NoSuchUpload" => $"{Host(options)} has given the upload up: it is begun anew.",
        "AccessDenied" or "AllAccessDisabled" or "AccountProblem" or "Forbidden" =>
            $"{Host(options)} does not allow it: the key {options.AccessKeyId} must be allowed to list the bucket {options.Bucket}, and to put, get and delete what begins with '{options.Prefix}'.",
        _ => Answered(refused.StatusCode, refused.ErrorCode, options),
    };

    private static string Answered(HttpStatusCode status, string? code, S3Options options) => (int)status switch
    {
        401 or 403 => $"{Host(options)} does not allow it, or does not know the key (Backup:S3:AccessKeyId, Backup:S3:SecretAccessKey).",
        >= 300 and < 400 => $"{Host(options)} sends the request elsewhere: the address or the region is not the bucket's (Backup:S3:Endpoint, Backup:S3:Region, Backup:S3:PathStyle).",
        507 => $"{Host(options)} has no room left: make some, or have fewer kept (Backup:S3:Keep).",
        429 or >= 500 => FormattableString.Invariant($"{Host(options)} does not take it now ({(int)status} {KeptWords.Code(code)})."),
        0 => $"{Host(options)} can not be reached, or broke off (Backup:S3:Endpoint).",
        _ => FormattableString.Invariant($"{Host(options)} refuses it ({(int)status} {KeptWords.Code(code)}); is there an S3-compatible store at this address (Backup:S3:Endpoint)?"),
    };

    private static string Host(S3Options options) => options.Endpoint.Length > 0 ? new Uri(options.Endpoint).Authority : $"Amazon's store ({options.Region})";

    private static T? Inner<T>(Exception exception)
        where T : Exception
    {
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
            {
                return found;
            }
        }

        return null;
    }
}
