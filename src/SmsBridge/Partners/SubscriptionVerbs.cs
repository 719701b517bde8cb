using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices;

namespace SmsBridge.Partners;

/// <summary>
/// What operators do with a partner's subscriptions and notifications, for the pages and the API alike. Support sends one notification again, and
/// examples; whatever changes what the partner is told is for admins. Each is on the audit.
/// </summary>
internal sealed class SubscriptionVerbs(
    VisiblePartners partners, SubscriptionStore subscriptions, NoticeActions notices, NoticeQueries queries, IOptions<NoticeOptions> options, TimeProvider time)
{
    public const string NoSuchSubscription = "The partner has no such subscription.";
    public const string NoSuchNotification = "There is no such notification.";

    internal const string Later = "when Notices:Enabled is on again: this bridge posts nothing now";

    public Task<Outcome> DisableAsync(Caller caller, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(caller, OperatorRole.Admin, code, reference, async subscription => await notices.DisableAsync(subscription.Id, caller.Actor)
            ? new Outcome.Done($"{reference} is disabled: what waits is held, and what happens meanwhile. Enabled again, it is told what is new; what was held is kept until it is recovered.")
            : new Outcome.Unchanged($"{reference} is disabled already."), cancellationToken);

    public Task<Outcome> EnableAsync(Caller caller, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(caller, OperatorRole.Admin, code, reference, async subscription => await notices.EnableAsync(subscription.Id, caller.Actor)
            ? new Outcome.Done($"{reference} is told again. What it missed is kept: recover it, unless the partner has caught up by other means.")
            : new Outcome.Unchanged($"{reference} is not disabled."), cancellationToken);

    public Task<Outcome> SendExampleAsync(Caller caller, string code, string reference, CancellationToken cancellationToken) =>
        ForAsync(caller, OperatorRole.Support, code, reference, async subscription => await notices.SendExampleAsync(subscription.Id, caller.Actor) is { } id
            ? new Outcome.Done(string.Create(CultureInfo.InvariantCulture, $"An example {(options.Value.Enabled ? $"is on its way to {reference}" : $"goes to {reference} {Later}")}. Look for notification {id} among the deliveries."))
            : Disabled(reference), cancellationToken);

    /// <param name="to">Null: until now.</param>
    public Task<Outcome> RecoverAsync(
        Caller caller, string code, string reference, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        ForAsync(caller, OperatorRole.Admin, code, reference, async subscription =>
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

            return new Outcome.Done(Words(await notices.RecoverSinceAsync(subscription.Id, since, until, caller.Actor)));
        }, cancellationToken);

    private string Words(NoticesRecovered recovered)
    {
        string[] sentences =
        [
            recovered is { Sent: 0, NotTold: 0, Outdated: 0, Erased: 0 } ? "Nothing of that time was missed." : "",
            recovered.Sent == 0 ? "" : $"{Count(recovered.Sent)} sent again, oldest first{(options.Value.Enabled ? "" : $", {Later}")}.",
            recovered.NotTold == 0 ? "" : $"{Count(recovered.NotTold)} not sent: the partner is not told of their tenant any more. Give it the tenant back first, if it is to have them.",
            recovered.Outdated == 0 ? "" : $"{Count(recovered.Outdated)} not sent, because more has been said of their transactions since.",
            recovered.Erased == 0 ? "" : $"{Count(recovered.Erased)} not sent, because what they said of a client was erased.",
        ];
        return string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
    }

    private static string Count(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "notification is" : "notifications are")}");

    /// <summary>One notification again, under its own webhook-id.</summary>
    public async Task<Outcome> ResendAsync(Caller caller, string code, long notificationId, CancellationToken cancellationToken)
    {
        if (await partners.FindAsync(caller.Scope, code, cancellationToken) is not { } partner
            || !await queries.IsToldAsync(partner.Id, notificationId, caller.Scope, cancellationToken))
        {
            return new Outcome.NotFound(NoSuchNotification);
        }

        if (!caller.MayDo(OperatorRole.Support))
        {
            return new Outcome.NotAllowed();
        }

        return await notices.ResendAsync(notificationId, caller.Actor) is var bar && bar != NoticeBar.None
            ? new Outcome.Refused($"Nothing was sent. {bar.Words()}")
            : new Outcome.Done($"It is sent again {(options.Value.Enabled ? "in a moment" : Later)}, under the same webhook-id: a partner that has it already can tell.");
    }

    private Task<Outcome> ForAsync(
        Caller caller, OperatorRole least, string code, string reference, Func<Subscription, Task<Outcome>> act, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, least, code, async partner =>
            await subscriptions.FindAsync(partner.Id, reference, cancellationToken) is { } subscription ? await act(subscription)
            : new Outcome.NotFound(NoSuchSubscription), cancellationToken);

    private static Outcome.Refused Disabled(string reference) => new($"{reference} is disabled, so nothing is sent to it: enable it first.");
}
