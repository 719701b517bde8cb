using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SmsBridge.Web;

/// <summary>The bridge's address as others call it, in the one spelling we give away and in those that mean the same.</summary>
internal sealed class PublicAddress
{
    private readonly IReadOnlyList<string> _spellings;
    private readonly string _afterHost;

    private PublicAddress(string typed, Uri uri, string host)
    {
        Base = new Uri($"{uri.Scheme}://{host}{Port(uri)}{uri.AbsolutePath.TrimEnd('/')}/");
        _afterHost = uri.AbsolutePath.TrimEnd('/');
        var given = Base.AbsoluteUri.TrimEnd('/');
        _spellings =
        [
            .. new[] { given, typed.TrimEnd('/'), uri.AbsoluteUri.TrimEnd('/'), $"{uri.Scheme}://{Unicode(host)}{Port(uri)}{_afterHost}" }
                .Concat([$"{uri.Scheme}://{host}.{Port(uri)}{_afterHost}"])
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>Lower-case host in ASCII, no port that goes without saying; ends in a slash.</summary>
    public Uri Base { get; }

    /// <summary>False for what is no address, or none that Twilio could call (twilio.md 3: no underscore).</summary>
    public static bool TryRead(string typed, [NotNullWhen(true)] out PublicAddress? address)
    {
        address = null;
        if (typed.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\')
            || !Uri.TryCreate(typed, UriKind.Absolute, out var uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp)
            || uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0
            || typed.AsSpan().ContainsAny('?', '#', '@')
            || HostOf(uri) is not { } host)
        {
            return false;
        }

        address = new PublicAddress(typed, uri, host);
        return true;
    }

    /// <summary>
    /// Everything up to the path that a caller may have typed, the spelling we give first. What the request itself names as its host counts when
    /// it is ours but for the case of its letters.
    /// </summary>
    public IEnumerable<string> SpellingsFor(string requestHost) =>
        Uri.TryCreate($"{Base.Scheme}://{requestHost}", UriKind.Absolute, out var asked)
        && asked.PathAndQuery == "/" && asked.UserInfo.Length == 0 && asked.IdnHost.TrimEnd('.') == Base.IdnHost && asked.Port == Base.Port
            ? _spellings.Append($"{Base.Scheme}://{requestHost}{_afterHost}")
            : _spellings;

    /// <summary>In ASCII, without the dot that ends a full name; null when it is no name, or one that we might encode otherwise than others do.</summary>
    private static string? HostOf(Uri uri)
    {
        if (uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return uri.Host;
        }

        try
        {
            var host = uri.IdnHost.TrimEnd('.');
            return uri.HostNameType == UriHostNameType.Dns && host.Length > 0 && !host.Contains('_', StringComparison.Ordinal)
                && uri.Host.All(IsPlain) && Uri.CheckHostName(host) == UriHostNameType.Dns
                ? host
                : null;
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>
    /// Without ICU names are encoded letter by letter, nothing is composed or folded first. So letters must be given as they end up: no accent
    /// beside its letter, no full-width form, nothing invisible.
    /// </summary>
    private static bool IsPlain(char character) =>
        char.IsAscii(character)
        || character is '\u3002' // the ideographic full stop, which separates labels
        || char.IsSurrogate(character)
        || (character is not ((>= '\u0300' and <= '\u036F') or (>= '\uF900' and <= '\uFFEF'))
            && CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber);

    private static string Unicode(string host)
    {
        try
        {
            return host.Contains("xn--", StringComparison.Ordinal) ? new IdnMapping().GetUnicode(host) : host;
        }
        catch (ArgumentException)
        {
            return host; // no such encoding; it is as good as any other name
        }
    }

    private static string Port(Uri uri) => uri.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{uri.Port}");
}
