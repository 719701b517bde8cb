using System.Net;
using Microsoft.Extensions.Options;

namespace SmsBridge.Partners;

/// <summary>What became of a callback URL somebody brought.</summary>
internal abstract record CallbackUrlReading
{
    private CallbackUrlReading()
    {
    }

    /// <param name="Url">As it will be called.</param>
    public sealed record Allowed(Uri Url) : CallbackUrlReading;

    /// <param name="Detail">Why it is no URL, or one that parsers disagree about; fit for the partner's answer.</param>
    public sealed record Malformed(string Detail) : CallbackUrlReading;

    /// <param name="Detail">Why this URL may not be called; fit for the partner's answer.</param>
    public sealed record Refused(string Detail) : CallbackUrlReading;
}

/// <summary>
/// Which callback URLs are accepted. Looks no name up: where a name leads is judged at every dial by <see cref="CallbackDialer"/>; this only
/// saves everybody the URLs that can never work.
/// </summary>
internal sealed class CallbackUrlPolicy(IOptions<PartnerOptions> options)
{
    public const int MaxLength = 2_048;

    /// <summary>Names that lead nowhere on the Internet, however they are answered here.</summary>
    private static readonly string[] PrivateSuffixes =
        [".localhost", ".local", ".localdomain", ".internal", ".intranet", ".lan", ".home", ".corp", ".private", ".home.arpa"];

    private readonly PartnerOptions _options = options.Value;
    private readonly PortRanges _ports = PortRanges.TryParse(options.Value.AllowedPorts) ?? throw new FormatException(nameof(PartnerOptions.AllowedPorts));

    /// <summary>Ask when it is subscribed and again before each call: settings may have become stricter.</summary>
    public CallbackUrlReading Check(string? text)
    {
        if (ProblemWithText(text) is { } problem)
        {
            return new CallbackUrlReading.Malformed(problem);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Port is < 1 or > 65_535
            || url.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
        {
            return new CallbackUrlReading.Malformed("The callback URL's host or port is not valid.");
        }

        return HostOf(url) is { } host ? Judge(url, host) : new CallbackUrlReading.Malformed("The callback URL's host looks like an address but is none.");
    }

    public bool PermitsPort(int port) => _ports.Contains(port);

    public bool Permits(IPAddress address) =>
        AddressRules.Classify(address) switch
        {
            AddressClass.Public => true,
            AddressClass.Private => _options.AllowPrivateCallbacks,
            _ => false,
        };

    private CallbackUrlReading Judge(Uri url, string host)
    {
        var refusal =
            _options.RequireHttps && url.Scheme != Uri.UriSchemeHttps ? "The callback URL must begin with https://."
            : !PermitsPort(url.Port) ? $"The callback URL's port is not allowed here; allowed are {_options.AllowedPorts}."
            : IPAddress.TryParse(host, out var address) ? (Permits(address) ? null : "The callback URL must not lead to a private, local or reserved address.")
            : IsPrivateName(host) && !_options.AllowPrivateCallbacks ? "The callback URL's host must be a public name."
            : null;
        return refusal is null ? new CallbackUrlReading.Allowed(url) : new CallbackUrlReading.Refused(refusal);
    }

    /// <summary>What parsers are known to read in different ways is not read at all, so that what was checked is what is called.</summary>
    private static string? ProblemWithText(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "The callback URL is missing.";
        }

        if (text.Length > MaxLength)
        {
            return $"The callback URL is longer than {MaxLength} characters.";
        }

        var start = text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? 8 : text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? 7 : 0;
        if (start == 0)
        {
            return "The callback URL must be a whole URL that begins with https://.";
        }

        if (text.Any(character => character is <= ' ' or > '~' or '\\'))
        {
            return "The callback URL must be printable ASCII without spaces and back-slashes: write other characters as percent escapes, names as punycode.";
        }

        if (text.Contains('#', StringComparison.Ordinal))
        {
            return "The callback URL must not have a fragment (#).";
        }

        var end = text.AsSpan(start).IndexOfAny('/', '?');
        var authority = end < 0 ? text.AsSpan(start) : text.AsSpan(start, end);
        return authority.IsEmpty ? "The callback URL has no host."
            : authority.ContainsAny('@', '%') ? "The callback URL must not hold a user name, a password or an escaped host."
            : null;
    }

    /// <summary>
    /// The host as it is dialled: numeric spellings (<c>0x7f.1</c>, <c>2130706433</c>, <c>0177.0.0.1</c>) as the address they mean; null for a name
    /// whose last label is a number, which some resolvers take for an address.
    /// </summary>
    private static string? HostOf(Uri url)
    {
        var host = url.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (host.Length == 0 || IPAddress.TryParse(host, out _))
        {
            return host.Length == 0 ? null : host;
        }

        var last = host[(host.LastIndexOf('.') + 1)..];
        return last.All(char.IsAsciiDigit) || last.StartsWith("0x", StringComparison.Ordinal) ? null : host;
    }

    private static bool IsPrivateName(string host) =>
        !host.Contains('.', StringComparison.Ordinal) || Array.Exists(PrivateSuffixes, suffix => host.EndsWith(suffix, StringComparison.Ordinal));
}
