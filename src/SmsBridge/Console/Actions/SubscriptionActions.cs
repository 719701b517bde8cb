using System.Globalization;
using Microsoft.Extensions.Options;
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
    VisiblePartners partners, SubscriptionStore subscriptions, PartnerRotation rotation, NoticeActions notices, PartnerDeliveries deliveries,
    IOptions<NoticeOptions> options, TimeProvider time)
{
    private const string Later = "when Notices:Enabled is on again: this bridge posts nothing now";

    public Task<Outcome> DisableAsync(SignedInOperator who, Actor actor, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Admin, code, reference, async (_, subscription) => await notices.DisableAsync(subscription.Id, actor)
            ? new Outcome.Done($"{reference} is disabled: what waits is held, and what happens meanwhile. Enabled again, it is told what is new; what was held is kept until it is recovered.")
            : new Outcome.Refused($"{reference} is disabled already."), cancellationToken);

    public Task<Outcome> EnableAsync(SignedInOperator who, Actor actor, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Admin, code, reference, async (_, subscription) => await notices.EnableAsync(subscription.Id, actor)
            ? new Outcome.Done($"{reference} is told again. What it missed is kept: recover it, unless the partner has caught up by other means.")
            : new Outcome.Refused($"{reference} is not disabled."), cancellationToken);

    /// <summary>Shown once. Notifications carry the signatures of those before too for a while, unless it is said otherwise.</summary>
    public Task<Outcome> RotateSecretAsync(SignedInOperator who, Actor actor, string code, string reference, RotationWish wish, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Admin, code, reference, async (partner, _) => RotationWords.Of(
            await rotation.SigningAsync(partner, reference, wish, actor, cancellationToken), NoSuchSubscription().Words,
            made => $"{What(made)} of {reference}. {made.SignaturesBefore}"), cancellationToken);

    private static string What(NewSecret made) =>
        made.Secret is null ? "The new public key"
        : made.PublicKey is null ? "The new signing secret, shown only now,"
        : "The new signing secret, shown only now, and the new public key";

    public Task<Outcome> SendExampleAsync(SignedInOperator who, Actor actor, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Support, code, reference, async (_, subscription) => await notices.SendExampleAsync(subscription.Id, actor) is { } id
            ? new Outcome.Done(string.Create(CultureInfo.InvariantCulture, $"An example {(options.Value.Enabled ? $"is on its way to {reference}" : $"goes to {reference} {Later}")}. Look for notification {id} among the deliveries."))
            : Disabled(reference), cancellationToken);

    /// <param name="to">Null: until now.</param>
    public Task<Outcome> RecoverAsync(
        SignedInOperator who, Actor actor, string code, string reference, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        ForAsync(who, OperatorRole.Admin, code, reference, async (_, subscription) =>
        {
            var until = to ?? time.GetUtcNow();
            if (from is not { } since || since >= until)
            {
                return new Outcome.Refused("Say since when, and no later than until when.", "from");
            }

            if (subscription.DisabledAt is not null)
            {
                return Disabled(reference);
            }

            return new Outcome.Done(Words(await notices.RecoverSinceAsync(subscription.Id, since, until, actor)));
        }, cancellationToken);

    private string Words(NoticesRecovered recovered)
    {
        string[] sentences =
        [
            recovered is { Sent: 0, NotTold: 0, Outdated: 0 } ? "Nothing of that time was missed." : "",
            recovered.Sent == 0 ? "" : $"{Count(recovered.Sent)} sent again, oldest first{(options.Value.Enabled ? "" : $", {Later}")}.",
            recovered.NotTold == 0 ? "" : $"{Count(recovered.NotTold)} not sent: the partner is not told of their tenant any more. Give it the tenant back first, if it is to have them.",
            recovered.Outdated == 0 ? "" : $"{Count(recovered.Outdated)} not sent, because more has been said of their transactions since.",
        ];
        return string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
    }

    private static string Count(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "notification is" : "notifications are")}");

    public async Task<Outcome> ResendAsync(SignedInOperator who, Actor actor, string code, long notificationId, CancellationToken cancellationToken)
    {
        if (await deliveries.FindAsync(who, code, notificationId, cancellationToken) is null)
        {
            return new Outcome.NotFound(PartnerDeliveries.NoSuchDelivery);
        }

        if (!who.MayDo(OperatorRole.Support))
        {
            return new Outcome.NotAllowed();
        }

        return await notices.ResendAsync(notificationId, actor) is var bar && bar != NoticeBar.None
            ? new Outcome.Refused($"Nothing was sent. {DeliveryWords.OfBar(bar)}")
            : new Outcome.Done($"It is sent again {(options.Value.Enabled ? "in a moment" : Later)}, under the same webhook-id: a partner that has it already can tell.");
    }

    private async Task<Outcome> ForAsync(
        SignedInOperator who, OperatorRole least, string code, string reference, Func<Partner, Subscription, Task<Outcome>> act,
        CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(who, code, cancellationToken) is not { } partner)
        {
            return new Outcome.NotFound(PartnerActions.NoSuchPartner);
        }

        return !who.MayDo(least) ? new Outcome.NotAllowed()
            : await subscriptions.FindAsync(partner.Id, reference, cancellationToken) is { } subscription ? await act(partner, subscription)
            : NoSuchSubscription();
    }

    private static Outcome.NotFound NoSuchSubscription() => new("The partner has no such subscription.");

    private static Outcome.Refused Disabled(string reference) => new($"{reference} is disabled, so nothing is sent to it: enable it first.");
}
