using System.Collections.Concurrent;
using System.Globalization;
using SmsBridge.Store;

namespace SmsBridge.Gateways.Reports;

/// <summary>
/// Where providers that sign nothing report: an address nobody can guess, of one provider and one tenant. It is sealed with the key ring, so it
/// holds for every node and restart, and as long as that ring does, unless the operator has ended all that were given before a time.
/// </summary>
/// <param name="since">What was given before it is refused; null: every one ever given opens.</param>
internal sealed class ReportAddresses(SecretBox secrets, TimeProvider time, DateTimeOffset? since = null)
{
    public const string Root = "/providers";

    private readonly ConcurrentDictionary<(string Provider, string Tenant), string> _tokens = new();

    /// <param name="tenant">The core's name for it.</param>
    public string PathOf(string provider, string tenant) =>
        $"{Root}/{provider}/{Uri.EscapeDataString(tenant)}/{_tokens.GetOrAdd((provider, tenant), key => secrets.Seal($"{Content(key.Provider, key.Tenant)} {Now()}", Purpose))}";

    /// <inheritdoc cref="PathOf"/>
    public Uri Of(Uri publicBase, string provider, string tenant) => new(publicBase, PathOf(provider, tenant)[1..]);

    /// <summary>Whether a token is one that was given to this provider for this tenant, and not one that was ended since.</summary>
    public bool Opens(string provider, string tenant, string token) =>
        secrets.Open(token, Purpose) is { } content && GivenAt(content, Content(provider, tenant)) is { } at && at >= (since?.ToUnixTimeMilliseconds() ?? 0);

    /// <returns>Null: it is another's. 0: it is of before addresses bore a time.</returns>
    private static long? GivenAt(string content, string expected) =>
        content == expected ? 0
        : content.StartsWith(expected + ' ', StringComparison.Ordinal)
            && long.TryParse(content.AsSpan(expected.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at
        : null;

    private const string Purpose = "provider-reports";

    private string Now() => time.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    private static string Content(string provider, string tenant) => $"{provider} {tenant}"; // neither has blanks
}
