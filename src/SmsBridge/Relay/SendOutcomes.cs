using System.Data.Common;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>Puts on the record how a step with a message ended, and what follows from it for the tenant.</summary>
internal sealed class SendOutcomes(
    MessageOutbox outbox, IReceiptIntake receipts, AttemptSteps steps, RetryPolicy retry, TenantHolds holds, TimeProvider time, ILogger<SendOutcomes> logger)
{
    /// <summary>It does not go out now: nobody was called.</summary>
    public async Task NotNowAsync(ClaimedMessage claimed, Preparation.NotNow notNow)
    {
        await holds.HoldAsync(notNow.Tenant, notNow.Next);
        await outbox.RecordDecisionAsync(claimed, notNow.Next, notNow.About);
        var (reason, words) = notNow.Next.Describe();
        logger.NotSentNow(claimed.EventId, reason, words);
    }

    /// <summary>
    /// The intent was refused. If only because the tenant was paused or deleted a moment ago, the message is still ours, and need not wait for its
    /// lease to end: as soon as the tenant goes on, so does it. If the lease is lost, this changes nothing.
    /// </summary>
    public async Task LetGoAsync(ClaimedMessage claimed)
    {
        if (!await outbox.RecordDecisionAsync(claimed, await holds.WhyNotAsync(claimed.TenantId)))
        {
            logger.LeaseLost(claimed.EventId);
        }
    }

    /// <summary>The relay failed on it: later again. If its intent was stored already this changes nothing, and the doubt is resolved when the lease ends.</summary>
    public async Task SetAsideAsync(ClaimedMessage claimed, Exception exception)
    {
        logger.RelayFailed(exception, claimed.EventId);
        try
        {
            await outbox.RecordDecisionAsync(claimed, retry.SetAside(claimed is ClaimedMessage.InDoubt, exception.GetType().Name, time.GetUtcNow()));
        }
#pragma warning disable CA1031 // The boundary of one message; the store may even be closed already.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.StoreUnavailable(failure);
        }
    }

    /// <summary>The provider was called.</summary>
    public async Task CalledAsync(ClaimedMessage claimed, Preparation.Ready ready, int number, SendResult result)
    {
        steps.Called(ready);
        if (result is SendResult.Accepted accepted)
        {
            await AcceptedAsync(claimed, ready, number, accepted);
            return;
        }

        var (outcome, code, detail) = result switch
        {
            SendResult.Rejected rejected => (AttemptOutcome.Rejected, rejected.Code, rejected.Detail),
            SendResult.Retryable retryable => (AttemptOutcome.Retryable, retryable.Code, retryable.Detail),
            SendResult.Unknown unknown => (AttemptOutcome.Unknown, unknown.Code, unknown.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not an outcome."),
        };
        var next = await steps.DecideAsync(claimed, ready, number, result);
        await outbox.RecordAttemptAsync(
            claimed, number, outcome, code, detail, next,
            result is SendResult.Rejected { Class: FailureClass.OptedOut } ? (ready.Account.Sender, ready.Recipient) : null);
        logger.AttemptFailed(claimed.EventId, number, outcome, code);
    }

    /// <summary>An attempt in doubt was found at the provider. False: it is another message's, or this one is in doubt no more.</summary>
    public async Task<bool> FoundAsync(ClaimedMessage.InDoubt claimed, ProviderMessage found)
    {
        if (!await outbox.RecordAcceptedAsync(claimed, claimed.Attempts, new SendResult.Accepted(found.ProviderId, found.Status), Sources.Resolver))
        {
            return false;
        }

        logger.DoubtSettled(claimed.EventId, claimed.Attempts, found.ProviderId);
        if (found.Report is { } report)
        {
            await receipts.AcceptAsync(report(claimed.EventId)); // its callbacks may have come and gone while it was in doubt
        }

        return true;
    }

    /// <summary>A message that waits was found at the provider: it was sent before a backup was put back.</summary>
    public async Task<FoundOutcome> SentBeforeAsync(ClaimedMessage claimed, Intent intent, ProviderMessage found)
    {
        var outcome = await outbox.RecordFoundAsync(claimed, intent, found);
        if (outcome == FoundOutcome.Recorded)
        {
            logger.SentBeforeRestore(claimed.EventId, found.ProviderId);
            if (found.Report is { } report)
            {
                await receipts.AcceptAsync(report(claimed.EventId)); // its callbacks came to the database that is gone
            }
        }

        return outcome;
    }

    /// <summary>An attempt in doubt never reached the provider.</summary>
    public async Task NotTakenAsync(ClaimedMessage.InDoubt claimed, NextStep next)
    {
        logger.DoubtNotTaken(claimed.EventId, claimed.Attempts);
        await outbox.RecordAttemptAsync(claimed, claimed.Attempts, AttemptOutcome.NotTaken, "not_taken", "The provider does not list it.", next);
    }

    /// <summary>The provider was not called after all. If somebody else has the message by now, only the attempt is known to have been none.</summary>
    public async Task NotCalledAsync(ClaimedMessage claimed, int number, TimeSpan stood)
    {
        logger.StoodStill(claimed.EventId, number, stood);
        await outbox.RecordAttemptAsync(
            claimed, number, AttemptOutcome.NotTaken, MessageOutbox.NotCalled, "The bridge stood still before the call, so it did not call.",
            new NextStep.Retry(time.GetUtcNow(), Reasons.ProviderBusy, "The provider was not called: the bridge stood still for too long.") { GivesTryBack = true });
    }

    /// <summary>Nobody can say whether an attempt was taken, and the tenant wants it repeated all the same: it stays unknown.</summary>
    public Task<bool> RepeatedAsync(ClaimedMessage.InDoubt claimed, NextStep next) =>
        outbox.RecordAttemptAsync(claimed, claimed.Attempts, AttemptOutcome.Unknown, "not_known", "Nobody can be asked whether it was taken.", next);

    private async Task AcceptedAsync(ClaimedMessage claimed, Preparation.Ready ready, int number, SendResult.Accepted accepted)
    {
        steps.Taken(ready);
        bool settled;
        try
        {
            settled = await outbox.RecordAcceptedAsync(claimed, number, accepted, Sources.Relay);
        }
        catch (DbException)
        {
            // It has left and the store does not know: it is in doubt when its lease ends, and found by its callback or at the provider.
            logger.AcceptedNotRecorded(claimed.EventId, number, accepted.ProviderId);
            throw;
        }

        if (settled)
        {
            logger.MessageSent(claimed.EventId, number, accepted.ProviderId);
        }
        else
        {
            logger.AcceptedTwice(claimed.EventId, number, accepted.ProviderId);
        }

        if (accepted.Report is { } report)
        {
            await receipts.AcceptAsync(report); // no callback tells of the status a message begins with. Where the process ends before, it stays "sent", and its provider is asked for it
        }

        if (ready.Route is not null)
        {
            await receipts.AnsweredAsync(ready.Tenant.Id, claimed.EventId);
        }
    }
}
