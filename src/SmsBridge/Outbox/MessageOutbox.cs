using Dapper;
using SmsBridge.Messages;
using SmsBridge.Storage;

namespace SmsBridge.Outbox;

/// <summary>
/// Sole writer of <c>message</c>, <c>attempt</c>, <c>status_change</c> and <c>peer_answer</c>. Every verb is one transaction, done when on disk. A verb for a
/// leased message answers false when the lease was lost: the message is somebody else's now and the caller must let go of it.
/// </summary>
internal sealed class MessageOutbox(Database database, TimeProvider time)
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    private DateTimeOffset _lastClaim;

    /// <summary>Takes what is due; see <see cref="ClaimMessages"/>. One claim at a time.</summary>
    /// <param name="mayWait">A millisecond for other writes to share the commit with: for a relay that has work to go on with.</param>
    public async Task<List<LeasedMessage>> ClaimAsync(ClaimMessages claim, bool mayWait = false)
    {
        var back = _lastClaim - claim.Now;
        var claimed = await (mayWait ? database.WriteSoonAsync(Run) : database.WriteAsync(Run));
        _lastClaim = claim.Now;
        return claimed;

        List<LeasedMessage> Run(WriteSession session)
        {
            FollowClock(session, claim.Now, back);
            return claim.Run(session);
        }
    }

    /// <summary>
    /// Stores that this text is about to go to this number, before the provider is called: after a crash the intent is what keeps it from
    /// going out twice.
    /// </summary>
    public Task<IntentOutcome> StoreIntentAsync(LeasedMessage leased, Intent intent, DateTimeOffset leaseUntil) =>
        database.WriteSoonAsync(session =>
            Statements(session).StoreIntent(leased, intent, database.NodeId, Now(), leaseUntil.ToUnixTimeMilliseconds()) ? Stored(session, leased, intent)
            : OptOuts.IsOptedOut(session, leased.TenantId, intent.Sender, intent.Recipient) ? IntentOutcome.OptedOut
            : IntentOutcome.LeaseLost);

    private IntentOutcome Stored(WriteSession session, LeasedMessage leased, Intent intent)
    {
        if (intent is { Note: { } note, Number: 1 }) // once is enough: the attempts that follow are to the same number
        {
            AddChange(session, leased.EventId, Now(), MessageStatus.Sending, Sources.Relay, detail: note);
        }

        return IntentOutcome.Stored;
    }

    /// <summary>Records that the provider took an attempt; the message is settled unless it has moved on already.</summary>
    /// <returns>
    /// For the resolver, which guesses: false when the id is another message's or the message is in doubt no more. For the relay, which
    /// knows: false when another SMS of the same message had settled it, so that the client may get two.
    /// </returns>
    public Task<bool> RecordAcceptedAsync(long eventId, int number, SendResult.Accepted accepted, string source) =>
        database.WriteSoonAsync(session => RecordAccepted(session, eventId, number, accepted, source));

    /// <summary>Records how the latest attempt ended when the provider did not take it, or did not say, and what comes next.</summary>
    public Task<bool> RecordAttemptAsync(LeasedMessage leased, int number, AttemptOutcome outcome, string code, string detail, NextStep next) =>
        database.WriteAsync(session =>
        {
            CompleteAttempt(session, leased.EventId, number, outcome, KeptWords.Code(code)!, KeptWords.Detail(detail)!);
            return ApplyAndKeep(session, leased.EventId, number, MessageStatus.Sending, next, KeptWords.Code(code));
        });

    /// <summary>Records a decision that involved no call to the provider.</summary>
    public Task<bool> RecordDecisionAsync(LeasedMessage leased, NextStep next) =>
        database.WriteAsync(session => ApplyAndKeep(session, leased.EventId, leased.Attempts, leased.Status, next, errorCode: null));

    /// <summary>
    /// The provider ids of <paramref name="candidates"/> that belong to a message already. Perhaps a thousand are looked up, so it is no write that hooks would wait for; whether one is free
    /// is decided when it is taken (<see cref="RecordAcceptedAsync"/>).
    /// </summary>
    public async Task<HashSet<string>> TakenProviderIdsAsync(IReadOnlyCollection<string> candidates)
    {
        await using var connection = database.OpenRead();
        var taken = await connection.QueryAsync<string>("""
            SELECT provider_id FROM message WHERE provider_id IN @candidates
            UNION SELECT provider_id FROM attempt WHERE provider_id IN @candidates
            """, new { candidates });
        return taken.ToHashSet(StringComparer.Ordinal);
    }

    internal static void AddChange(
        WriteSession session, long eventId, long at, MessageStatus status, string source, string? reason = null, string? detail = null) =>
        session.Execute("""
            INSERT INTO status_change (event_id, at, status, source, reason, detail) VALUES (@eventId, @at, @Status, @source, @reason, @detail)
            """, new { eventId, at, Status = (int)status, source, reason, detail });

    private bool RecordAccepted(WriteSession session, long eventId, int number, SendResult.Accepted accepted, string source)
    {
        var now = Now();
        var isGuess = source == Sources.Resolver;
        if (isGuess && ProviderIds.IsTaken(session, eventId, accepted.ProviderId))
        {
            return false;
        }

        var statements = Statements(session);
        var settled = statements.Settle(eventId, number, accepted, now);
        if (isGuess && !settled)
        {
            return false; // a receipt was faster
        }

        if (!settled)
        {
            ProviderIds.Reclaim(session, eventId, accepted.ProviderId, now);
            settled = statements.Settle(eventId, number, accepted, now);
        }

        statements.Complete(eventId, number, accepted, now);
        if (isGuess)
        {
            AddChange(session, eventId, now, MessageStatus.Sent, source, detail: $"Found at the provider as {accepted.ProviderId}.");
        }

        return settled || IsSettledAs(session, eventId, number, accepted.ProviderId, now);
    }

    /// <summary>A receipt may have come before the answer, and the message moved on: all is well unless it was another SMS that settled it.</summary>
    private static bool IsSettledAs(WriteSession session, long eventId, int number, string providerId, long now)
    {
        var known = session.QueryFirst<string>("""
            SELECT COALESCE(attempt.provider_id, '') FROM message JOIN attempt USING (event_id)
            WHERE event_id = @eventId AND number = @number AND COALESCE(message.provider_id, @providerId) = @providerId
            """, new { eventId, number, providerId });
        if (known == providerId)
        {
            return true;
        }

        session.Execute("""
            INSERT INTO status_change (event_id, at, status, source, detail)
            SELECT event_id, @now, status, @Relay, @detail FROM message WHERE event_id = @eventId
            """, new { eventId, now, Sources.Relay, detail = $"Attempt {number} was taken too, as {providerId}: the client may get two." });
        return false;
    }

    /// <summary>An accepted attempt stays accepted: a receipt knows better than an answer that was lost.</summary>
    private void CompleteAttempt(WriteSession session, long eventId, int number, AttemptOutcome outcome, string code, string detail) =>
        session.Execute("""
            UPDATE attempt SET finished_at = @Now, outcome = @Outcome, code = @code, detail = @detail
            WHERE event_id = @eventId AND number = @number AND (outcome IS NULL OR outcome <> @Accepted)
            """, new { eventId, number, Outcome = (int)outcome, code, detail, Now = Now(), Accepted = (int)AttemptOutcome.Accepted });

    /// <summary>What was answered to somebody who has lost the lease led to nothing, so it is not kept.</summary>
    private bool ApplyAndKeep(WriteSession session, long eventId, int attempts, MessageStatus expected, NextStep next, string? errorCode)
    {
        var applied = Apply(session, eventId, attempts, expected, next, errorCode);
        if (applied)
        {
            PeerAnswers.Keep(session, eventId, next.Answer, Now());
        }

        return applied;
    }

    private bool Apply(WriteSession session, long eventId, int attempts, MessageStatus expected, NextStep next, string? errorCode)
    {
        var (status, dueAt, reason, detail, lookups) = next switch
        {
            NextStep.Retry retry => (MessageStatus.Queued, retry.DueAt.ToUnixTimeMilliseconds(), retry.Reason, retry.Detail, retry.CountsAsLookup ? 1 : 0),
            NextStep.Resolve resolve => (MessageStatus.Sending, resolve.DueAt.ToUnixTimeMilliseconds(), Reasons.OutcomeUnknown, resolve.Detail, 0),
            NextStep.AwaitTenant wait => (MessageStatus.Queued, LeasedMessage.AtOnce, wait.Reason, wait.Detail, 0),
            NextStep.DeadLetter dead => (MessageStatus.DeadLettered, (long?)null, dead.Reason, dead.Detail, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(next), next, "Not a next step."),
        };
        detail = KeptWords.Detail(detail);
        var now = Now();

        // Only from the status the decision was made on: a receipt that came meanwhile has settled the message.
        var applied = session.Execute("""
            UPDATE message SET status = @Status, due_at = @dueAt, lease_owner = NULL, reason = @reason, detail = @detail,
                error_code = COALESCE(@errorCode, error_code), lookups = lookups + @lookups,
                tries = CASE WHEN @GivesTryBack AND tries > 0 THEN tries - 1 ELSE tries END,
                final_at = CASE WHEN @dueAt IS NULL THEN @Now END, updated_at = @Now
            WHERE event_id = @eventId AND attempts = @attempts AND lease_owner = @Owner AND status = @Expected
            """, new
        {
            eventId, attempts, Owner = database.NodeId, Expected = (int)expected, Status = (int)status, dueAt, reason, detail, errorCode, lookups, Now = now,
            GivesTryBack = (next is NextStep.AwaitTenant or NextStep.Retry { GivesTryBack: true } or NextStep.Resolve { GivesTryBack: true }) && expected == MessageStatus.Sending,
        }) == 1;
        if (applied && !(status == expected && IsLastWord(session, eventId, status, reason, detail)))
        {
            AddChange(session, eventId, now, status, Sources.Relay, reason, detail);
        }

        return applied;
    }

    /// <summary>What waits for the same thing again is no change: a core that is down for a day must not fill the disk.</summary>
    private static bool IsLastWord(WriteSession session, long eventId, MessageStatus status, string? reason, string? detail) => session.Scalar<bool>("""
        SELECT EXISTS (
            SELECT 1 FROM status_change
            WHERE id = (SELECT MAX(id) FROM status_change WHERE event_id = @eventId)
                AND status = @Status AND source = @Relay AND reason IS @reason AND detail IS @detail)
        """, new { eventId, Status = (int)status, Sources.Relay, reason, detail });

    /// <summary>When the clock was set back, what waits is not to wait for the difference as well.</summary>
    private static void FollowClock(WriteSession session, DateTimeOffset now, TimeSpan back)
    {
        if (back > TimeSpan.FromMinutes(1)) // less is not worth a look at everything that waits
        {
            // What another thread stored since the claim took its time is of the new clock: aged by the difference, a doubt of this very moment
            // would be old enough to be sent again.
            var shift = new
            {
                Latest = (now + ClockTolerance).ToUnixTimeMilliseconds(), Back = (long)back.TotalMilliseconds, Sending = (int)MessageStatus.Sending,
            };
            session.Execute("UPDATE message SET due_at = due_at - @Back WHERE due_at > @Latest", shift);

            // A doubt that began "tomorrow" would last until then.
            session.Execute("""
                UPDATE attempt SET started_at = started_at - @Back,
                    finished_at = CASE WHEN finished_at > @Latest THEN finished_at - @Back ELSE finished_at END
                WHERE started_at > @Latest AND event_id IN (SELECT event_id FROM message WHERE due_at IS NOT NULL AND status = @Sending)
                """, shift);
        }
    }

    private static AttemptStatements Statements(WriteSession session) => session.Statements(static connection => new AttemptStatements(connection));

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
