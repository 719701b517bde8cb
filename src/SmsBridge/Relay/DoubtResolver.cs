using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Outbox;
using SmsBridge.Storage;
using SmsBridge.Tenants;

namespace SmsBridge.Relay;

/// <summary>
/// Settles attempts whose answer never came: crash, time-out, 5xx. The provider has no idempotency key, so the message is looked for in its
/// list and only sent again once the list is old enough to be complete and does not hold it (twilio.md 9).
/// </summary>
internal sealed class DoubtResolver(
    TenantDirectory tenants, SmsGateways gateways, MessageOutbox outbox, RetryPolicy retry, ClockJumps jumps,
    IOptions<RelayOptions> options, TimeProvider time, ILogger<DoubtResolver> logger)
{
    /// <summary>
    /// How far back to look. Two minutes allow for clocks that differ (twilio.md 9); the day before it for one that was wrong by a day when
    /// the attempt began. It costs little: what belongs to another message is left out, and the nearest in time comes first.
    /// </summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(24 * 60 + 2);

    /// <summary>After this the question is put to a person: nothing was heard of it and nobody could be asked.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromHours(24);

    private readonly RelayOptions _options = options.Value;

    public async Task ResolveAsync(LeasedMessage leased, CancellationToken cancellationToken)
    {
        if (tenants.Find(leased.TenantId) is null)
        {
            // Its token is gone with it: nobody can be asked, nor can a callback be believed.
            await outbox.RecordDecisionAsync(leased, new NextStep.DeadLetter(Reasons.OutcomeUnknown, "The tenant was deleted before it could be found out."));
            return;
        }

        var startedAt = StoredTime.At(leased.AttemptStartedAt!.Value);
        var search = AccountOf(leased) is { } account
            ? await gateways.For(account).FindAsync(account, Msisdn.FromE164(leased.Recipient!), startedAt - ClockSkew, cancellationToken)
            : new ProviderSearch.Unavailable("The account it was sent with is not the tenant's any more, so it can not be looked up there.");

        if (search is ProviderSearch.Listed listed)
        {
            await SettleAsync(leased, startedAt, listed);
            return;
        }

        var detail = ((ProviderSearch.Unavailable)search).Detail;
        var age = jumps.AgeOf(startedAt);
        await outbox.RecordDecisionAsync(leased, age > LongestDoubt
            ? new NextStep.DeadLetter(Reasons.OutcomeUnknown, detail)
            : new NextStep.Resolve(time.GetUtcNow() + retry.Backoff(Doublings(age)), detail));
    }

    /// <summary>
    /// The account and sender of the attempt. Another account's list says nothing about it, least of all that it never left: then there is
    /// nobody to ask.
    /// </summary>
    private SenderAccount? AccountOf(LeasedMessage leased) =>
        tenants.Find(leased.TenantId)?.SenderAccount is { } account
        && (leased.AccountId is null || (account.AccountId == leased.AccountId && account.Provider == leased.Provider))
            ? account with { Sender = leased.Sender! }
            : null;

    private async Task SettleAsync(LeasedMessage leased, DateTimeOffset startedAt, ProviderSearch.Listed listed)
    {
        foreach (var candidate in await CandidatesAsync(leased, startedAt, listed))
        {
            // Taken by another message in the meantime: the database says no, and the next candidate is tried.
            var accepted = new SendResult.Accepted(candidate.ProviderId, candidate.Status);
            if (await outbox.RecordAcceptedAsync(leased.EventId, leased.Attempts, accepted, Sources.Resolver))
            {
                logger.DoubtSettled(leased.EventId, leased.Attempts, candidate.ProviderId);
                return;
            }
        }

        var (now, age) = (time.GetUtcNow(), jumps.AgeOf(startedAt)); // a clock set forward makes no list complete
        if (age < _options.DoubtPeriod)
        {
            var wait = _options.DoubtPeriod - (age < TimeSpan.Zero ? TimeSpan.Zero : age); // it may have been set back while no process ran
            await outbox.RecordDecisionAsync(leased, new NextStep.Resolve(
                now + wait, "The provider does not list it yet; the bridge looks again before it sends anew."));
            return;
        }

        logger.DoubtNotTaken(leased.EventId, leased.Attempts);
        await outbox.RecordAttemptAsync(
            leased, leased.Attempts, AttemptOutcome.NotTaken, "not_taken", "The provider does not list it.",
            leased.Tries >= _options.MaxAttempts
                ? new NextStep.DeadLetter(Reasons.RetriesExhausted, "The provider never took it.")
                : new NextStep.Retry(Rested(leased, startedAt, now), Reasons.ProviderBusy, "The provider never took the last attempt."));
    }

    /// <summary>The doubt was a wait too; but a provider that never answers must not use up a message's tries one after the other.</summary>
    private DateTimeOffset Rested(LeasedMessage leased, DateTimeOffset startedAt, DateTimeOffset now)
    {
        var rested = startedAt + retry.Backoff(leased.Tries);
        return rested > now ? rested : now;
    }

    private async Task<List<ProviderMessage>> CandidatesAsync(LeasedMessage leased, DateTimeOffset startedAt, ProviderSearch.Listed listed)
    {
        var alike = listed.Messages
            .Where(message => message.Outbound && message.CreatedAt >= startedAt - ClockSkew && IsSameText(message.Body, leased.Body!))
            .OrderByDescending(message => message.Body.Equals(leased.Body, StringComparison.Ordinal))
            .ThenBy(message => (message.CreatedAt - startedAt).Duration())
            .ToList();
        if (alike.Count == 0)
        {
            return alike;
        }

        var taken = await outbox.TakenProviderIdsAsync([.. alike.Select(message => message.ProviderId)]);
        return alike.FindAll(message => !taken.Contains(message.ProviderId));
    }

    /// <summary>Trial accounts put words before the text, Messaging Services may put some after it (twilio.md 9.5).</summary>
    private static bool IsSameText(string listed, string ours) => listed.Contains(ours, StringComparison.Ordinal);

    private static int Doublings(TimeSpan age) => 1 + (int)Math.Log2(1 + Math.Max(0, age.TotalSeconds));
}
