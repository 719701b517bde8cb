using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SmsBridge.Gateways.Smpp;

/// <summary>What is wrong with the description of an SMSC, each with the name of its setting and what to do.</summary>
internal static partial class SmppProviderCheck
{
    private const int FingerprintLength = 64;

    /// <summary>Names that are others'.</summary>
    public static readonly string[] Taken = ["twilio", "log", "infobip", "africastalking", "vonage", "http"];

    public static IEnumerable<string> Problems(string name, SmppProviderOptions options)
    {
        var path = $"{SmppOptions.Section}:Providers:{name}";
        if (!Name().IsMatch(name) || Taken.Contains(name, StringComparer.Ordinal))
        {
            yield return $"{path}: a name is 2 to 30 small letters, digits and hyphens, begins with a letter, and is none of {string.Join(", ", Taken)}.";
        }

        if (options.Address is not { IsAbsoluteUri: true, Scheme: "smpp" or "smpps", Host.Length: > 0, AbsolutePath: "" or "/", Query: "", Fragment: "", UserInfo: "" })
        {
            yield return $"{path}:Address must be smpps://host:port, or smpp://host:port without TLS, and no more than that.";
        }

        if (options.CertificateFingerprint.Length > 0 && !IsFingerprint(options.CertificateFingerprint))
        {
            yield return $"{path}:CertificateFingerprint must be 64 hex digits, the SHA-256 of the certificate (colons may stand between them).";
        }

        if (!IsText(options.SystemType, SmppBind.LongestSystemType))
        {
            yield return $"{path}:SystemType must be at most {SmppBind.LongestSystemType} ASCII characters.";
        }

        if (!IsText(options.ServiceType, longest: 5))
        {
            yield return $"{path}:ServiceType must be at most 5 ASCII characters.";
        }

        foreach (var (setting, value) in new[] { ("NameTonNpi", options.NameTonNpi), ("ShortCodeTonNpi", options.ShortCodeTonNpi), ("NumberTonNpi", options.NumberTonNpi) })
        {
            if (TonNpiOf(value) is null)
            {
                yield return $"{path}:{setting} must be two numbers of 0 to 255 with a slash between them, such as 5/0.";
            }
        }

        foreach (var status in options.Statuses.Keys.Where(status => !SmppStatus.TryParse(status, out var number) || number == SmppStatus.Ok))
        {
            yield return $"{path}:Statuses:{status}: a command_status is a number such as 0x410 or 1040, and not 0.";
        }

        var problems = new List<ValidationResult>(); // bounds: the binder looks at the outer class only
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        foreach (var problem in problems)
        {
            yield return $"{path}:{problem.MemberNames.FirstOrDefault()}: {problem.ErrorMessage}";
        }
    }

    /// <summary>Null when it is none.</summary>
    public static (byte Ton, byte Npi)? TonNpiOf(string text) =>
        text.Split('/') is [var ton, var npi]
        && byte.TryParse(ton, NumberStyles.None, CultureInfo.InvariantCulture, out var tonValue)
        && byte.TryParse(npi, NumberStyles.None, CultureInfo.InvariantCulture, out var npiValue)
            ? (tonValue, npiValue)
            : null;

    /// <summary>As .NET writes it.</summary>
    public static string PlainFingerprint(string text) => text.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();

    public static bool IsText(string text, int longest) => text.Length <= longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static bool IsFingerprint(string text) => PlainFingerprint(text) is { Length: FingerprintLength } plain && plain.All(char.IsAsciiHexDigit);

    [GeneratedRegex("^[a-z][a-z0-9-]{1,29}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();
}
