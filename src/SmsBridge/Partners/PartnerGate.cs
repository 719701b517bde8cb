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
    private readonly WrongKeyLimit _limit = new(() => options.Value.MaxWrongSignaturesPerMinute, time);

    /// <summary>The same work is done whether there is a partner of this code or not: how long it takes tells nobody which codes there are.</summary>
    /// <param name="code">What the request says of itself.</param>
    public async Task<PartnerCheck> CheckAsync(string code, PartnerProof? proof, IPAddress? from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (candidate, isKnown) = await store.CandidateAsync(code, cancellationToken);
        var isBy = proof?.IsBy(candidate, now) == true;
        if (isKnown && isBy && proof!.IsTimely(now, _options))
        {
            return new PartnerCheck(candidate, null);
        }

        var check = Wrong(from, code);
        if (isKnown && check.RetryAfter is null)
        {
            Tell(candidate.Code, from);
        }

        return check;
    }

    /// <summary>
    /// For the one request that does not say whose it is (mfs-webhooks.md 1): of all who hold the reference, the one whose signature it is; else
    /// whose it is of all partners, so that a partner learns that it has no such reference, and a stranger learns nothing.
    /// </summary>
    public async Task<PartnerCheck> FindAsync(string reference, PartnerProof? proof, IPAddress? from, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (proof is null || !proof.IsTimely(now, _options))
        {
            return Wrong(from, "");
        }

        if ((await store.HoldersAsync(reference, cancellationToken)).FirstOrDefault(partner => proof.IsBy(partner, now)) is { } holder)
        {
            return new PartnerCheck(holder, null);
        }

        // Trying everybody is work: not for those who keep guessing.
        if (_limit.Blocked(from, "") is { } wait)
        {
            return new PartnerCheck(null, wait);
        }

        return (await store.AllAsync(cancellationToken)).FirstOrDefault(partner => proof.IsBy(partner, now)) is { } other
            ? new PartnerCheck(other, null)
            : Wrong(from, "");
    }

    /// <summary>
    /// On the log only under the names of partners there are, and only until the limit: strangers do not fill it. Beside the request, which does not
    /// wait for it, or the answer would come later where there is a partner.
    /// </summary>
    private void Tell(string code, IPAddress? from) =>
        ThreadPool.QueueUserWorkItem(told => logger.PartnerNotAuthorised(told.Code, told.From), (Code: code, From: from), preferLocal: false);

    private PartnerCheck Wrong(IPAddress? from, string code) => new(null, _limit.CountWrong(from, code));
}
