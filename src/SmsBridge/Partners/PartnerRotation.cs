using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;

namespace SmsBridge.Partners;

/// <summary>How a new secret is wanted.</summary>
/// <param name="AtOnce">What was before ends now: it is in the wrong hands.</param>
/// <param name="Confirmed">He knows what ends by it.</param>
internal readonly record struct RotationWish(bool AtOnce, bool Confirmed);

/// <summary>What became of a secret that was to be replaced.</summary>
internal abstract record RotationResult
{
    private RotationResult()
    {
    }

    public sealed record Made(NewSecret New) : RotationResult
    {
        public override string ToString() => nameof(Made);
    }

    /// <summary>Nothing was made: it would end what is in use, and nobody said that he knows.</summary>
    /// <param name="Words">What would end, in a sentence.</param>
    public sealed record Asks(string Words) : RotationResult;

    /// <summary>Nothing was made: as many as may be still work.</summary>
    /// <param name="Words">In a sentence.</param>
    public sealed record Full(string Words) : RotationResult;

    /// <summary>There is no such partner or subscription.</summary>
    public sealed record Gone : RotationResult;
}

/// <summary>What the stores say of a rotation.</summary>
internal enum RotationOutcome
{
    Done,
    Full,
    Gone,
}

/// <summary>
/// New passwords and signing secrets, for people: what was before works on until its own grace ends, however often somebody presses the button,
/// because nobody can tell which one the partner uses. Only who says so ends it.
/// </summary>
internal sealed class PartnerRotation(
    PartnerStore store, SubscriptionStore subscriptions, IOptions<PartnerOptions> options, TimeProvider time, ILogger<PartnerRotation> logger)
{
    public async Task<RotationResult> PasswordAsync(Partner partner, RotationWish wish, Actor by)
    {
        var (now, grace) = (time.GetUtcNow(), options.Value.PreviousPasswordGrace);
        if (Asks(wish, grace) && partner.Passwords.Current is not null)
        {
            return new RotationResult.Asks($"The password {partner.Code} has would end now, because Partners:PreviousPasswordGrace is 0: what is signed with it is refused.");
        }

        var password = PartnerSecrets.NewPassword();
        var outcome = await store.RotateAsync(partner, password, wish.AtOnce ? null : now + grace, by);
        if (outcome != RotationOutcome.Done)
        {
            return outcome == RotationOutcome.Gone ? new RotationResult.Gone() : new RotationResult.Full(FullWords("passwords", "accepted", partner.Passwords.Older, now));
        }

        logger.PartnerPasswordRotated(partner.Code);
        return new RotationResult.Made(Made(password, null, wish, grace, now, partner.Passwords.Older));
    }

    public async Task<RotationResult> SigningAsync(Partner partner, string reference, RotationWish wish, Actor by, CancellationToken cancellationToken)
    {
        if (await subscriptions.FindAsync(partner.Id, reference, cancellationToken) is not { } subscription)
        {
            return new RotationResult.Gone();
        }

        var (now, grace, older) = (time.GetUtcNow(), options.Value.PreviousSecretGrace, subscription.Secrets.Older);
        if (Asks(wish, grace))
        {
            return new RotationResult.Asks($"What {reference} is signed with would end now, because Partners:PreviousSecretGrace is 0: the partner takes no notification for genuine until it has the new one.");
        }

        var (outcome, made) = await subscriptions.RotateSecretAsync(partner, reference, wish.AtOnce ? null : now + grace, by);
        if (outcome != RotationOutcome.Done)
        {
            return outcome == RotationOutcome.Gone ? new RotationResult.Gone() : new RotationResult.Full(FullWords("secrets", "signed with", older, now));
        }

        logger.SubscriptionSecretRotated(reference, partner.Code);
        return new RotationResult.Made(Made(made!.Secret, made.PublicKey, wish, grace, now, older));
    }

    private static bool Asks(RotationWish wish, TimeSpan grace) => grace <= TimeSpan.Zero && wish is { AtOnce: false, Confirmed: false };

    private static string FullWords(string what, string how, IReadOnlyList<OlderSecret> older, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{OlderSecrets.Most} {what} before are still {how}, the first until {older.Where(each => each.Until > now).Select(each => each.Until).DefaultIfEmpty(now).Min():yyyy-MM-dd HH:mm} UTC; the partner may use any of them. Wait until then, or end them all at once.");

    private static NewSecret Made(
        string? secret, string? publicKey, RotationWish wish, TimeSpan grace, DateTimeOffset now, IReadOnlyList<OlderSecret> older)
    {
        var all = wish.AtOnce ? now : older.Select(each => each.Until).Append(now + grace).Max();
        return new NewSecret(secret, publicKey, wish.AtOnce || grace <= TimeSpan.Zero ? null : now + grace, all > now ? all : null);
    }
}
