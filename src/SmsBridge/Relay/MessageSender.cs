using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Web;

namespace SmsBridge.Relay;

/// <summary>The step that must never happen twice: store the intent, call the provider, store the outcome.</summary>
internal sealed class MessageSender(
    MessageOutbox outbox, IReceiptIntake receipts, OptOuts optOuts, SmsGateways gateways, ProviderCircuits circuits, ProviderTrouble trouble, RetryPolicy retry,
    TenantHolds holds, TenantDirectory tenants, ClockJumps jumps, IOptions<RelayOptions> options, IOptions<BridgeOptions> bridge, TimeProvider time,
    ILogger<MessageSender> logger)
{
    private readonly RelayOptions _options = options.Value;
    private readonly Uri? _publicBase = bridge.Value.PublicBase;

    /// <returns>Whether the provider was called.</returns>
    public async Task<bool> SendAsync(ClaimedMessage claimed, Preparation.Ready ready)
    {
        var peer = ProviderCircuits.PeerOf(ready.Account);
        if (circuits.Enter(peer) is { } wait)
        {
            await outbox.RecordDecisionAsync(claimed, ProviderCircuits.Wait(time.GetUtcNow() + retry.WaitForPeer(wait, jumps.AgeOf(claimed.QueuedAt))));
            return false;
        }

        var answered = default(bool?);
        try
        {
            answered = await AttemptAsync(claimed, ready);
            return answered is not null;
        }
        finally
        {
            if (answered is { } known)
            {
                circuits.Report(peer, known);
            }
            else
            {
                circuits.Abandon(peer);
            }
        }
    }

    /// <returns>Whether the provider answered; null when it was not called.</returns>
    private async Task<bool?> AttemptAsync(ClaimedMessage claimed, Preparation.Ready ready)
    {
        var number = claimed.Attempts + 1;
        var intent = new Intent(
            number, ready.Recipient, ready.Account.Sender, ready.Account.Provider, ready.Account.AccountId, ready.Body, ready.Segments, ready.LookupMs,
            ready.Note);
        switch (await outbox.StoreIntentAsync(claimed, intent, time.GetUtcNow() + _options.LeaseDuration))
        {
            case IntentOutcome.LeaseLost:
                await LetGoAsync(claimed);
                return null;
            case IntentOutcome.OptedOut:
                await outbox.RecordDecisionAsync(claimed, new NextStep.DeadLetter(Reasons.OptedOut, Detail: null));
                return null;
            default:
                break;
        }

        // From here on it may leave: finish and record it even while the process stops, or it is in doubt for no reason. The gateway's own
        // time-out bounds the wait; its failures come back as values.
        var sms = new OutgoingSms(claimed.EventId, ready.Account, ready.Recipient, ready.Body, CallbackFor(claimed, ready.Account));
        var result = await gateways.For(ready.Account).SendAsync(sms, CancellationToken.None);
        await RecordAsync(claimed, ready, number, result);
        return result is SendResult.Accepted or SendResult.Rejected or SendResult.Retryable { Class: FailureClass.Throttled };
    }

    /// <summary>
    /// The intent was refused. If only because the tenant was paused or deleted a moment ago, the message is still ours, and need not wait for its
    /// lease to end: as soon as the tenant goes on, so does it. If the lease is lost, this changes nothing.
    /// </summary>
    private async Task LetGoAsync(ClaimedMessage claimed)
    {
        await tenants.RefreshAsync(CancellationToken.None); // the command line may have been faster than our picture of the tenants
        NextStep next = tenants.Find(claimed.TenantId) switch
        {
            null => new NextStep.DeadLetter(Reasons.TenantDeleted, Detail: null),
            { Pause: { } pause } => new NextStep.AwaitTenant(pause.Reason, pause.Detail),

            _ => new NextStep.Retry(time.GetUtcNow(), Reasons.PausedByOperator, Detail: null), // it was, and goes on already: so does this
        };
        if (!await outbox.RecordDecisionAsync(claimed, next))
        {
            logger.LeaseLost(claimed.EventId);
        }
    }

    private async Task RecordAsync(ClaimedMessage claimed, Preparation.Ready ready, int number, SendResult result)
    {
        if (result is SendResult.Accepted accepted)
        {
            await RecordAcceptedAsync(claimed, number, accepted);
            return;
        }

        var (outcome, code, detail) = result switch
        {
            SendResult.Rejected rejected => (AttemptOutcome.Rejected, rejected.Code, rejected.Detail),
            SendResult.Retryable retryable => (AttemptOutcome.Retryable, retryable.Code, retryable.Detail),
            SendResult.Unknown unknown => (AttemptOutcome.Unknown, unknown.Code, unknown.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not an outcome."),
        };
        var next = retry.Decide(claimed.Tries + 1, number, result, time.GetUtcNow()) with { Answer = result.Answer };
        await holds.HoldAsync(ready.Tenant, next);
        await trouble.HeedAsync(ready.Tenant, ready.Account.Sender, result);
        if (result is SendResult.Rejected { Class: FailureClass.OptedOut })
        {
            await optOuts.RecordAsync(claimed.TenantId, ready.Account.Sender, ready.Recipient);
        }

        await outbox.RecordAttemptAsync(claimed, number, outcome, code, detail, next);
        logger.AttemptFailed(claimed.EventId, number, outcome, code);
    }

    private async Task RecordAcceptedAsync(ClaimedMessage claimed, int number, SendResult.Accepted accepted)
    {
        trouble.Taken(claimed.TenantId);
        bool settled;
        try
        {
            settled = await outbox.RecordAcceptedAsync(claimed.EventId, number, accepted, Sources.Relay);
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
            await receipts.AcceptAsync(report); // no callback tells of the status a message begins with
        }
    }

    /// <summary>The callback names our message, so that it settles the attempt even if the provider's answer is lost.</summary>
    private Uri? CallbackFor(ClaimedMessage claimed, SenderAccount account) =>
        _publicBase is null ? null : new Uri(_publicBase, $"{account.Provider}/status/{claimed.EventId}");
}
