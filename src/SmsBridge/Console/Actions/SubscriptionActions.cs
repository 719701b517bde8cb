using System.Globalization;
using SmsBridge.Console.Pages.Partners;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;

namespace SmsBridge.Console.Actions;

/// <summary>
/// What operators do with a partner's subscriptions and notifications, for the pages and the API alike. Support sends one notification again, and
/// examples; whatever changes what the partner is told is for admins. Each is on the audit.
/// </summary>
internal sealed class SubscriptionActions(
    VisiblePartners partners, SubscriptionStore subscriptions, PartnerRotation rotation, NoticeActions notices, PartnerDeliveries deliveries, TimeProvider time)
{
    public Task<ActionOutcome> DisableAsync(SignedInOperator who, Actor actor, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Admin, code, reference, async (_, subscription) => await notices.DisableAsync(subscription.Id, actor)
            ? new ActionOutcome.Done($"{reference} is disabled: what happens meanwhile is held.")
            : new ActionOutcome.Refused($"{reference} is disabled already."), cancellationToken);

    public Task<ActionOutcome> EnableAsync(SignedInOperator who, Actor actor, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Admin, code, reference, async (_, subscription) => await notices.EnableAsync(subscription.Id, actor)
            ? new ActionOutcome.Done($"{reference} is told again. What it missed is kept: recover it, unless the partner has caught up by other means.")
            : new ActionOutcome.Refused($"{reference} is not disabled."), cancellationToken);

    /// <summary>Shown once. Notifications carry the signatures of those before too for a while, unless it is said otherwise.</summary>
    public Task<ActionOutcome> RotateSecretAsync(SignedInOperator who, Actor actor, string code, string reference, RotationWish wish, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Admin, code, reference, async (partner, _) => RotationWords.Of(
            await rotation.SigningAsync(partner, reference, wish, actor, cancellationToken), NoSuchSubscription().Words,
            made => $"{What(made)} of {reference}. {(made.PreviousUntil is null ? "Nothing is signed with another one." : "Notifications are signed with the one before too, for a while.")}"),
            cancellationToken);

    private static string What(NewSecret made) =>
        made.Secret is null ? "The new public key"
        : made.PublicKey is null ? "The new signing secret, shown only now,"
        : "The new signing secret, shown only now, and the new public key";

    public Task<ActionOutcome> SendExampleAsync(SignedInOperator who, Actor actor, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Support, code, reference, async (_, subscription) => await notices.SendExampleAsync(subscription.Id, actor) is { } id
            ? new ActionOutcome.Done(string.Create(CultureInfo.InvariantCulture, $"An example is on its way to {reference}: look for notification {id} among the deliveries."))
            : Disabled(reference), cancellationToken);

    /// <param name="to">Null: until now.</param>
    public Task<ActionOutcome> RecoverAsync(
        SignedInOperator who, Actor actor, string code, string reference, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Admin, code, reference, async (_, subscription) =>
        {
            var until = to ?? time.GetUtcNow();
            if (from is not { } since || since >= until)
            {
                return new ActionOutcome.Refused("Say since when, and no later than until when.", "from");
            }

            if (subscription.DisabledAt is not null)
            {
                return Disabled(reference);
            }

            var count = await notices.RecoverSinceAsync(subscription.Id, since, until, actor);
            return new ActionOutcome.Done(count == 0
                ? "Nothing of that time was missed."
                : string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "notification is" : "notifications are")} sent again, oldest first."));
        }, cancellationToken);

    public async Task<ActionOutcome> ResendAsync(SignedInOperator who, Actor actor, string code, long notificationId, CancellationToken cancellationToken)
    {
        if (await deliveries.FindAsync(who, code, notificationId, cancellationToken) is null)
        {
            return new ActionOutcome.NotFound(PartnerDeliveries.NoSuchDelivery);
        }

        if (!who.MayDo(OperatorRole.Support))
        {
            return new ActionOutcome.NotAllowed();
        }

        return await notices.ResendAsync(notificationId, actor)
            ? new ActionOutcome.Done("It is sent again in a moment, under the same webhook-id: a partner that has it already can tell.")
            : new ActionOutcome.Refused("Nothing was sent: it waits anyway, or its subscription is disabled or has ended.");
    }

    private async Task<ActionOutcome> ForAsync(
        SignedInOperator who, OperatorRole least, string code, string reference, Func<Partner, Subscription, Task<ActionOutcome>> act,
        CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(who, code, cancellationToken) is not { } partner)
        {
            return new ActionOutcome.NotFound(PartnerActions.NoSuchPartner);
        }

        return !who.MayDo(least) ? new ActionOutcome.NotAllowed()
            : await subscriptions.FindAsync(partner.Id, reference, cancellationToken) is { } subscription ? await act(partner, subscription)
            : NoSuchSubscription();
    }

    private static ActionOutcome.NotFound NoSuchSubscription() => new("The partner has no such subscription.");

    private static ActionOutcome.Refused Disabled(string reference) => new($"{reference} is disabled, so nothing is sent to it: enable it first.");
}
