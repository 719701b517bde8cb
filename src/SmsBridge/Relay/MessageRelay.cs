using System.Data.Common;
using System.Diagnostics;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Telemetry;

namespace SmsBridge.Relay;

/// <summary>One message, from claim to record.</summary>
internal sealed class MessageRelay(
    MessagePreparer preparer, MessageSender sender, DoubtResolver resolver, RestoredMessages restored, SendOutcomes outcomes, MessageTraces traces, ILogger<MessageRelay> logger)
{
    /// <summary>Never throws: what can not be recorded now is found again when its lease ends.</summary>
    /// <returns>False when it only waits, or was decided, without the provider.</returns>
    public async Task<bool> RelayAsync(ClaimedMessage claimed, CancellationToken stoppingToken)
    {
        using var scope = logger.BeginScope((KeyValuePair<string, object>[])[new("Event", claimed.EventId), new("Tenant", claimed.TenantId)]);
        try
        {
            using var span = MessageTraces.IsOn ? BridgeTraces.Continue("sms.relay", await traces.IdOfAsync(claimed.EventId, stoppingToken)) : null;
            return await StepAsync(claimed, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping before the intent: nothing has left, the next start takes it up.
        }
        catch (DbException exception) when (StoreFailures.IsTrouble(exception))
        {
            logger.StoreUnavailable(exception);
        }
#pragma warning disable CA1031 // The boundary of one message: a bug met by one must not stop the others, and must be seen.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await outcomes.SetAsideAsync(claimed, exception);
        }

        return true; // perhaps
    }

    private async Task<bool> StepAsync(ClaimedMessage claimed, CancellationToken stoppingToken)
    {
        if (claimed is ClaimedMessage.InDoubt inDoubt)
        {
            await resolver.ResolveAsync(inDoubt.IsCode ? preparer.WithText(inDoubt) : inDoubt, stoppingToken);
            return true;
        }

        if (restored.IsAny && await restored.WhyNotAsync(claimed) is { } wait)
        {
            await outcomes.NotNowAsync(claimed, new Preparation.NotNow(wait, Tenant: null));
            return false;
        }

        switch (await PrepareAsync(claimed, stoppingToken))
        {
            case Preparation.Ready ready:
                return !(restored.IsAny && await restored.IsDoneAsync(claimed, ready, stoppingToken)) && await sender.SendAsync(claimed, ready, stoppingToken);
            case Preparation.NotNow notNow:
                await outcomes.NotNowAsync(claimed, notNow);
                return false;
            default:
                throw new InvalidOperationException("Unknown preparation.");
        }
    }

    private Task<Preparation> PrepareAsync(ClaimedMessage claimed, CancellationToken stoppingToken) =>
        BridgeTraces.IsOn ? TracedAsync(claimed, stoppingToken) : preparer.PrepareAsync(claimed, stoppingToken);

    private async Task<Preparation> TracedAsync(ClaimedMessage claimed, CancellationToken stoppingToken)
    {
        using var span = BridgeTraces.Part("sms.prepare");
        return await preparer.PrepareAsync(claimed, stoppingToken);
    }
}

/// <summary>What the relay needs to know of the settings to send.</summary>
/// <param name="Lease">How long a message is reserved for the call.</param>
/// <param name="PublicBase">Where the provider reaches us; null: it sends no callbacks.</param>
internal sealed record SendSettings(TimeSpan Lease, Uri? PublicBase)
{
    /// <summary>Between the intent and the call: what is left of the lease then still outlasts the call by far (see <c>LeaseOutlastsCalls</c>).</summary>
    public TimeSpan LongestStandstill => Lease / 8;
}

/// <summary>The step that must never happen twice: store the intent, call the provider, store the outcome.</summary>
internal sealed class MessageSender(
    MessageOutbox outbox, SmsGateways gateways, ProviderCircuits circuits, SendOutcomes outcomes, SendSettings settings, SendMeter meter, TimeProvider time)
{
    private static readonly TimeSpan DigestPause = TimeSpan.FromSeconds(5);

    /// <returns>Whether the provider was called.</returns>
    public async Task<bool> SendAsync(ClaimedMessage claimed, Preparation.Ready ready, CancellationToken stoppingToken)
    {
        if (circuits.Enter(ready.Account, claimed) is { } wait)
        {
            await outbox.RecordDecisionAsync(claimed, wait);
            return false;
        }

        var peer = ProviderCircuits.PeerOf(ready.Account);
        var answered = default(bool?);
        try
        {
            answered = await AttemptAsync(claimed, ready, stoppingToken);
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
    private async Task<bool?> AttemptAsync(ClaimedMessage claimed, Preparation.Ready ready, CancellationToken stoppingToken)
    {
        var number = claimed.Attempts + 1;
        var intent = new Intent(
            number, ready.Recipient, ready.Account.Sender, ready.Account.Provider, ready.Account.AccountId, ready.Body, ready.Segments, ready.LookupMs,
            ready.Note)
        {
            Route = ready.Route is { } route ? new IntentRoute(route.Name, route.Why) : null,
            About = ready.About,
            Digest = ready.Digest,
            Consent = ready.Consent,
            Limit = ready.Limit,
            Copies = ready.Copies,
        };

        // All this before the intent: what fails here has not begun.
        var gateway = gateways.For(ready.Account);
        var reports = settings.PublicBase is { } ours ? gateway.ReportAddress(ours, ready.Tenant.Identifier, claimed.EventId) : null;
        var sms = new OutgoingSms(claimed.EventId, ready.Account, ready.Recipient, ready.Body, reports) { Reference = await outbox.ReferenceOfAsync(claimed, number), IsCode = claimed.IsCode, Registered = RegisteredOf(ready), Stopping = stoppingToken };
        var (began, beganAt) = (time.GetTimestamp(), time.GetUtcNow());
        switch (await outbox.StoreIntentAsync(claimed, intent, beganAt + settings.Lease))
        {
            case IntentOutcome.LeaseLost:
                meter.Lost();
                await outcomes.LetGoAsync(claimed);
                return null;
            case IntentOutcome.OptedOut:
                await outbox.RecordDecisionAsync(claimed, new NextStep.DeadLetter(Reasons.OptedOut, Detail: null) { Recipient = ready.Recipient });
                return null;
            case IntentOutcome.NoConsent:
                await outbox.RecordDecisionAsync(claimed, new NextStep.DeadLetter(Reasons.NoConsent, ready.Consent?.Words) { Recipient = ready.Recipient }, ready.About);
                return null;
            case IntentOutcome.DayLimitReached:
                await outbox.RecordDecisionAsync(claimed, new NextStep.DeadLetter(Reasons.DayLimit, ready.Limit?.Words) { Recipient = ready.Recipient }, ready.About);
                return null;
            case IntentOutcome.DigestChanged:
                await outbox.RecordDecisionAsync(claimed, new NextStep.Retry(time.GetUtcNow() + DigestPause, Reasons.Digest, "One of the receipts to tell with it was just being looked at."), ready.About);
                return null;
            default:
                break;
        }

        // A process that stood still (a paused machine, a full disk) may wake up when its lease is over, and another node may have sent by then.
        var stood = Longer(time.GetElapsedTime(began), time.GetUtcNow() - beganAt);
        if (stood > settings.LongestStandstill)
        {
            await outcomes.NotCalledAsync(claimed, number, stood);
            return null;
        }

        // From here on it may leave: finish and record it even while the process stops, or it is in doubt for no reason. The gateway's own
        // time-out bounds the wait; its failures come back as values.
        var result = await CallAsync(gateway, sms, claimed);
        result = claimed.IsCode ? result.WithoutWords() : result;
        await outcomes.CalledAsync(claimed, ready, number, result);
        return result is SendResult.Retryable { WasAnswered: var answered } ? answered : result is SendResult.Accepted or SendResult.Rejected;
    }

    private static RegisteredIds? RegisteredOf(Preparation.Ready ready) =>
        ready.Registered is { Id: { } id, EntityId: { } entity } registered ? new RegisteredIds(id, entity, registered.HeaderId) : null;

    /// <summary>By both clocks: one stands still while the machine sleeps, the other may be set.</summary>
    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private Task<SendResult> CallAsync(ISmsGateway gateway, OutgoingSms sms, ClaimedMessage claimed) =>
        BridgeTraces.IsOn || meter.IsOn ? MeasuredAsync(gateway, sms, claimed) : gateway.SendAsync(sms, CancellationToken.None);

    private async Task<SendResult> MeasuredAsync(ISmsGateway gateway, OutgoingSms sms, ClaimedMessage claimed)
    {
        using var span = BridgeTraces.Part("sms.send", ActivityKind.Client);
        var started = time.GetTimestamp();
        var result = await gateway.SendAsync(sms, CancellationToken.None);
        Tell(span, gateway.Provider, result, time.GetElapsedTime(started), time.GetUtcNow() - StoredTime.At(claimed.QueuedAt));
        return result;
    }

    private void Tell(Activity? span, string provider, SendResult result, TimeSpan took, TimeSpan sinceQueued)
    {
        var (name, reason) = result switch
        {
            SendResult.Accepted => ("accepted", default(FailureClass?)),
            SendResult.Rejected rejected => ("rejected", rejected.Class),
            SendResult.Retryable retryable => ("retryable", retryable.Class),
            _ => ("unknown", null),
        };
        span?.SetTag("smsbridge.provider", provider).SetTag("smsbridge.result", name);
        meter.Called(provider, name, reason?.ToString().ToLowerInvariant(), took);
        if (result is SendResult.Accepted)
        {
            meter.Sent(provider, sinceQueued);
        }
    }
}
