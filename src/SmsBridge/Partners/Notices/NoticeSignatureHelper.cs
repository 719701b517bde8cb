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
internal sealed record SentNotice(byte[]? Body, IReadOnlyList<long> Tries);

/// <summary>
/// Says why a receiver does not take one of our notifications for genuine: the clock, a body that was changed on the way, a secret that is another one or has
/// ended. Pure; for people who look after partners.
/// </summary>
internal static class NoticeSignatureHelper
{
    /// <summary>What receivers accept as a rule (standard-webhooks.md 3).</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    public static SignatureReport Explain(Subscription subscription, SentNotice sent, ReceivedNotice received, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetBytes(received.Body.TrimEnd('\r', '\n')); // a field for text adds a line's end, and ours have none
        List<SignatureFinding> findings = [Known(sent), Clock(sent, received), OfBody(sent, body)];
        findings.AddRange(Signatures(subscription, sent, received, body, now));
        if (!string.IsNullOrWhiteSpace(received.Secret))
        {
            findings.Add(OfSecret(subscription, received.Secret.Trim(), now));
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
            : new("webhook-timestamp", false, received.At is null ? "It is the time of one of the tries. Say when it arrived, to have the receiver's clock looked at." : "It fits the receiver's clock.");
    }

    private static SignatureFinding OfBody(SentNotice sent, byte[] body) =>
        sent.Body is not { } ours ? new("body", false, "There is nothing to compare it with.")
        : body.AsSpan().SequenceEqual(ours) ? new("body", false, "It is what was sent, byte for byte.")
        : new("body", true, Without(body).AsSpan().SequenceEqual(Without(ours))
            ? "It was changed: blanks or line ends are not as they were sent. Verify the bytes that came, before anything parses and writes them anew."
            : $"It was changed: {(body.Length == ours.Length ? "some characters are others" : string.Create(CultureInfo.InvariantCulture, $"{body.Length} bytes came of {ours.Length}"))}. Verify the bytes that came, before anything parses and writes them anew.");

    private static IEnumerable<SignatureFinding> Signatures(Subscription subscription, SentNotice sent, ReceivedNotice received, byte[] body, DateTimeOffset now)
    {
        var items = (received.Signature ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (items.Length == 0)
        {
            yield return new("webhook-signature", true, "The header is missing.");
            yield break;
        }

        var seconds = long.TryParse(received.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var parts = (received.Id ?? "", seconds);
        var keys = NoticeKey.Of(subscription, seconds > now.ToUnixTimeSeconds() ? now : DateTimeOffset.FromUnixTimeSeconds(seconds)); // those that signed then
        foreach (var item in items.Take(8))
        {
            yield return OfItem(item, keys, body, sent.Body, parts);
        }
    }

    private static SignatureFinding OfItem(string item, IReadOnlyList<NoticeKey> keys, byte[] body, byte[]? ours, (string Id, long Seconds) parts)
    {
        var name = item.Split(',')[0] is "v1" or "v1a" ? $"webhook-signature {item.Split(',')[0]}" : "webhook-signature";
        if (keys.FirstOrDefault(key => Is(key.Sign(parts.Id, parts.Seconds, body), item)) is { } fits)
        {
            return fits.HasEnded ? new(name, true, fits.Words) : new(name, false, fits.Words);
        }

        if (ours is not null && keys.FirstOrDefault(key => Is(key.Sign(parts.Id, parts.Seconds, ours), item)) is { } signed)
        {
            return new(name, true, $"It fits the body that was sent, and not this one. {signed.Words}");
        }

        return new(name, true, keys.Count == 0
            ? "What it was signed with is not there any more, so it can not be looked at."
            : "It was made with none of the secrets of this subscription, or of another webhook-id, time or body.");
    }

    private static SignatureFinding OfSecret(Subscription subscription, string secret, DateTimeOffset now)
    {
        var isPublicKey = secret.StartsWith("whpk_", StringComparison.Ordinal);
        if (!isPublicKey && !WebhookSignature.TryReadSecret(secret, out _))
        {
            return new("receiver's secret", true, "It is no signing secret: whsec_ and base64, as it was shown once (or whpk_, the public key). It is not the partner's password.");
        }

        return NoticeKey.Of(subscription, now).FirstOrDefault(key => Is(isPublicKey ? key.PublicKey : key.Secret, secret)) is { } known
            ? new("receiver's secret", known.HasEnded, known.IsCurrent ? "It is the one in force." : known.HasEnded
                ? "It is an old one that has ended: give the receiver the one in force, or make a new one."
                : $"It is an older one, which signs too until {known.UntilText}: give the receiver the new one by then.")
            : new("receiver's secret", true, "It is not one of this subscription: it may be another subscription's. Give the receiver the right one, or make a new one.");
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
