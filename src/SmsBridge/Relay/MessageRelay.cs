using System.Data.Common;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Relay;

/// <summary>One message, from claim to record.</summary>
internal sealed class MessageRelay(MessagePreparer preparer, MessageSender sender, DoubtResolver resolver, SendOutcomes outcomes, ILogger<MessageRelay> logger)
{
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
            await outcomes.SetAsideAsync(claimed, exception);
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
                await outcomes.NotNowAsync(claimed, notNow);
                return false;
            default:
                throw new InvalidOperationException("Unknown preparation.");
        }
    }
}
