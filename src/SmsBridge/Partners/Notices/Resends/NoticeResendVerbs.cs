using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Partners.Notices.Transactions;

namespace SmsBridge.Partners.Notices.Resends;

/// <summary>
/// Notifications of a time, or picked ones, sent again together, by pages, API and command line: first a dry run, which changes nothing, then under the
/// number it gave. What was answered 2xx is sent too; each keeps its webhook-id, by which a receiver knows it. For admins, as all that changes what a partner is told.
/// </summary>
internal sealed class NoticeResendVerbs(
    VisiblePartners partners, SubscriptionLineStore lines, NoticeResendStore store, IOptions<NoticeOptions> options, TimeProvider time)
{
    public const string NoSuchResend = "There is no such resend.";

    private const int MostListed = 10;

    public Task<Outcome> PlanAsync(Caller caller, string code, ResendWish wish, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, OperatorRole.Admin, code, async partner =>
            await PlanAsync(partner, wish, cancellationToken) is var (plan, refused) && plan is not null ? new ResendPlanned(plan) : refused!, cancellationToken);

    /// <param name="id">Made with the dry run, or by the caller: who sends the same request twice starts one resend.</param>
    /// <param name="confirm">What the dry run asked for.</param>
    public Task<Outcome> StartAsync(Caller caller, string code, ResendWish wish, Guid id, string? confirm, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, OperatorRole.Admin, code, async partner =>
        {
            if (await store.FindAsync(partner.Id, id, cancellationToken) is { } present)
            {
                return Started(present);
            }

            var (plan, refused) = await PlanAsync(partner, wish, cancellationToken);
            if (plan is null || plan.Count == 0)
            {
                return refused ?? new Outcome.Refused($"Nothing was sent. {plan!.Words}", plan.IsTooMany ? "from" : null);
            }

            if (confirm?.Trim() != plan.Confirmation)
            {
                return new Outcome.Refused($"Nothing was sent. {plan.Words} Confirm with: {plan.Confirmation}", "confirm");
            }

            var entry = caller.Actor.Did(AuditActions.PartnerRecover, Subject(partner, plan.Wish), after: Facts(id, plan));
            return await store.StartAsync(id, partner, plan.Wish, plan.Count, entry) switch
            {
                { IsOther: true, Resend: { } other } => new Outcome.Refused(
                    $"Nothing was sent. Another resend of {partner.Code} is under way ({other.Id}): let it end, or stop it."),
                { Resend: { } started } => Started(started),
                _ => new Outcome.NotFound(VisiblePartners.NoSuchPartner),
            };
        }, cancellationToken);

    public Task<Outcome> StopAsync(Caller caller, string code, Guid id, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, OperatorRole.Admin, code, async partner =>
            await store.FindAsync(partner.Id, id, cancellationToken) is not { } resend ? new Outcome.NotFound(NoSuchResend)
            : await store.EndAsync(resend, caller.Actor.Did(AuditActions.PartnerRecover, Subject(partner, resend.Wish), after: $"stopped resend {id}"))
                ? new Outcome.Done("It is stopped: what is in the queue already is posted, the rest stays as it was.")
                : new Outcome.Unchanged("It has ended already."), cancellationToken);

    /// <summary>Null: there is none, or not for this caller.</summary>
    public async Task<NoticeResend?> FindAsync(Caller caller, string code, Guid id, CancellationToken cancellationToken) =>
        caller.MayDo(OperatorRole.Admin) && await partners.FindAsync(caller.Scope, code, cancellationToken) is { } partner
            ? await store.FindAsync(partner.Id, id, cancellationToken)
            : null;

    /// <summary>The latest, newest first; null: there is no such partner, or not for this caller.</summary>
    public async Task<IReadOnlyList<NoticeResend>?> ListAsync(Caller caller, string code, CancellationToken cancellationToken) =>
        caller.MayDo(OperatorRole.Admin) && await partners.FindAsync(caller.Scope, code, cancellationToken) is { } partner
            ? await store.ListAsync(partner.Id, MostListed, cancellationToken)
            : null;

    private async Task<(NoticeResendPlan? Plan, Outcome? Refused)> PlanAsync(Partner partner, ResendWish wish, CancellationToken cancellationToken)
    {
        if (wish.Chosen is { Count: var count } && count is 0 or > ResendWish.MostChosen)
        {
            return (null, new Outcome.Invalid($"Pick 1 to {ResendWish.MostChosen} notifications; a time takes more.", "deliveries"));
        }

        if (wish.Chosen is not null && wish.IsNarrowed)
        {
            return (null, new Outcome.Invalid("Picked notifications are sent as they are picked: leave out subscription, state, code and time, or pick none.", "deliveries"));
        }

        if (wish.Code is { } told && !TransactionCodes.IsKnown(told))
        {
            return (null, new Outcome.Invalid(TransactionCodes.UnknownWords, "code"));
        }

        var now = time.GetUtcNow();
        if (wish.Chosen is null && (wish.From is not { } from || from >= (wish.To ?? now)))
        {
            return (null, new Outcome.Invalid("Say since when, and no later than until when.", "from"));
        }

        // What is made from now on is told anyway.
        var meant = wish.Chosen is null ? wish with { To = wish.To is { } to && to < now ? to : now } : wish with { Chosen = [.. wish.Chosen.Distinct().Order()] };
        var asked = (await lines.ListAsync(partner.Id, ended: 0, cancellationToken)).Where(line => wish.Reference is null || line.Reference == wish.Reference).ToList();
        if (wish.Reference is not null && asked.Count == 0)
        {
            return (null, new Outcome.NotFound(SubscriptionVerbs.NoSuchSubscription));
        }

        var counts = await store.CountAsync(partner.Id, [.. asked.Select(line => line.Id)], meant, cancellationToken);
        return (new NoticeResendPlan(
            meant,
            [.. counts.Where(row => row.Bar == NoticeBar.None).GroupBy(row => row.State).Select(rows => (rows.Key, rows.Sum(row => row.Count))).OrderBy(row => row.Key)],
            [.. counts.Where(row => row.Bar != NoticeBar.None).GroupBy(row => row.Bar).Select(rows => (rows.Key, rows.Sum(row => row.Count))).OrderByDescending(row => row.Item2)],
            counts.Sum(row => row.Count) > NoticeResendPlan.Most), null);
    }

    private ResendStarted Started(NoticeResend resend) => new(resend, resend.EndedAt is null
        ? $"{Number(resend.Planned)} {(resend.Planned == 1 ? "notification is" : "notifications are")} sent again, oldest first{(options.Value.Enabled ? "" : $", {SubscriptionVerbs.Later}")}."
        : $"This resend has ended: {Number(resend.Sent)} were sent again.");

    private static string Subject(Partner partner, ResendWish wish) =>
        wish.Reference is { } reference ? SubscriptionStore.Subject(partner.Code, reference) : PartnerStore.Subject(partner.Code);

    private static string Facts(Guid id, NoticeResendPlan plan)
    {
        var wish = plan.Wish;
        var which = wish.Chosen is { } chosen ? $"{Number(chosen.Count)} picked" : string.Create(CultureInfo.InvariantCulture, $"{wish.From:u} to {wish.To:u}");
        return $"resend {id}: {which}, {(wish.State is { } state ? state.ToString() : "any state")}, {wish.Code ?? "any code"}; {Number(plan.Count)} to be sent";
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
