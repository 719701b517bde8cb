using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>What is pasted of a delivery to be looked at.</summary>
/// <param name="Headers">Lines <c>name: value</c>; others do not count.</param>
/// <param name="Secret">What the receiver verifies with; null: not looked at.</param>
/// <param name="At">When it arrived by the receiver's clock; null: not looked at.</param>
internal sealed record NoticeQuestion(string? Headers, string? Body, string? Secret, DateTimeOffset? At);

/// <summary>Whether a delivery that a partner shows us is genuine, and why not. For support and up. Nothing of it is kept.</summary>
internal sealed class NoticeSignatureCheck(VisiblePartners partners, SubscriptionStore subscriptions, NoticeQueries notices, TimeProvider time)
{
    private const int Most = 64 * 1024;

    /// <summary>Null: there is no such partner, or not for this caller.</summary>
    public async Task<SignatureReport?> ExplainAsync(Caller caller, string code, NoticeQuestion question, CancellationToken cancellationToken)
    {
        if (!caller.MayDo(OperatorRole.Support) || await partners.FindAsync(caller.Scope, code, cancellationToken) is not { } partner)
        {
            return null;
        }

        var headers = Read(question.Headers);
        var received = new ReceivedNotice(
            headers.GetValueOrDefault("webhook-id"), headers.GetValueOrDefault("webhook-timestamp"), headers.GetValueOrDefault("webhook-signature"), Cut(question.Body), question.Secret,
            question.At);
        var row = received.Id is { Length: > 0 } id ? (await notices.AboutAsync(partner.Id, id, cancellationToken)).Find(each => each.WebhookId == id) : null;
        if (row is not null && !await notices.IsToldAsync(partner.Id, row.Id, caller.Scope, cancellationToken))
        {
            row = null; // of a tenant that is not the caller's: it does not exist
        }

        var all = await subscriptions.ListAsync(partner.Id, cancellationToken);
        var own = row is null ? null : all.FirstOrDefault(each => each.Id == row.SubscriptionId);
        if (all.Count == 0 || (row is not null && own is null))
        {
            return new SignatureReport(false, [new SignatureFinding("subscription", true, row is null
                ? "The partner has no subscription, so nothing of it can be from here."
                : "Its subscription has ended, and what it was signed with is gone: it can not be looked at any more.")]);
        }

        var tries = row is null ? [] : (await notices.TriesAsync(row.Id, cancellationToken)).ConvertAll(each => StoredTime.At(each.StartedAt).ToUnixTimeSeconds());
        var isErased = row is not null && await notices.IsErasedAsync(row, cancellationToken);
        return NoticeSignatureHelper.Explain(new NoticeSigners(own, all), new SentNotice(row?.Body, tries, isErased), received, time.GetUtcNow());
    }

    private static string Cut(string? text) => text is { Length: > Most } ? text[..Most] : text ?? "";

    /// <summary>Names in any case; of one that comes twice the last counts.</summary>
    private static Dictionary<string, string> Read(string? headers)
    {
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in Cut(headers).Split('\n'))
        {
            if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
            {
                found[line[..colon].Trim().TrimStart('>', '<', '"').Trim()] = line[(colon + 1)..].Trim().Trim('"', ',').Trim();
            }
        }

        return found;
    }
}
