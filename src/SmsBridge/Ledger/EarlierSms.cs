using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// What became of the SMS that a message had before the one that came to nothing. The client has the text when any of them was delivered, whatever became
/// of the others: giving up the last of several takes nothing back. Told by what is on the record: attempts, and the reports on them.
/// </summary>
internal sealed record EarlierSms
{
    private MessageStatus Status { get; init; }

    private string? Reason { get; init; }

    private DateTimeOffset? FinalAt { get; init; }

    /// <summary>The call it went by; null: by none we know of.</summary>
    private Call? By { get; init; }

    /// <summary>The latest call there was.</summary>
    private int LatestCall { get; init; }

    /// <summary>Inside the transaction that gave a message up, or that stored the failure of its latest SMS.</summary>
    /// <param name="given">The status it was given.</param>
    /// <param name="reason">Why.</param>
    /// <returns>False: no SMS before it is known to have left, so it stays as it is.</returns>
    public static bool Reinstate(WriteSession session, long eventId, MessageStatus given, string? reason, long now)
    {
        if (Find(session, eventId, given, reason) is not { } earlier)
        {
            return false;
        }

        var isOut = earlier.Status == MessageStatus.Sent; // reports on it are still to come
        var note = Words(given, reason);
        session.Execute(Transitions.Reinstated.Sql, new
        {
            eventId, to = (int)earlier.Status, reason = earlier.Reason, detail = note, now,
            provider = earlier.By?.Provider, accountId = earlier.By?.AccountId,
            providerId = isOut && earlier.By?.ProviderId is { } id && ProviderIds.OtherHolder(session, eventId, id) is null ? id : null,
            providerStatus = isOut ? earlier.By?.Detail : null,
            keepsCode = earlier.By?.Number == earlier.LatestCall && earlier.Status is MessageStatus.Undelivered or MessageStatus.Failed ? 1 : 0,
            sentAt = earlier.By?.FinishedAt, finalAt = isOut ? default(long?) : earlier.FinalAt?.ToUnixTimeMilliseconds() ?? now,
        });
        StatusChanges.Add(session, eventId, now, earlier.Status, Sources.Record, earlier.Reason, note);
        return true;
    }

    /// <summary>Nothing undoes a handset's confirmation; else the latest SMS that left, or may have, is what there is to tell of.</summary>
    private static EarlierSms? Find(WriteSession session, long eventId, MessageStatus given, string? reason)
    {
        var calls = session.Query<Call>("""
            SELECT number AS Number, outcome AS Outcome, provider_id AS ProviderId, provider AS Provider, account_id AS AccountId, detail AS Detail,
                started_at AS StartedAt, finished_at AS FinishedAt
            FROM attempt WHERE event_id = @eventId ORDER BY number DESC
            """, new { eventId });
        var reports = session.Query<Report>("""
            SELECT at AS At, status AS Status, source AS Source, reason AS Reason FROM status_change
            WHERE event_id = @eventId AND (status IN (4, 5, 6) AND source = @Provider OR status = 2 AND source = @Resolver OR status = 7 AND reason = @ClosedAfterRestore)
            ORDER BY id DESC
            """, new { eventId, Sources.Provider, Sources.Resolver, Reasons.ClosedAfterRestore });
        var latest = calls.Count == 0 ? 0 : calls[0].Number;

        // What came before its id turned out to be another message's was about that one.
        if (reports.TakeWhile(report => report.Source != Sources.Resolver).FirstOrDefault(report => report.Status == MessageStatus.Delivered) is { } delivered)
        {
            return new EarlierSms
            {
                Status = MessageStatus.Delivered, FinalAt = StoredTime.At(delivered.At), LatestCall = latest,
                By = calls.Find(call => call.Outcome == AttemptOutcome.Accepted && call.StartedAt <= delivered.At),
            };
        }

        if (given != MessageStatus.DeadLettered || reason is Reasons.OutcomeUnknown)
        {
            return null;
        }

        return calls.Find(call => call.MayHaveLeft) switch
        {
            { Outcome: AttemptOutcome.Accepted } taken when reports.Find(report => report.IsFailure && report.At >= taken.StartedAt) is { } failure => new EarlierSms
            {
                Status = failure.Status, Reason = failure.Reason, FinalAt = StoredTime.At(failure.At), By = taken, LatestCall = latest,
            },
            { Outcome: AttemptOutcome.Accepted } taken => new EarlierSms { Status = MessageStatus.Sent, By = taken, LatestCall = latest },
            { } doubtful => new EarlierSms { Status = MessageStatus.DeadLettered, Reason = Reasons.OutcomeUnknown, By = doubtful, LatestCall = latest },
            null when reason != Reasons.ClosedAfterRestore && reports.Exists(report => report.Reason == Reasons.ClosedAfterRestore) =>
                new EarlierSms { Status = MessageStatus.DeadLettered, Reason = Reasons.ClosedAfterRestore },
            null => null,
        };
    }

    private static string Words(MessageStatus given, string? reason) =>
        given != MessageStatus.DeadLettered ? "Another SMS was sent after it, and not delivered."
        : reason == Reasons.OutcomeUnknown ? "Whether another SMS went out after it is not known."
        : reason is null ? "No further SMS went out."
        : $"No further SMS went out. {Reasons.Explain(reason, given).Meaning}";

    private sealed record Call
    {
        public int Number { get; init; }

        public AttemptOutcome? Outcome { get; init; }

        public string? ProviderId { get; init; }

        public string? Provider { get; init; }

        public string? AccountId { get; init; }

        public string? Detail { get; init; }

        public long StartedAt { get; init; }

        public long? FinishedAt { get; init; }

        /// <summary>Without an outcome nobody knows.</summary>
        public bool MayHaveLeft => Outcome is null or AttemptOutcome.Accepted or AttemptOutcome.Unknown;
    }

    private sealed record Report
    {
        public long At { get; init; }

        public MessageStatus Status { get; init; }

        public string Source { get; init; } = "";

        public string? Reason { get; init; }

        public bool IsFailure => Status is MessageStatus.Undelivered or MessageStatus.Failed;
    }
}
