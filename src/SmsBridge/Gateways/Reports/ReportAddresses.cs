using System.Collections.Concurrent;
using SmsBridge.Store;

namespace SmsBridge.Gateways.Reports;

/// <summary>
/// Where providers that sign nothing report: an address nobody can guess, of one provider and one tenant. It is sealed with the key ring, so it
/// holds for every node and restart, and as long as that ring does; every one ever given opens.
/// </summary>
internal sealed class ReportAddresses(SecretBox secrets)
{
    public const string Root = "/providers";

    private readonly ConcurrentDictionary<(string Provider, string Tenant), string> _tokens = new();

    /// <param name="tenant">The core's name for it.</param>
    public string PathOf(string provider, string tenant) =>
        $"{Root}/{provider}/{Uri.EscapeDataString(tenant)}/{_tokens.GetOrAdd((provider, tenant), key => secrets.Seal(Content(key.Provider, key.Tenant), Purpose))}";

    /// <inheritdoc cref="PathOf"/>
    public Uri Of(Uri publicBase, string provider, string tenant) => new(publicBase, PathOf(provider, tenant)[1..]);

    /// <summary>Whether a token is one that was given to this provider for this tenant.</summary>
    public bool Opens(string provider, string tenant, string token) => secrets.Open(token, Purpose) == Content(provider, tenant);

    private const string Purpose = "provider-reports";

    private static string Content(string provider, string tenant) => $"{provider} {tenant}"; // neither has blanks
}
