using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Outbox;
using SmsBridge.Web;

namespace SmsBridge.Relay;

/// <summary>The step that must never happen twice: store the intent, call the provider, store the outcome.</summary>
internal sealed class MessageSender(
    MessageOutbox outbox, OptOuts optOuts, SmsGateways gateways, RetryPolicy retry, TenantHolds holds, IOptions<RelayOptions> options, IOptions<BridgeOptions> bridge,
    TimeProvider time, ILogger<MessageSender> logger)
{
    private readonly TimeSpan _lease = options.Value.LeaseDuration;
    private readonly Uri? _publicBase = bridge.Value.PublicBase;

    public async Task SendAsync(LeasedMessage leased, Preparation.Ready ready)
    {
        var number = leased.Attempts + 1;
        var intent = new Intent(number, ready.Recipient, ready.Account.Sender, ready.Account.Provider, ready.Account.AccountId, ready.Body, ready.Segments);
        switch (await outbox.StoreIntentAsync(leased, intent, time.GetUtcNow() + _lease))
        {
            case IntentOutcome.LeaseLost:
                logger.LeaseLost(leased.EventId);
                return;
            case IntentOutcome.OptedOut:
                await outbox.RecordDecisionAsync(leased, new NextStep.DeadLetter(Reasons.OptedOut, Detail: null));
                return;
            default:
                break;
        }

        // From here on it may leave: finish and record it even while the process stops, or it is in doubt for no reason. The gateway's own
        // time-out bounds the wait; its failures come back as values.
        var sms = new OutgoingSms(leased.EventId, ready.Account, ready.Recipient, ready.Body, CallbackFor(leased, ready.Account));
        var result = await gateways.For(ready.Account).SendAsync(sms, CancellationToken.None);
        await RecordAsync(leased, ready, number, result);
    }

    private async Task RecordAsync(LeasedMessage leased, Preparation.Ready ready, int number, SendResult result)
    {
        if (result is SendResult.Accepted accepted)
        {
            await RecordAcceptedAsync(leased, number, accepted);
            return;
        }

        var (outcome, code, detail) = result switch
        {
            SendResult.Rejected rejected => (AttemptOutcome.Rejected, rejected.Code, rejected.Detail),
            SendResult.Retryable retryable => (AttemptOutcome.Retryable, retryable.Code, retryable.Detail),
            SendResult.Unknown unknown => (AttemptOutcome.Unknown, unknown.Code, unknown.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not an outcome."),
        };
        var next = retry.Decide(leased.Tries + 1, result, time.GetUtcNow());
        await holds.HoldAsync(ready.Tenant, next);
        if (result is SendResult.Rejected { Class: FailureClass.OptedOut })
        {
            await optOuts.RecordAsync(leased.TenantId, ready.Account.Sender, ready.Recipient, "provider");
        }

        await outbox.RecordAttemptAsync(leased, number, outcome, code, detail, next);
        logger.AttemptFailed(leased.EventId, number, outcome, code);
    }

    private async Task RecordAcceptedAsync(LeasedMessage leased, int number, SendResult.Accepted accepted)
    {
        try
        {
            if (!await outbox.RecordAcceptedAsync(leased.EventId, number, accepted, Sources.Relay))
            {
                logger.AcceptedTwice(leased.EventId, number, accepted.ProviderId);
                return;
            }
        }
        catch (DbException)
        {
            // It has left and the store does not know: it is in doubt when its lease ends, and found by its callback or at the provider.
            logger.AcceptedNotRecorded(leased.EventId, number, accepted.ProviderId);
            throw;
        }

        logger.MessageSent(leased.EventId, number, accepted.ProviderId);
    }

    /// <summary>The callback names our message, so that it settles the attempt even if the provider's answer is lost.</summary>
    private Uri? CallbackFor(LeasedMessage leased, SenderAccount account) =>
        _publicBase is null ? null : new Uri(_publicBase, $"{account.Provider}/status/{leased.EventId}");
}
