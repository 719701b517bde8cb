using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>From a receipt of one part to what it makes of the whole SMS.</summary>
internal static class PartReceipts
{
    /// <returns>As it is where the SMS went whole; null: it says nothing of the whole yet.</returns>
    public static Receipt? OfWhole(WriteSession session, Receipt receipt, long now)
    {
        var attempts = Attempts.InParts(session, receipt.MessageId);
        foreach (var (number, providerId, text) in attempts)
        {
            if (SmsParts.Parse(text) is { } parts && parts.Holds(receipt.ProviderId))
            {
                return Take(session, receipt, (number, providerId), parts, now);
            }
        }

        if (receipt.PartsInDoubt is not { } total || UnnamedAttempt.Find(session, receipt) is not { } unnamed)
        {
            return receipt;
        }

        // The ids of its parts were lost with the answers: each that is told to its number is one, until there are as many as parts.
        var begun = attempts.Where(attempt => attempt.Number == unnamed.Number).Select(attempt => SmsParts.Parse(attempt.Parts)).FirstOrDefault();
        return Take(session, receipt, (unnamed.Number, null), begun ?? new SmsParts(total, []), now);
    }

    private static Receipt? Take(WriteSession session, Receipt receipt, (int Number, string? ProviderId) attempt, SmsParts parts, long now)
    {
        var after = parts.With(new SmsPart(receipt.ProviderId, receipt.Status, receipt.ErrorCode, receipt.Detail ?? receipt.ProviderStatus));
        if (after != parts)
        {
            Attempts.WentInParts(session, receipt.MessageId, attempt.Number, after);
        }

        var (status, code, words) = after.Whole;
        if (attempt.ProviderId is null && (status == MessageStatus.Sent || !after.Holds(receipt.ProviderId)))
        {
            if (after != parts)
            {
                StatusChanges.NoteOnce(session, receipt.MessageId, now, Sources.Provider, words);
            }

            return null; // still in doubt: whether the missing ones were taken nobody knows
        }

        var failed = status is MessageStatus.Undelivered or MessageStatus.Failed;
        return receipt with
        {
            ProviderId = attempt.ProviderId ?? receipt.ProviderId, Status = status, ProviderStatus = words, ErrorCode = code,
            Reason = failed ? Reasons.DeliveryFailed : null, Detail = failed ? words : null,

            // Sent once more it goes whole, and who has a piece of it reads that twice.
            NextRoute = after.AreAllLost ? receipt.NextRoute : null, ResendAfter = after.AreAllLost ? receipt.ResendAfter : null,
        };
    }
}
