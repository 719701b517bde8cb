using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace SmsBridge.Core;

/// <summary>
/// An http(s) URL reduced to what can be compared: lower-case scheme and ASCII host, effective port, and a plain path without
/// trailing slash. Every spelling that could mean something else to another parser (escapes, dot segments, back-slashes, path
/// parameters, user info) is not read at all, so that what was checked is what is called.
/// </summary>
internal readonly record struct EndpointAddress(string Scheme, string Host, int Port, string Path)
{
    private const int MaxLength = 500;

    private static readonly SearchValues<char> PathCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");

    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-._:[]");

    /// <summary>True for <c>localhost</c> and literal loopback addresses; no name is looked up.</summary>
    public bool IsLoopback =>
        Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>True when <paramref name="other"/> lies at or below this address, path segments compared whole.</summary>
    public bool Covers(EndpointAddress other) =>
        Scheme == other.Scheme
        && Host == other.Host
        && Port == other.Port
        && other.Path.StartsWith(Path, StringComparison.Ordinal)
        && (other.Path.Length == Path.Length || other.Path[Path.Length] == '/');

    public Uri ToUri() => new(ToString(), UriKind.Absolute);

    public override string ToString()
    {
        var isDefaultPort = Port == (Scheme == Uri.UriSchemeHttps ? 443 : 80);
        return isDefaultPort
            ? $"{Scheme}://{Host}{Path}"
            : string.Create(CultureInfo.InvariantCulture, $"{Scheme}://{Host}:{Port}{Path}");
    }

    /// <summary>Reads <paramref name="text"/>; on failure <paramref name="problem"/> says in plain words what is wrong with it.</summary>
    public static bool TryRead(string? text, out EndpointAddress address, [NotNullWhen(false)] out string? problem)
    {
        address = default;
        text = text?.Trim(' ');
        problem = ProblemWithText(text);
        if (problem is not null)
        {
            return false;
        }

        var pathStart = text!.IndexOf('/', text.IndexOf("://", StringComparison.Ordinal) + 3);
        var path = pathStart < 0 ? string.Empty : text[pathStart..].TrimEnd('/');
        problem = ProblemWithPath(path);
        if (problem is not null)
        {
            return false;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || CanonicalHost(uri) is not { } host || uri.Port is < 1 or > 65535)
        {
            problem = "The host or the port is not valid.";
            return false;
        }

        address = new EndpointAddress(uri.Scheme, host, uri.Port, path);
        return true;
    }

    private static string? ProblemWithText([NotNull] string? text)
    {
        text ??= string.Empty;
        if (text.Length is 0 or > MaxLength)
        {
            return text.Length == 0 ? "It is empty." : $"It is longer than {MaxLength} characters.";
        }

        if (!text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            return "It must be a whole URL that begins with https:// or http://.";
        }

        if (text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character is '\\' or '%'))
        {
            return "It must not contain spaces, control characters, back-slashes or percent escapes.";
        }

        if (text.AsSpan().ContainsAny('?', '#'))
        {
            return "It must end with the path: no ? and no #.";
        }

        return text.Contains('@', StringComparison.Ordinal) ? "It must not contain a user name or an @." : null;
    }

    private static string? ProblemWithPath(string path)
    {
        if (path.AsSpan().ContainsAnyExcept(PathCharacters))
        {
            return "The path may hold only letters, digits and - . _ ~ /.";
        }

        return path.Split('/').Skip(1).Any(segment => segment is "" or "." or "..")
            ? "The path must not contain empty or dot segments."
            : null;
    }

    /// <summary>The host as it is dialled: IDN in its ASCII form, numeric spellings of addresses as addresses; null when neither.</summary>
    private static string? CanonicalHost(Uri uri)
    {
        if (uri.HostNameType is not (UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6))
        {
            return null;
        }

        var host = uri.IdnHost.ToLowerInvariant();
        if (uri.HostNameType == UriHostNameType.IPv6)
        {
            host = $"[{host}]";
        }

        return host.Length > 0 && !host.AsSpan().ContainsAnyExcept(HostCharacters) ? host : null;
    }
}
