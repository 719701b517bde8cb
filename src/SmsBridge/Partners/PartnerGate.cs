using System.Net;
using Microsoft.Extensions.Options;
using SmsBridge.Tenants;

namespace SmsBridge.Partners;

/// <summary>Whether a request is a partner's.</summary>
/// <param name="Partner">Set when it is.</param>
/// <param name="RetryAfter">Set when there were too many that were not.</param>
internal readonly record struct PartnerCheck(Partner? Partner, TimeSpan? RetryAfter);

/// <summary>The one place where partners' signatures are checked.</summary>
internal sealed class PartnerGate(PartnerStore store, IOptions<PartnerOptions> options, TimeProvider time, ILogger<PartnerGate> logger)
{
    private readonly PartnerOptions _options = options.Value;
    private readonly WrongKeyLimit _limit = new(options.Value.MaxWrongSignaturesPerMinute, time);

    /// <param name="code">What the request says of itself.</param>
    public async Task<PartnerCheck> CheckAsync(
        string code, PartnerSignature? signature, IPAddress? from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (signature is null || !signature.IsTimely(now, _options))
        {
            return await WrongAsync(from, code, cancellationToken);
        }

        return await store.FindAsync(code, cancellationToken) is { } partner && signature.IsBy(partner, now)
            ? new PartnerCheck(partner, null)
            : await WrongAsync(from, code, cancellationToken);
    }

    /// <summary>
    /// For the one request that does not say whose it is (mfs-webhooks.md 1): of all who hold the reference, the one whose signature it is; else
    /// whose it is of all partners, so that a partner learns that it has no such reference, and a stranger learns nothing.
    /// </summary>
    public async Task<PartnerCheck> FindAsync(
        string reference, PartnerSignature? signature, IPAddress? from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (signature is null || !signature.IsTimely(now, _options))
        {
            return Wrong(from, "");
        }

        if ((await store.HoldersAsync(reference, cancellationToken)).FirstOrDefault(partner => signature.IsBy(partner, now)) is { } holder)
        {
            return new PartnerCheck(holder, null);
        }

        // Trying everybody is work: not for those who keep guessing.
        if (_limit.Blocked(from, "") is { } wait)
        {
            return new PartnerCheck(null, wait);
        }

        return (await store.AllAsync(cancellationToken)).FirstOrDefault(partner => signature.IsBy(partner, now)) is { } other
            ? new PartnerCheck(other, null)
            : Wrong(from, "");
    }

    /// <summary>On the log only under the names of partners there are, and only until the limit: strangers do not fill it.</summary>
    private async Task<PartnerCheck> WrongAsync(IPAddress? from, string code, CancellationToken cancellationToken)
    {
        var check = Wrong(from, code);
        if (check.RetryAfter is null && await store.FindAsync(code, cancellationToken) is { } partner)
        {
            logger.PartnerNotAuthorised(partner.Code, from);
        }

        return check;
    }

    private PartnerCheck Wrong(IPAddress? from, string code) => new(null, _limit.CountWrong(from, code));
}
