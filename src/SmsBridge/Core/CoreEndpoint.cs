using System.Text.RegularExpressions;

namespace SmsBridge.Core;

/// <summary>
/// From what a hook or an operator calls the core's address to the one base every call is built on, <c>…/api/v1</c> without
/// trailing slash (fineract-core-api.md 1, fineract-hooks.md 4.5).
/// </summary>
/// <remarks>
/// A base that ends in <c>/api/v1</c> is kept; one that ends in <c>/api</c> gets <c>/v1</c>, as cores from 1.9 on leave it out.
/// Anything else is taken for the context path alone (<c>https://host/fineract-provider</c>) and gets <c>/api/v1</c>: no core
/// serves its API anywhere else below its context path, and only the context path is configurable. Whether an API answers
/// there is for <see cref="CoreClient.CheckAsync"/> to find out.
/// </remarks>
internal static partial class CoreEndpoint
{
    /// <summary>Allowed here means well-formed; whether it may be called is for <see cref="CoreEndpoints"/> to say.</summary>
    public static CoreEndpointReading Normalise(string? text)
    {
        if (!EndpointAddress.TryRead(text, out var address, out var problem))
        {
            return new CoreEndpointReading.Refused($"This is not a usable core endpoint. {problem} Expected is something like https://core.example.org/fineract-provider/api/v1.");
        }

        if (NotTheBase().IsMatch(address.Path))
        {
            return new CoreEndpointReading.Refused("This is not the base of the core's API: it must end in /api/v1, the only version the bridge speaks.");
        }

        return new CoreEndpointReading.Allowed((address with { Path = WithApi(address.Path) }).ToUri());
    }

    /// <summary>The one spelling that is stored and compared; null for none, and what is no endpoint as it is.</summary>
    public static string? Spell(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : Normalise(text) is CoreEndpointReading.Allowed allowed ? allowed.Endpoint.AbsoluteUri : text;

    private static string WithApi(string path) =>
        path.EndsWith("/api/v1", StringComparison.Ordinal) ? path
        : path.EndsWith("/api", StringComparison.Ordinal) ? path + "/v1"
        : path + "/api/v1";

    /// <summary>A resource below the base (<c>/api/v1/clients</c>) or another version (<c>/api/v2</c>).</summary>
    [GeneratedRegex("/api/v1/|/api/v(?!1$)[0-9]+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex NotTheBase();
}

/// <summary>What became of an endpoint somebody brought.</summary>
internal abstract record CoreEndpointReading
{
    private CoreEndpointReading()
    {
    }

    /// <param name="Endpoint">The base in canonical spelling, ending in <c>/api/v1</c>, no trailing slash.</param>
    public sealed record Allowed(Uri Endpoint) : CoreEndpointReading;

    /// <param name="Detail">What is wrong and what to do, in plain words; fit for the registration's answer.</param>
    public sealed record Refused(string Detail) : CoreEndpointReading;
}
