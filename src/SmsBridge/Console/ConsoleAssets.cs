using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace SmsBridge.Console;

/// <summary>
/// Style sheet, scripts and icon, out of the assembly. Their address carries a digest of their content, so browsers may keep them for ever and
/// still never show an old one.
/// </summary>
internal sealed class ConsoleAssets
{
    private const string Folder = "console/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, Asset> _assets = Load().ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>Address of an asset, relative to the page's base.</summary>
    public string this[string name] => $"console/assets/{name}?v={_assets[name].Digest}";

    /// <summary>Open to everybody: the sign-in page needs them, and they hold nothing.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/console/assets/{name}", Serve).AllowAnonymous().ExcludeFromDescription();

    private IResult Serve(string name, HttpContext context)
    {
        if (!_assets.TryGetValue(name, out var asset))
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = context.Request.Query["v"] == asset.Digest ? "public, max-age=31536000, immutable" : "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.Bytes(asset.Content, asset.Type, entityTag: new EntityTagHeaderValue($"\"{asset.Digest}\""));
    }

    private static IEnumerable<Asset> Load()
    {
        var assembly = typeof(ConsoleAssets).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            yield return new Asset(
                resource[Folder.Length..], Types[Path.GetExtension(resource)], Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6)), content);
        }
    }

    private sealed record Asset(string Name, string Type, string Digest, byte[] Content);
}
