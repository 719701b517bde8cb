using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SmsBridge.Partners.Notices.Delivery;

namespace SmsBridge.Partners.Notices;

/// <summary>A notification as a receiver got it, or says it did.</summary>
/// <param name="Secret">What the receiver verifies with; null: not looked at.</param>
/// <param name="At">When it arrived by the receiver's clock; null: not looked at.</param>
internal sealed record ReceivedNotice(string? Id, string? Timestamp, string? Signature, string Body, string? Secret, DateTimeOffset? At);

/// <summary>What is on the record of it.</summary>
/// <param name="Body">As it was signed; null: there is no such notification.</param>
/// <param name="Tries">Unix seconds of its tries.</param>
/// <param name="IsErased">Its client's data were erased: the body may be less than what was signed.</param>
internal sealed record SentNotice(byte[]? Body, IReadOnlyList<long> Tries, bool IsErased = false);

/// <summary>Whose secrets may have signed it.</summary>
/// <param name="Own">The notification's; null: there is no such notification, and any of the partner's may have.</param>
/// <param name="All">The partner's, as they are now.</param>
internal sealed record NoticeSigners(Subscription? Own, IReadOnlyList<Subscription> All)
{
    /// <summary>Those looked at, with what is said of where one that fits is from: nothing where it can only be the notification's.</summary>
    public IEnumerable<(NoticeKey Key, string Of)> At(DateTimeOffset time) =>
        Own is not null ? NoticeKey.Of(Own, time).Select(key => (key, "")) : All.SelectMany(each => NoticeKey.Of(each, time).Select(key => (key, Named(each))));

    /// <summary>Those of the others, which did not sign it.</summary>
    public IEnumerable<(NoticeKey Key, string Of)> Others(DateTimeOffset time) =>
        Own is null ? [] : All.Where(each => each.Id != Own.Id).SelectMany(each => NoticeKey.Of(each, time).Select(key => (key, each.Reference)));

    private static string Named(Subscription subscription) => $" It is that of subscription {subscription.Reference}.";
}

/// <summary>
/// Says why a receiver does not take one of our notifications for genuine: the clock, a body that was changed on the way, a secret that is another one or has
/// ended. Pure; for people who look after partners.
/// </summary>
internal static class NoticeSignatureHelper
{
    /// <summary>What receivers accept as a rule (standard-webhooks.md 3).</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static SignatureReport Explain(NoticeSigners signers, SentNotice sent, ReceivedNotice received, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetBytes(received.Body.TrimEnd('\r', '\n')); // a field for text adds a line's end, and ours have none
        List<SignatureFinding> findings = [Known(sent), Clock(sent, received), OfBody(sent, body)];
        findings.AddRange(Signatures(signers, sent, received, body, now));
        if (!string.IsNullOrWhiteSpace(received.Secret))
        {
            findings.Add(OfSecret(signers, received.Secret.Trim(), now));
        }

        return new SignatureReport(!findings.Exists(finding => finding.IsWrong), findings);
    }

    private static SignatureFinding Known(SentNotice sent) => sent.Body is null
        ? new("webhook-id", true, "There is no notification of this webhook-id for this partner: it is not from here, or it was copied in part.")
        : new("webhook-id", false, "It is one of this partner's notifications.");

    private static SignatureFinding Clock(SentNotice sent, ReceivedNotice received)
    {
        if (!long.TryParse(received.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return new("webhook-timestamp", true, "It is not a whole number of seconds since 1970, as it is sent.");
        }

        if (sent.Body is not null && !sent.Tries.Contains(seconds))
        {
            return new("webhook-timestamp", true, "No try of this notification was made in that second: it belongs to another delivery, or was changed.");
        }

        var off = received.At is { } at ? at - DateTimeOffset.UnixEpoch - TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;
        return off.Duration() > Tolerance
            ? new("webhook-timestamp", true, $"By the receiver's clock it was {Span(off)} {(off < TimeSpan.Zero ? "ahead" : "old")} when it arrived; receivers take five minutes as a rule. The receiver's clock is wrong, or it waited before it was looked at.")
            : new("webhook-timestamp", false, $"{OfTries(sent)} {(received.At is null ? "Say when it arrived, to have the receiver's clock looked at." : "It fits the receiver's clock.")}");
    }

    private static string OfTries(SentNotice sent) => sent.Body is null ? "There are no tries to compare it with." : "It is the time of one of the tries.";

    private static SignatureFinding OfBody(SentNotice sent, byte[] body) =>
        sent.Body is not { } ours ? new("body", false, "There is nothing to compare it with.")
        : body.AsSpan().SequenceEqual(ours) ? new("body", false, "It is what was sent, byte for byte.")
        : sent.IsErased ? new("body", false, "What was sent is not kept any more: its client's data were erased at the bridge. Whether the body is genuine is told by the signature alone.")
        : new("body", true, Without(body).AsSpan().SequenceEqual(Without(ours))
            ? "It was changed: blanks or line ends are not as they were sent. Verify the bytes that came, before anything parses and writes them anew."
            : $"It was changed: {(body.Length == ours.Length ? "some characters are others" : string.Create(CultureInfo.InvariantCulture, $"{body.Length} bytes came of {ours.Length}"))}. Verify the bytes that came, before anything parses and writes them anew.");

    private static IEnumerable<SignatureFinding> Signatures(NoticeSigners signers, SentNotice sent, ReceivedNotice received, byte[] body, DateTimeOffset now)
    {
        var items = (received.Signature ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (items.Length == 0)
        {
            yield return new("webhook-signature", true, "The header is missing.");
            yield break;
        }

        var seconds = long.TryParse(received.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var parts = (received.Id ?? "", seconds);
        var keys = signers.At(seconds > now.ToUnixTimeSeconds() ? now : DateTimeOffset.FromUnixTimeSeconds(seconds)).ToList(); // those that signed then
        foreach (var item in items.Take(8))
        {
            yield return OfItem(item, keys, body, sent.Body, parts);
        }
    }

    private static SignatureFinding OfItem(string item, List<(NoticeKey Key, string Of)> keys, byte[] body, byte[]? ours, (string Id, long Seconds) parts)
    {
        var name = item.Split(',')[0] is "v1" or "v1a" ? $"webhook-signature {item.Split(',')[0]}" : "webhook-signature";
        if (keys.Find(each => Is(each.Key.Sign(parts.Id, parts.Seconds, body), item)) is { Key: { } fits, Of: var of })
        {
            return new(name, fits.HasEnded, fits.Words + of);
        }

        if (ours is not null && keys.Find(each => Is(each.Key.Sign(parts.Id, parts.Seconds, ours), item)).Key is { } signed)
        {
            return new(name, true, $"It fits the body that was sent, and not this one. {signed.Words}");
        }

        return new(name, true, keys.Count == 0
            ? "What it was signed with is not there any more, so it can not be looked at."
            : $"It was made with none of the secrets of {(ours is null ? "this partner's subscriptions" : "this subscription")} that are kept, or with one that was ended at once, or of another webhook-id, time or body.");
    }

    private static SignatureFinding OfSecret(NoticeSigners signers, string secret, DateTimeOffset now)
    {
        var isPublicKey = secret.StartsWith("whpk_", StringComparison.Ordinal);
        if (!isPublicKey && !WebhookSignature.TryReadSecret(secret, out _))
        {
            return new("receiver's secret", true, "It is no signing secret: whsec_ and base64, as it was shown once (or whpk_, the public key). It is not the partner's password.");
        }

        if (signers.At(now).FirstOrDefault(each => Is(isPublicKey ? each.Key.PublicKey : each.Key.Secret, secret)) is { Key: { } known, Of: var of })
        {
            return new("receiver's secret", known.HasEnded, (known.IsCurrent ? "It is the one in force." : known.HasEnded
                ? "It is an old one that has ended: give the receiver the one in force, or make a new one."
                : $"It is an older one, which signs too until {known.UntilText}: give the receiver the new one by then.") + of);
        }

        return new("receiver's secret", true, signers.Others(now).FirstOrDefault(each => Is(isPublicKey ? each.Key.PublicKey : each.Key.Secret, secret)) is { Key: not null, Of: var other }
            ? $"It is not one of this subscription, but of {other}, another one of this partner's. Give the receiver the right one."
            : $"It is not one of {(signers.Own is null ? "this partner's subscriptions" : "this subscription")}, or one that was ended at once: those are not kept. Give the receiver the right one, or make a new one.");
    }

    private static byte[] Without(byte[] text) => [.. text.Where(each => each is not ((byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t'))];

    private static bool Is(string? ours, string given) =>
        ours is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ours), Encoding.UTF8.GetBytes(given));

    private static string Span(TimeSpan off) =>
        off.Duration() switch
        {
            var span when span < TimeSpan.FromHours(2) => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} minutes"),
            var span when span < TimeSpan.FromDays(2) => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} hours"),
            var span => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} days"),
        };
}
