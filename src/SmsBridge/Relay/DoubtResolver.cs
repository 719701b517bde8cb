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
        var account = AccountOf(leased);
        if (account is null && tenants.Find(leased.TenantId) is null)
        {
            // Its token is gone with it: nobody can be asked, nor can a callback be believed.
            await outbox.RecordDecisionAsync(leased, new NextStep.DeadLetter(Reasons.OutcomeUnknown, "The tenant was deleted before it could be found out."));
            return;
        }

        var startedAt = StoredTime.At(leased.AttemptStartedAt!.Value);
        var search = account is not null
            ? await gateways.For(account).FindAsync(account, Msisdn.FromE164(leased.Recipient!), startedAt - ClockSkew, cancellationToken)
            : new ProviderSearch.Unavailable("The account it was sent with is not known any more, so it can not be looked up there.");

        if (search is ProviderSearch.Listed listed)
        {
            await SettleAsync(leased, startedAt, listed);
            return;
        }

        await DoubtOnAsync(leased, startedAt, ((ProviderSearch.Unavailable)search).Detail);
    }

    /// <summary>Nobody can say, so it is neither sent again nor given up; for a day.</summary>
    private Task<bool> DoubtOnAsync(LeasedMessage leased, DateTimeOffset startedAt, string detail)
    {
        var age = jumps.AgeOf(startedAt);
        return outbox.RecordDecisionAsync(leased, age > LongestDoubt
            ? new NextStep.DeadLetter(Reasons.OutcomeUnknown, detail)
            : new NextStep.Resolve(time.GetUtcNow() + retry.Backoff(Doublings(age)), detail));
    }

    /// <summary>
    /// The account and sender of the attempt, also when the tenant has another one by now. Another account's list says nothing about it, least
    /// of all that it never left: then there is nobody to ask.
    /// </summary>
    private SenderAccount? AccountOf(LeasedMessage leased) =>
        tenants.AccountOf(leased.TenantId, leased.Provider, leased.AccountId) is { } account ? account with { Sender = leased.Sender! } : null;

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

        // Since the call's end, which a slow disk and a long Twilio:Timeout put off. A clock set forward makes no list complete.
        var (now, age) = (time.GetUtcNow(), jumps.AgeOf(leased.AttemptEndedAt!.Value));
        if (age < _options.DoubtPeriod)
        {
            var wait = _options.DoubtPeriod - (age < TimeSpan.Zero ? TimeSpan.Zero : age); // it may have been set back while no process ran
            await outbox.RecordDecisionAsync(leased, new NextStep.Resolve(
                now + wait, "The provider does not list it yet; the bridge looks again before it sends anew."));
            return;
        }

        if (await AnyRedactedAsync(startedAt, StoredTime.At(leased.AttemptEndedAt!.Value), listed))
        {
            await DoubtOnAsync(leased, startedAt, "The provider lists an SMS of that time whose text was redacted: it may be this one.");
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
        return await UntakenAsync(alike);
    }

    /// <summary>Who has Twilio redact what is finished leaves us nothing to know it by (twilio.md 2); clocks may differ by two minutes (twilio.md 9).</summary>
    private async Task<bool> AnyRedactedAsync(DateTimeOffset startedAt, DateTimeOffset endedAt, ProviderSearch.Listed listed)
    {
        var tolerance = TimeSpan.FromMinutes(2);
        var redacted = listed.Messages
            .Where(message => message.Outbound && message.Body.Length == 0 && message.CreatedAt >= startedAt - tolerance && message.CreatedAt <= endedAt + tolerance);
        return (await UntakenAsync([.. redacted])).Count > 0;
    }

    private async Task<List<ProviderMessage>> UntakenAsync(List<ProviderMessage> listed)
    {
        if (listed.Count == 0)
        {
            return listed;
        }

        var taken = await outbox.TakenProviderIdsAsync([.. listed.Select(message => message.ProviderId)]);
        return listed.FindAll(message => !taken.Contains(message.ProviderId));
    }

    /// <summary>Trial accounts put words before the text, Messaging Services may put some after it (twilio.md 9.5).</summary>
    private static bool IsSameText(string listed, string ours) => listed.Contains(ours, StringComparison.Ordinal);

    private static int Doublings(TimeSpan age) => 1 + (int)Math.Log2(1 + Math.Max(0, age.TotalSeconds));
}
