using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Relay;

/// <summary>One message, from claim to record.</summary>
internal sealed class MessageRelay(
    MessagePreparer preparer, MessageSender sender, DoubtResolver resolver, TenantHolds holds, MessageOutbox outbox, IOptions<RelayOptions> options,
    TimeProvider time, ILogger<MessageRelay> logger)
{
    private readonly RelayOptions _options = options.Value;

    /// <summary>Never throws: what can not be recorded now is found again when its lease ends.</summary>
    /// <returns>False when it only waits, or was decided, without the provider.</returns>
    public async Task<bool> RelayAsync(ClaimedMessage claimed, CancellationToken stoppingToken)
    {
        using var scope = logger.BeginScope((KeyValuePair<string, object>[])[new("Event", claimed.EventId), new("Tenant", claimed.TenantId)]);
        try
        {
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
            logger.RelayFailed(exception, claimed.EventId);
            await SetAsideAsync(claimed, exception);
        }

        return true; // perhaps
    }

    private async Task<bool> StepAsync(ClaimedMessage claimed, CancellationToken stoppingToken)
    {
        if (claimed is ClaimedMessage.InDoubt inDoubt)
        {
            await resolver.ResolveAsync(inDoubt, stoppingToken);
            return true;
        }

        switch (await preparer.PrepareAsync(claimed, stoppingToken))
        {
            case Preparation.Ready ready:
                return await sender.SendAsync(claimed, ready);
            case Preparation.NotNow notNow:
                await holds.HoldAsync(notNow.Tenant, notNow.Next);
                await outbox.RecordDecisionAsync(claimed, notNow.Next);
                var (reason, words) = notNow.Next.Describe();
                logger.NotSentNow(claimed.EventId, reason, words);
                return false;
            default:
                throw new InvalidOperationException("Unknown preparation.");
        }
    }

    /// <summary>Later again; if its intent was stored already this changes nothing, and the doubt is resolved when the lease ends.</summary>
    private async Task SetAsideAsync(ClaimedMessage claimed, Exception exception)
    {
        try
        {
            var later = time.GetUtcNow() + _options.MendDelay;
            await outbox.RecordDecisionAsync(claimed, claimed is ClaimedMessage.InDoubt
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
