using System.Globalization;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>What became of an SMS that was found at the provider while its message waits.</summary>
internal enum FoundOutcome
{
    Recorded,

    /// <summary>Another message has it by now.</summary>
    IsAnothers,

    /// <summary>The message is somebody else's now, or its tenant may not send.</summary>
    LeaseLost,

    /// <summary>Its recipient wants no SMS any more; this one was sent before.</summary>
    OptedOut,
}

/// <summary>
/// A message that waits was sent before a backup was put back: intent, attempt and outcome at once, as if the answer came now. What the provider reports of it from now on is this message's.
/// </summary>
internal static class RecordFound
{
    public static FoundOutcome Record(WriteSession session, ClaimedMessage claimed, Intent intent, ProviderMessage found, long owner, long now)
    {
        if (AttemptStatements.Of(session).IsTaken(claimed.EventId, found.ProviderId))
        {
            return FoundOutcome.IsAnothers;
        }

        if (intent.Digest is { } digest && !DigestParts.AreFree(session, claimed.EventId, digest))
        {
            return FoundOutcome.IsAnothers; // one that it tells too is in other hands: it is looked for again in a moment
        }

        var statements = AttemptStatements.Of(session);
        if (!statements.StoreIntent(claimed, intent, owner, now, claimed.LeaseUntil))
        {
            return OptOuts.IsOptedOut(session, claimed.TenantId, intent.Recipient) ? FoundOutcome.OptedOut : FoundOutcome.LeaseLost;
        }

        DigestParts.Bind(session, claimed, intent, now);
        var accepted = new SendResult.Accepted(found.ProviderId, found.Status);
        statements.Accept(claimed.EventId, intent.Number, accepted, now);
        statements.Complete(claimed.EventId, intent.Number, accepted, now);
        StatusChanges.Add(session, claimed.EventId, now, MessageStatus.Sent, Sources.Resolver, detail: string.Create(
            CultureInfo.InvariantCulture, $"{ProviderIds.FoundAs(found.ProviderId)}, of {found.CreatedAt:yyyy-MM-dd HH:mm:ss} UTC: it was sent before the backup was put back."));
        return FoundOutcome.Recorded;
    }
}
