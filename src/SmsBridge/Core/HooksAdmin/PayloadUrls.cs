namespace SmsBridge.Core.HooksAdmin;

/// <summary>Which payload URL to give a hook so that every generation of cores reaches the bridge with it (fineract-hooks.md 2).</summary>
internal static class PayloadUrls
{
    private const string Path = "/modules/sms";

    /// <summary>The URL to use for a bridge reached at <paramref name="publicUrl"/>, and why.</summary>
    public static PayloadUrlReading Advise(string publicUrl)
    {
        if (!EndpointAddress.TryRead(publicUrl, out var address, out var problem))
        {
            return new PayloadUrlReading.Refused($"This is not an address a core can call. {problem} Expected is something like https://sms.example.org.");
        }

        var prefix = address.Path.EndsWith(Path, StringComparison.Ordinal) ? address.Path[..^Path.Length] : address.Path;
        var url = (address with { Path = prefix + Path }).ToString() + "/";
        if (url.Length > HookFields.MaxValueLength)
        {
            return new PayloadUrlReading.Refused($"With {Path}/ behind it the address has {url.Length} characters; the core keeps {HookFields.MaxValueLength}.");
        }

        return new PayloadUrlReading.Advised(url, [.. Reasons(address, prefix)]);
    }

    /// <summary>What is wrong with a payload URL as it stands; null when every generation can use it.</summary>
    public static string? Problem(string payloadUrl)
    {
        if (!Uri.TryCreate(payloadUrl, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            return "It must be a whole URL that begins with https:// or http://.";
        }

        if (payloadUrl.AsSpan().ContainsAny('?', '#'))
        {
            return "It must end with the path: old cores append to whatever comes last, and new ones drop a query.";
        }

        // A host without any path is taken by all of them.
        return url.AbsolutePath.EndsWith('/')
            ? null
            : "It must end in a slash: without it, cores from Fineract 1.5 on answer HTTP 500 when the hook is created, and lose every event of a hook they already have.";
    }

    private static IEnumerable<string> Reasons(EndpointAddress address, string prefix)
    {
        yield return "It ends in a slash: cores before Fineract 1.5 do with or without one, later ones lose every event without it.";
        yield return prefix.Length == 0
            ? "Fineract 1.5 and 1.6 post events to / of the host, and all cores from 1.5 on register at /configuration: the bridge answers there too."
            : $"Fineract 1.5 and 1.6 post events to / of the host, and all cores from 1.5 on register at /configuration, both without {prefix}: the proxy in front must pass these to the bridge too.";
        if (address.Scheme == Uri.UriSchemeHttp)
        {
            yield return "It is not https: registrations carry the provider's and the core's tokens, readable for anybody on the way.";
        }

        if (address.IsLoopback)
        {
            yield return "It means the core's own machine, so only a core beside the bridge finds it.";
        }
    }
}

/// <summary>What to make of an address for a bridge.</summary>
internal abstract record PayloadUrlReading
{
    private PayloadUrlReading()
    {
    }

    /// <param name="Url">For the hook's "Payload URL"; ends in a slash.</param>
    /// <param name="Reasons">Why it is so, and what to mind; whole sentences.</param>
    public sealed record Advised(string Url, IReadOnlyList<string> Reasons) : PayloadUrlReading;

    public sealed record Refused(string Detail) : PayloadUrlReading;
}
