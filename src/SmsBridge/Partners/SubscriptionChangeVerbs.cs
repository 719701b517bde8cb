using SmsBridge.Operators;

namespace SmsBridge.Partners;

/// <summary>Something new that a subscription is signed with, shown now.</summary>
internal sealed record SigningMade(string Words, NewSigning New) : Outcome.Secret(Words, string.Join(' ', new[] { New.Secret, New.PublicKey }.OfType<string>()))
{
    public static Outcome Of(string words, NewSigning made)
    {
        string?[] sentences =
        [
            words,
            made.Secret is null ? null : "Its signing secret is shown only now: hand it over by a safe way.",
            made.PublicKey is null ? null : "The public key is no secret.",
        ];
        var all = string.Join(' ', sentences.OfType<string>());
        return made is { Secret: null, PublicKey: null } ? new Outcome.Done(all) : new SigningMade(all, made);
    }
}

/// <summary>
/// Subscriptions kept for a partner that can not do it itself: by the rules that hold for its own requests, and what is made is shown once. For admins; each is on
/// the audit in its own transaction.
/// </summary>
internal sealed class SubscriptionChangeVerbs(
    VisiblePartners partners, SubscriptionStore store, SubscriptionRules rules, ILogger<SubscriptionChangeVerbs> logger)
{
    public Task<Outcome> AddAsync(Caller caller, string code, SubscriptionRequest request, CancellationToken cancellationToken) =>
        JudgedAsync(caller, code, request, async (partner, wish) =>
        {
            switch (await store.SubscribeAsync(partner.Id, wish, Entry(caller, partner, wish, "added")))
            {
                case SubscribeResult.Added added:
                    logger.Subscribed(partner.Code, wish.Reference);
                    return SigningMade.Of($"{wish.Reference} is subscribed: {partner.Code} is told there of what happens from now on.", added.Signing);
                case SubscribeResult.Same:
                    return new Outcome.Unchanged($"{wish.Reference} is subscribed just so already.");
                case SubscribeResult.Taken:
                    return new Outcome.Exists($"There is a subscription {wish.Reference} already, with other content: edit it, or choose another reference.", "reference");
                case SubscribeResult.TooMany:
                    return new Outcome.Refused("The partner has as many subscriptions as there may be (Partners:MaxSubscriptions).");
                default:
                    return new Outcome.NotFound(VisiblePartners.NoSuchPartner);
            }
        }, cancellationToken);

    /// <summary>Another URL is a fresh start, as when the partner says it.</summary>
    public Task<Outcome> ChangeAsync(Caller caller, string code, SubscriptionRequest request, CancellationToken cancellationToken) =>
        JudgedAsync(caller, code, request, async (partner, wish) =>
        {
            if (await store.UpdateAsync(partner.Id, wish, Entry(caller, partner, wish, "changed")) is not { } updated)
            {
                return new Outcome.NotFound(SubscriptionVerbs.NoSuchSubscription);
            }

            logger.SubscriptionUpdated(partner.Code, wish.Reference);
            return SigningMade.Of(
                $"{wish.Reference} is changed.{(updated.Standstill is null ? "" : " It is told nothing all the same, as it is disabled.")}", updated.Signing);
        }, cancellationToken);

    private Task<Outcome> JudgedAsync(
        Caller caller, string code, SubscriptionRequest request, Func<Partner, SubscriptionWish, Task<Outcome>> act, CancellationToken cancellationToken) =>
        partners.ForAsync(caller, OperatorRole.Admin, code, async partner =>
        {
            switch (rules.Judge(request))
            {
                case SubscriptionReading.Fit fit:
                    return await act(partner, fit.Wish);
                case SubscriptionReading.Unfit unfit:
                    return new Outcome.Invalid(unfit.Problem, unfit.Field);
                case var unknown:
                    throw new InvalidOperationException($"Nobody knows what to do with {unknown.GetType().Name}.");
            }
        }, cancellationToken);

    /// <summary>Without the query, where partners put tokens.</summary>
    private static AuditEntry Entry(Caller caller, Partner partner, SubscriptionWish wish, string what)
    {
        var address = wish.CallbackUrl.IndexOf('?', StringComparison.Ordinal) is var at and >= 0 ? wish.CallbackUrl[..at] + "?…" : wish.CallbackUrl;
        var more = $"{(wish.SmsStatus is { } sms ? $", SMS {(sms ? "too" : "not")}" : "")}{(wish.Signatures is { } signatures ? $", {signatures.Name()}" : "")}";
        return caller.Actor.Did(AuditActions.PartnerChange, SubscriptionStore.Subject(partner.Code, wish.Reference), after: $"{what}: {address}{more}");
    }
}
