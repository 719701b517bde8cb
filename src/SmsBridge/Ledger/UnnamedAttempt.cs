using SmsBridge.Gateways;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>The latest call that a report under an unknown id may be about: one whose own id we were not told.</summary>
internal sealed record UnnamedAttempt
{
    public int Number { get; init; }

    public RouteHop Hop { get; init; }

    public AttemptOutcome? Outcome { get; init; }

    /// <summary>Its provider said for certain that it did not take it.</summary>
    public bool WasRefused => Outcome is AttemptOutcome.Rejected or AttemptOutcome.Retryable;

    /// <summary>
    /// Null: there is none. A report that bears our own name for the SMS is about one of the calls of that name only: the first, and those after it as long as
    /// each before was found not taken (see <see cref="MessageOutbox.ReferenceOfAsync"/>).
    /// </summary>
    public static UnnamedAttempt? Find(WriteSession session, Receipt receipt) => session.QueryFirst<UnnamedAttempt>("""
        SELECT number AS Number, COALESCE(hop, 0) AS Hop, outcome AS Outcome FROM attempt JOIN message ON message.event_id = attempt.event_id
        WHERE attempt.event_id = @MessageId AND attempt.provider_id IS NULL AND number >= @first
            AND COALESCE(attempt.provider, message.provider, '') = COALESCE(@Provider, attempt.provider, message.provider, '')
            AND (@first = 0 OR NOT EXISTS (SELECT 1 FROM attempt AS before WHERE before.event_id = @MessageId AND before.number >= @first
                AND before.number < attempt.number AND (before.outcome IS NULL OR before.outcome <> @NotTaken)))
        ORDER BY number DESC LIMIT 1
        """, new { receipt.MessageId, receipt.Provider, first = receipt.Attempt ?? 0, NotTaken = (int)AttemptOutcome.NotTaken });
}
