using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Store;

namespace SmsBridge.RemoteBackups;

/// <summary>What is wrong with the settings of the bucket, each with the name of its setting: told at the start, not when the backup is needed.</summary>
internal sealed partial class S3SettingsCheck(IOptions<StorageOptions> storage) : IValidateOptions<BackupOptions>
{
    private const int LongestPrefix = 200;

    public ValidateOptionsResult Validate(string? name, BackupOptions options) =>
        !options.S3.IsUsed ? ValidateOptionsResult.Success
        : Problems(options, storage.Value.IsPostgreSql).ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems)
        : ValidateOptionsResult.Success;

    internal static IEnumerable<string> Problems(BackupOptions backup, bool isPostgreSql)
    {
        var s3 = backup.S3;
        var ranges = new List<ValidationResult>();
        Validator.TryValidateObject(s3, new ValidationContext(s3), ranges, validateAllProperties: true);
        foreach (var range in ranges)
        {
            yield return Of(range.MemberNames.FirstOrDefault() ?? "", $": {range.ErrorMessage}");
        }

        if (!isPostgreSql && backup.Folder.Length == 0)
        {
            yield return "Backup:Folder is empty, and Backup:S3:Bucket is set: a backup is made in the folder first, and stays there when the store can not be reached.";
        }

        if (!BucketName().IsMatch(s3.Bucket))
        {
            yield return Of(nameof(s3.Bucket), " must be the name of a bucket: 3 to 63 letters, digits, dots, - and _, and no address.");
        }

        if (WhyNoEndpoint(s3.Endpoint) is { } why)
        {
            yield return Of(nameof(s3.Endpoint), why);
        }

        if (s3.Prefix.Length > LongestPrefix || s3.Prefix.StartsWith('/') || s3.Prefix.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '\\'))
        {
            yield return Of(nameof(s3.Prefix), $" must be at most {LongestPrefix} characters without blanks, such as nairobi/, and not begin with a slash.");
        }

        if (!s3.Region.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-') || s3.Region.Length == 0)
        {
            yield return Of(nameof(s3.Region), " must be a region, such as us-east-1; of a store that has none any will do.");
        }

        foreach (var (setting, value) in new[] { (nameof(s3.AccessKeyId), s3.AccessKeyId), (nameof(s3.SecretAccessKey), s3.SecretAccessKey) })
        {
            if (value.Length == 0 || value.Any(char.IsWhiteSpace))
            {
                yield return Of(setting, value.Length == 0 ? " is empty: the store takes nothing that is not signed." : " has a blank or a line break in it.");
            }
        }

        if (s3.AdditionalCaFile is { Length: > 0 } file && WhyNotRead(file) is { } unread)
        {
            yield return Of(nameof(s3.AdditionalCaFile), $": {unread}");
        }
    }

    private static string? WhyNoEndpoint(string endpoint) =>
        endpoint.Length == 0 ? null
        : !Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.PathAndQuery != "/" || url.Fragment.Length > 0
            ? " must be the address of the store, such as https://s3.example.org, without bucket, path or key."
        : url.Scheme == "http" && !url.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            ? " must begin with https:// unless the store is on this machine: names and numbers of all clients would be for everybody on the way to read."
        : null;

    private static string? WhyNotRead(string file)
    {
        try
        {
            return AdditionalTrust.Load(file).Count > 0 ? null : "there is no certificate in it.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return exception.Message;
        }
    }

    private static string Of(string setting, string words) => $"{S3Options.Section}:{setting}{words}";

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BucketName();
}
