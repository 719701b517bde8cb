using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Restores;
using SmsBridge.Routes;

namespace SmsBridge.Relay;

/// <summary>
/// After a backup was put back: an SMS that may have been sent since the backup is looked for before it is sent, and is taken as sent where it is found. Whatever the state of its tenant:
/// some wait for days. Of an installation that never had a backup put back, all this is one look at a field.
/// </summary>
internal sealed class RestoredMessages(RestoreGate gate, RestoredSearch search, SendOutcomes outcomes, RouteDirectory routes, TimeProvider time)
{
    /// <summary>How often what waits is looked at again: soon at first, for most are open within moments.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    /// <summary>A backup was put back, some time.</summary>
    public bool IsAny => gate.Mark is not null;

    /// <summary>Why a message that can not have been sent yet waits all the same; null: it does not, or is to be looked for.</summary>
    public async ValueTask<NextStep?> WhyNotAsync(ClaimedMessage claimed) =>
        gate.Mark is not { } mark ? null
        : claimed.IsCode ? OfCode(claimed, mark)
        : gate.IsClosed(claimed.TenantId) && !await gate.MayHaveGoneAsync(claimed, mark) ? Waits(mark) : null;

    /// <returns>Whether that is all for now. False: it is to be sent.</returns>
    public async Task<bool> IsDoneAsync(ClaimedMessage claimed, Preparation.Ready ready, CancellationToken cancellationToken)
    {
        if (claimed.IsCode || gate.Mark is not { } mark || !await gate.MayHaveGoneAsync(claimed, mark))
        {
            return false;
        }

        var finding = await search.LookAsync(claimed, ready, mark, cancellationToken);
        var next = finding is RestoredFinding.Found found ? await AdoptAsync(claimed, ready, mark, found) : Decide(claimed, mark, finding);
        switch (next)
        {
            case Step.Sent:
                return true;
            case Step.Send:
                return false;
            case Step.Later later:
                await outcomes.NotNowAsync(claimed, new Preparation.NotNow(later.Next, ready.Tenant) { About = ready.About });
                return true;
            default:
                throw new InvalidOperationException("Unknown step.");
        }
    }

    /// <summary>One of before may have been sent, and is of no use by now; one that came since can not, and who signs in does not wait until all is compared.</summary>
    private static NextStep.DeadLetter? OfCode(ClaimedMessage claimed, RestoreMark mark) =>
        claimed.ReceivedAt < mark.RestoredMs ? new NextStep.DeadLetter(Reasons.ClosedAfterRestore, "A two-factor code from before the backup was put back.") : null;

    private Step Decide(ClaimedMessage claimed, RestoreMark mark, RestoredFinding finding) => finding switch
    {
        RestoredFinding.NotNow notNow => new Step.Later(new NextStep.Retry(Again(mark), Reasons.LookedFor, notNow.Detail)),
        RestoredFinding.Never when routes.PlanOf(claimed.TenantId).Rules.RepeatInDoubt => SendOrWait(claimed, mark), // the tenant rather has an SMS twice than not at all
        RestoredFinding.Never never => new Step.Later(new NextStep.DeadLetter(Reasons.ClosedAfterRestore, never.Detail)),
        RestoredFinding.Unlike unlike when gate.IsMatched(claimed.TenantId) => new Step.Later(new NextStep.DeadLetter(Reasons.ClosedAfterRestore, unlike.Detail)),
        RestoredFinding.Unlike unlike => new Step.Later(new NextStep.Retry(Again(mark), Reasons.LookedFor, unlike.Detail)), // it may be another message's, which is looked for too
        RestoredFinding.NotThere => SendOrWait(claimed, mark),
        _ => throw new InvalidOperationException("Unknown finding."),
    };

    private Step SendOrWait(ClaimedMessage claimed, RestoreMark mark) => gate.IsClosed(claimed.TenantId) ? new Step.Later(Waits(mark)) : new Step.Send();

    private async Task<Step> AdoptAsync(ClaimedMessage claimed, Preparation.Ready ready, RestoreMark mark, RestoredFinding.Found found)
    {
        foreach (var (account, message) in found.Candidates)
        {
            switch (await outcomes.SentBeforeAsync(claimed, IntentOf(claimed, ready, account), message))
            {
                case FoundOutcome.Recorded:
                    return new Step.Sent();
                case FoundOutcome.OptedOut:
                    return new Step.Later(new NextStep.DeadLetter(Reasons.OptedOut, "It was sent before the backup was put back.") { Recipient = ready.Recipient });
                case FoundOutcome.LeaseLost:
                    await outcomes.LetGoAsync(claimed);
                    return new Step.Sent();
                default:
                    break; // another message took it meanwhile: the next one may be this one's
            }
        }

        return new Step.Later(new NextStep.Retry(Again(mark), Reasons.LookedFor, Detail: null));
    }

    private static Intent IntentOf(ClaimedMessage claimed, Preparation.Ready ready, SenderAccount account) => new(
        claimed.Attempts + 1, ready.Recipient, account.Sender, account.Provider, account.AccountId, ready.Body, ready.Segments, ready.LookupMs, ready.Note)
    {
        Route = account == ready.Account && ready.Route is { } route ? new IntentRoute(route.Name, route.Why) : null,
        About = ready.About,
        Digest = ready.Digest,
    };

    private NextStep.Retry Waits(RestoreMark mark) => new(Again(mark), Reasons.Reconciling, Detail: null);

    private DateTimeOffset Again(RestoreMark mark)
    {
        var now = time.GetUtcNow();
        var wait = (now - mark.RestoredAt) / 8;
        return now + (wait < Shortest ? Shortest : wait > Longest ? Longest : wait);
    }

    private abstract record Step
    {
        public sealed record Sent : Step;

        public sealed record Send : Step;

        public sealed record Later(NextStep Next) : Step;
    }
}
