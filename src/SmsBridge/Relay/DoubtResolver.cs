using System.Globalization;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.Store;

namespace SmsBridge.Relay;

/// <summary>
/// Settles attempts whose answer never came: crash, time-out, 5xx. Most providers have no idempotency key, so the message is looked for in its
/// list and only sent again once the list is old enough to be complete and does not hold it (twilio.md 9).
/// </summary>
internal sealed class DoubtResolver(
    RouteDirectory routes, SmsGateways gateways, MessageOutbox outbox, SendOutcomes outcomes, RetryPolicy retry, ClockJumps jumps, TimeProvider time)
{
    /// <summary>Clocks may differ by so much (twilio.md 9).</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How far back to look for what can not be adopted, but keeps the bridge from sending anew: the clock may have been wrong by a day when the
    /// attempt began, and set right while no process ran.
    /// </summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(24) + ClockSkew;

    /// <summary>After this the question is put to a person: nothing was heard of it and nobody could be asked.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromHours(24);

    /// <summary>The same, where only a report could tell: reports come within minutes, and one that comes later still changes the message.</summary>
    private static readonly TimeSpan LongestWaitForReport = TimeSpan.FromHours(1);

    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private static readonly ProviderSearch Unknown = new ProviderSearch.Unavailable("The account it was sent with is not known any more, so it can not be looked up there.");

    public async Task ResolveAsync(ClaimedMessage.InDoubt claimed, CancellationToken cancellationToken)
    {
        var account = await AccountOfAsync(claimed, cancellationToken);
        if (account is null && !routes.Knows(claimed.TenantId))
        {
            // Its token is gone with it: nobody can be asked, nor can a callback be believed.
            await outbox.RecordDecisionAsync(claimed, new NextStep.DeadLetter(Reasons.OutcomeUnknown, "The tenant was deleted before it could be found out."));
            return;
        }

        var startedAt = StoredTime.At(claimed.StartedAt);
        if (await outbox.WasNotCalledAsync(claimed.EventId, claimed.Attempts))
        {
            await outcomes.NotTakenAsync(claimed, retry.NotTaken(claimed.Tries, startedAt, time.GetUtcNow()));
            return;
        }

        if (claimed.IsCode && (claimed.Body.Length == 0 || jumps.AgeOf(claimed.QueuedAt) > CodeTexts.Life))
        {
            await outbox.RecordDecisionAsync(claimed, new NextStep.DeadLetter(
                Reasons.OutcomeUnknown, "It is a two-factor code, and its five minutes are over: it is not looked for any more, and not sent again. A report that comes yet is recorded."));
            return;
        }

        switch (account is not null ? await AskAsync(claimed, account, startedAt, cancellationToken) : Unknown)
        {
            case ProviderSearch.Listed listed:
                await SettleAsync(claimed, startedAt, listed);
                break;
            case ProviderSearch.Found found when await outcomes.FoundAsync(claimed, found.Message):
                break;
            case ProviderSearch.Found:
                await DoubtOnAsync(claimed, startedAt, "The provider has it under an id that is another message's.");
                break;
            case ProviderSearch.NotPossible never:
                await AwaitReportAsync(claimed, startedAt, never.Detail);
                break;
            case ProviderSearch.Unavailable unavailable:
                await DoubtOnAsync(claimed, startedAt, unavailable.Detail);
                break;
            default:
                throw new InvalidOperationException("Unknown search.");
        }
    }

    private async Task<ProviderSearch> AskAsync(ClaimedMessage.InDoubt claimed, SenderAccount account, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        await gateways.For(account).FindAsync(
            new DoubtfulSms(account, await outbox.ReferenceOfAsync(claimed, claimed.Attempts), Msisdn.FromE164(claimed.Recipient), startedAt - LookBack), cancellationToken);

    /// <summary>
    /// Nobody can be asked: it waits for its report, and then for a person. It is sent again by itself only where the tenant has taken that upon itself,
    /// and once, whatever was certainly not taken before.
    /// </summary>
    private async Task<bool> AwaitReportAsync(ClaimedMessage.InDoubt claimed, DateTimeOffset startedAt, string detail)
    {
        var age = jumps.AgeOf(startedAt);
        if (age > LongestWaitForReport && routes.PlanOf(claimed.TenantId).Rules.RepeatInDoubt && await outbox.CountInDoubtAsync(claimed) == 1)
        {
            return await outcomes.RepeatedAsync(claimed, new NextStep.Retry(time.GetUtcNow(), Reasons.OutcomeUnknown, "Sent again by the tenant's rule: the client may get two."));
        }

        return await outbox.RecordDecisionAsync(claimed, age > LongestWaitForReport
            ? new NextStep.DeadLetter(Reasons.OutcomeUnknown, detail)
            : new NextStep.Resolve(time.GetUtcNow() + (LongestWaitForReport - age) + OneSecond, detail));
    }

    /// <summary>Nobody can say, so it is neither sent again nor given up; for a day.</summary>
    private Task<bool> DoubtOnAsync(ClaimedMessage.InDoubt claimed, DateTimeOffset startedAt, string detail)
    {
        var age = jumps.AgeOf(startedAt);
        return outbox.RecordDecisionAsync(claimed, age > LongestDoubt
            ? new NextStep.DeadLetter(Reasons.OutcomeUnknown, detail)
            : new NextStep.Resolve(time.GetUtcNow() + retry.Backoff(Doublings(age)), detail));
    }

    /// <summary>
    /// The account and sender of the attempt, also when the tenant has another one by now. Another account's list says nothing about it, least
    /// of all that it never left: then there is nobody to ask.
    /// </summary>
    private async ValueTask<SenderAccount?> AccountOfAsync(ClaimedMessage.InDoubt claimed, CancellationToken cancellationToken) =>
        await routes.AccountOfAsync(claimed.TenantId, claimed.Provider, claimed.AccountId, cancellationToken) is { } account ? account with { Sender = claimed.Sender } : null;

    private async Task SettleAsync(ClaimedMessage.InDoubt claimed, DateTimeOffset startedAt, ProviderSearch.Listed listed)
    {
        var endedAt = StoredTime.At(claimed.EndedAt);
        var window = new Window(startedAt - ClockSkew - jumps.Seen, endedAt + ClockSkew + jumps.Seen);
        foreach (var candidate in await CandidatesAsync(claimed, startedAt, window, listed))
        {
            if (await outcomes.FoundAsync(claimed, candidate))
            {
                return; // otherwise taken by another message in the meantime: the next candidate is tried
            }
        }

        // Since the call's end, which a slow disk and a long Twilio:Timeout put off. A clock set forward makes no list complete.
        var now = time.GetUtcNow();
        if (retry.DoubtLeft(jumps.AgeOf(claimed.EndedAt)) is { } wait)
        {
            await outbox.RecordDecisionAsync(claimed, new NextStep.Resolve(
                now + wait, "The provider does not list it yet; the bridge looks again before it sends anew."));
            return;
        }

        if (await PossiblyThisAsync(claimed, window, listed) is { } words)
        {
            await DoubtOnAsync(claimed, startedAt, words);
            return;
        }

        await outcomes.NotTakenAsync(claimed, retry.NotTaken(claimed.Tries, startedAt, now));
    }

    /// <summary>What is this SMS: the very text, created while the attempt was under way. Another program may use the account, and write to the same people.</summary>
    private async Task<List<ProviderMessage>> CandidatesAsync(ClaimedMessage.InDoubt claimed, DateTimeOffset startedAt, Window window, ProviderSearch.Listed listed)
    {
        var alike = listed.Messages
            .Where(message => message.Outbound && window.Holds(message.CreatedAt) && message.Says(claimed.Body))
            .OrderByDescending(message => message.Body.Equals(claimed.Body, StringComparison.Ordinal))
            .ThenBy(message => (message.CreatedAt - startedAt).Duration())
            .ToList();
        return await UntakenAsync(alike);
    }

    /// <summary>What may be this SMS and is not certain to be: it is neither adopted nor is anything sent anew. In words; null: nothing of the kind.</summary>
    private async Task<string?> PossiblyThisAsync(ClaimedMessage.InDoubt claimed, Window window, ProviderSearch.Listed listed)
    {
        var possible = await UntakenAsync([.. listed.Messages.Where(message => message.Outbound && WhyPossible(message) is not null)]);
        return possible.Count == 0 ? null : WhyPossible(possible[0]);

        string? WhyPossible(ProviderMessage message) =>
            message.Says(claimed.Body) ? OutsideWords(message.CreatedAt)
            : !window.Holds(message.CreatedAt) ? null
            : message.Body.Length == 0 ? "The provider lists an SMS of that time whose text was redacted: it may be this one." // twilio.md 1
            : message.Body.Contains(claimed.Body, StringComparison.Ordinal) ? "The provider lists an SMS of that time that says this and more: it may be this one."
            : null;

        string OutsideWords(DateTimeOffset createdAt) => string.Create(
            CultureInfo.InvariantCulture,
            $"The provider lists an SMS of this text of {createdAt:yyyy-MM-dd HH:mm:ss} UTC, which is not the time of the attempt: it is this one only if the clock was wrong.");
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

    private static int Doublings(TimeSpan age) => 1 + (int)Math.Log2(1 + Math.Max(0, age.TotalSeconds));

    /// <summary>When the provider can have created the SMS of an attempt, by its own clock.</summary>
    private readonly record struct Window(DateTimeOffset From, DateTimeOffset To)
    {
        /// <summary>The provider's clock has whole seconds.</summary>
        public bool Holds(DateTimeOffset createdAt) => createdAt >= From.AddSeconds(-1) && createdAt <= To;
    }
}
