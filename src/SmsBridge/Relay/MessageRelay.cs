using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Messages;
using SmsBridge.Outbox;
using SmsBridge.Storage;

namespace SmsBridge.Relay;

/// <summary>One message, from claim to record.</summary>
internal sealed class MessageRelay(
    MessagePreparer preparer, MessageSender sender, DoubtResolver resolver, TenantHolds holds, MessageOutbox outbox, IOptions<RelayOptions> options,
    TimeProvider time, ILogger<MessageRelay> logger)
{
    private readonly RelayOptions _options = options.Value;

    /// <summary>Never throws: what can not be recorded now is found again when its lease ends.</summary>
    /// <returns>False when it only waits, or was decided, without the provider.</returns>
    public async Task<bool> RelayAsync(LeasedMessage leased, CancellationToken stoppingToken)
    {
        using var scope = logger.BeginScope((KeyValuePair<string, object>[])[new("Event", leased.EventId), new("Tenant", leased.TenantId)]);
        try
        {
            return await StepAsync(leased, stoppingToken);
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
            logger.RelayFailed(exception, leased.EventId);
            await SetAsideAsync(leased, exception);
        }

        return true; // perhaps
    }

    private async Task<bool> StepAsync(LeasedMessage leased, CancellationToken stoppingToken)
    {
        if (leased.IsInDoubt)
        {
            await resolver.ResolveAsync(leased, stoppingToken);
            return true;
        }

        switch (await preparer.PrepareAsync(leased, stoppingToken))
        {
            case Preparation.Ready ready:
                return await sender.SendAsync(leased, ready);
            case Preparation.NotNow notNow:
                await holds.HoldAsync(notNow.Tenant, notNow.Next);
                await outbox.RecordDecisionAsync(leased, notNow.Next);
                var (reason, words) = notNow.Next.Describe();
                logger.NotSentNow(leased.EventId, reason, words);
                return false;
            default:
                throw new InvalidOperationException("Unknown preparation.");
        }
    }

    /// <summary>Later again; if its intent was stored already this changes nothing, and the doubt is resolved when the lease ends.</summary>
    private async Task SetAsideAsync(LeasedMessage leased, Exception exception)
    {
        try
        {
            var later = time.GetUtcNow() + _options.MendDelay;
            await outbox.RecordDecisionAsync(leased, leased.IsInDoubt
                ? new NextStep.Resolve(later, exception.GetType().Name)
                : new NextStep.Retry(later, Reasons.InternalError, exception.GetType().Name, CountsAsLookup: true));
        }
#pragma warning disable CA1031 // As above; the store may even be closed already.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            logger.StoreUnavailable(failure);
        }
    }
}
