using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;

namespace SmsBridge.Partners;

/// <summary>How a new secret is wanted.</summary>
/// <param name="AtOnce">What was before ends now: it is in the wrong hands.</param>
/// <param name="Confirmed">He knows what ends by it.</param>
internal readonly record struct RotationWish(bool AtOnce, bool Confirmed);

/// <summary>A secret that was replaced.</summary>
internal sealed record SecretMade(string Words, NewSecret New) : Outcome.Secret(Words, New.Shown);

/// <summary>Nothing was made: as many as may be still work.</summary>
/// <param name="Why">In a sentence.</param>
internal sealed record SecretsFull(string Why) : Outcome.Refused($"Nothing was made. {Why}", "atOnce");

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
internal sealed class PartnerSecretVerbs(
    VisiblePartners partners, PartnerStore store, SubscriptionStore subscriptions, IOptions<PartnerOptions> options, TimeProvider time, ILogger<PartnerSecretVerbs> logger)
{
    /// <summary>Passwords before work on for a while, unless it is wished otherwise.</summary>
    public Task<Outcome> RotatePasswordAsync(Caller caller, string code, RotationWish wish, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, OperatorRole.Admin, code, async partner =>
        {
            var (now, grace, older) = (time.GetUtcNow(), options.Value.PreviousPasswordGrace, partner.Passwords.Older);
            if (Asks(wish, grace) && partner.Passwords.Current is not null)
            {
                return new Outcome.Asks($"The password {code} has would end now, because Partners:PreviousPasswordGrace is 0: what is signed with it is refused.");
            }

            var password = PartnerSecrets.NewPassword();
            var outcome = await store.RotateAsync(partner, password, wish.AtOnce ? null : now + grace, caller.Actor);
            if (outcome != RotationOutcome.Done)
            {
                return outcome == RotationOutcome.Gone ? new Outcome.NotFound(VisiblePartners.NoSuchPartner) : Full("passwords", "accepted", older, now);
            }

            logger.PartnerPasswordRotated(code);
            var made = Made(password, null, wish, grace, now, older);
            return new SecretMade($"The new password of {code}, shown only now. {made.PasswordsBefore}", made);
        }, cancellationToken);

    /// <summary>Notifications carry the signatures of those before too for a while, unless it is wished otherwise.</summary>
    public Task<Outcome> RotateSigningAsync(Caller caller, string code, string reference, RotationWish wish, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, OperatorRole.Admin, code, async partner =>
        {
            if (await subscriptions.FindAsync(partner.Id, reference, cancellationToken) is not { } subscription)
            {
                return new Outcome.NotFound(SubscriptionVerbs.NoSuchSubscription);
            }

            var (now, grace, older) = (time.GetUtcNow(), options.Value.PreviousSecretGrace, subscription.Secrets.Older);
            if (Asks(wish, grace))
            {
                return new Outcome.Asks($"What {reference} is signed with would end now, because Partners:PreviousSecretGrace is 0: the partner takes no notification for genuine until it has the new one.");
            }

            var (outcome, signing) = await subscriptions.RotateSecretAsync(partner, reference, wish.AtOnce ? null : now + grace, caller.Actor);
            if (outcome != RotationOutcome.Done)
            {
                return outcome == RotationOutcome.Gone ? new Outcome.NotFound(SubscriptionVerbs.NoSuchSubscription) : Full("secrets", "signed with", older, now);
            }

            logger.SubscriptionSecretRotated(reference, code);
            var made = Made(signing!.Secret, signing.PublicKey, wish, grace, now, older);
            return new SecretMade($"{What(made)} of {reference}. {made.SignaturesBefore}", made);
        }, cancellationToken);

    private static string What(NewSecret made) =>
        made.Secret is null ? "The new public key"
        : made.PublicKey is null ? "The new signing secret, shown only now,"
        : "The new signing secret, shown only now, and the new public key";

    private static bool Asks(RotationWish wish, TimeSpan grace) => grace <= TimeSpan.Zero && wish is { AtOnce: false, Confirmed: false };

    private static SecretsFull Full(string what, string how, IReadOnlyList<OlderSecret> older, DateTimeOffset now) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{OlderSecrets.Most} {what} before are still {how}, the first until {older.Where(each => each.Until > now).Select(each => each.Until).DefaultIfEmpty(now).Min():yyyy-MM-dd HH:mm} UTC; the partner may use any of them. Wait until then, or end them all at once."));

    private static NewSecret Made(
        string? secret, string? publicKey, RotationWish wish, TimeSpan grace, DateTimeOffset now, IReadOnlyList<OlderSecret> older)
    {
        var all = wish.AtOnce ? now : older.Select(each => each.Until).Append(now + grace).Max();
        return new NewSecret(secret, publicKey, wish.AtOnce || grace <= TimeSpan.Zero ? null : now + grace, all > now ? all : null);
    }
}
