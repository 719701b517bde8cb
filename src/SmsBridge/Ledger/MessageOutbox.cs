using Dapper;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// What the relay does to a message. Every verb is one transaction of <see cref="Transitions"/>, done when on disk. A verb for a claimed message answers
/// false when the lease was lost: the message is somebody else's now and the caller must let go of it.
/// </summary>
internal sealed class MessageOutbox(Database database, SpendCounts spend, TimeProvider time)
{
    /// <summary>Code of an attempt that was no call.</summary>
    public const string NotCalled = "not_called";

    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(30);

    /// <summary>A person has decided about what held it meanwhile: by then every node knows it.</summary>
    private static readonly TimeSpan HoldIsOver = TimeSpan.FromSeconds(2);

    private DateTimeOffset _lastClaim;

    /// <summary>Takes what is due; see <see cref="ClaimMessages"/>. One claim at a time.</summary>
    /// <param name="mayWait">A millisecond for other writes to share the commit with: for a relay that has work to go on with.</param>
    public async Task<List<ClaimedMessage>> ClaimAsync(ClaimMessages claim, bool mayWait = false)
    {
        var back = _lastClaim - claim.Now;
        var claimed = await (mayWait ? database.WriteSoonAsync(Run) : database.WriteAsync(Run));
        _lastClaim = claim.Now;
        return claimed;

        List<ClaimedMessage> Run(WriteSession session)
        {
            FollowClock(session, claim.Now, back);
            return claim.Run(session);
        }
    }

    /// <summary>
    /// Stores that this text is about to go to this number, before the provider is called: after a crash the intent is what keeps it from
    /// going out twice.
    /// </summary>
    public Task<IntentOutcome> StoreIntentAsync(ClaimedMessage claimed, Intent intent, DateTimeOffset leaseUntil) =>
        database.WriteSoonAsync(new StoreIntent(claimed, intent, database.NodeId, leaseUntil.ToUnixTimeMilliseconds(), time));

    /// <summary>Records that the provider took an attempt; the message is settled unless it has moved on already.</summary>
    /// <returns>
    /// For the resolver, which guesses: false when the id is another message's or the message is in doubt no more. For the relay, which
    /// knows: false when another SMS of the same message had settled it, so that the client may get two.
    /// </returns>
    public Task<bool> RecordAcceptedAsync(ClaimedMessage claimed, int number, SendResult.Accepted accepted, string source) =>
        database.WriteSoonAsync(new RecordAccepted(claimed.EventId, number, accepted, source, spend.Counts(claimed.TenantId) ? spend : null, claimed.IsCode ? claimed.TenantId : null, time));

    /// <summary>Records that the provider has had a message that waits for longer than this database knows: one transaction, so that no doubt is left behind.</summary>
    /// <param name="intent">As it would be sent now.</param>
    public Task<FoundOutcome> RecordFoundAsync(ClaimedMessage claimed, Intent intent, ProviderMessage found) =>
        database.WriteAsync(session =>
        {
            var outcome = RecordFound.Record(session, claimed, intent, found, database.NodeId, Now());
            if (outcome == FoundOutcome.Recorded && spend.Counts(claimed.TenantId))
            {
                spend.Count(session, [claimed.EventId]);
            }

            return outcome;
        });

    /// <summary>Records how the latest attempt ended when the provider did not take it, or did not say, and what comes next.</summary>
    /// <param name="optedOut">The sender whose recipient wants no more SMS, by what the provider said; null: nobody.</param>
    public Task<bool> RecordAttemptAsync(
        ClaimedMessage claimed, int number, AttemptOutcome outcome, string code, string detail, NextStep next, (string Sender, Msisdn Recipient)? optedOut = null) =>
        database.WriteAsync(session =>
        {
            if (optedOut is var (sender, recipient))
            {
                OptOuts.RecordReported(session, claimed.TenantId, sender, recipient, Now());
            }

            Attempts.Ended(session, claimed.EventId, number, outcome, KeptWords.Code(code)!, KeptWords.Detail(detail)!, Now());
            var applied = ApplyAndKeep(session, claimed, number, MessageStatus.Sending, next, KeptWords.Code(code));
            if (applied && next.Hop != RouteHop.None)
            {
                Attempts.Hopped(session, claimed.EventId, number, next.Hop);
            }

            return applied;
        });

    /// <summary>Records a decision that involved no call to the provider.</summary>
    /// <param name="about">Whom it is about; null: the core was not asked.</param>
    public Task<bool> RecordDecisionAsync(ClaimedMessage claimed, NextStep next, MessageAbout? about = null) =>
        next is NextStep.TellMembers { Members: var members }
            ? database.WriteSoonAsync(new ToldMembers(session => ApplyAndKeep(session, claimed, claimed.Attempts, claimed.Status, next, errorCode: null), members))
            : database.WriteAsync(session => ApplyAndKeep(session, claimed, claimed.Attempts, claimed.Status, next, errorCode: null, about));

    /// <summary>
    /// Our name for an SMS at the provider. An attempt that follows one which was found not taken repeats it, under the same name: should the
    /// provider have taken it after all, it can tell. Every other attempt is another SMS.
    /// </summary>
    /// <param name="number">Of the attempt.</param>
    public async ValueTask<SmsReference> ReferenceOfAsync(ClaimedMessage claimed, int number)
    {
        if (number == 1)
        {
            return new SmsReference(claimed.EventId, 1, claimed.QueuedAt); // nearly always: nothing is read
        }

        await using var connection = await database.OpenBriefReadAsync();
        var before = await connection.ExecuteScalarAsync<int?>("""
            SELECT MAX(number) FROM attempt WHERE event_id = @EventId AND number < @number AND (outcome IS NULL OR outcome <> @NotTaken)
            """, new { claimed.EventId, number, NotTaken = (int)AttemptOutcome.NotTaken });
        return new SmsReference(claimed.EventId, (before ?? 0) + 1, claimed.QueuedAt);
    }

    /// <summary>Whether an attempt is known to have been no call at all: the node that was to make it says so.</summary>
    public async Task<bool> WasNotCalledAsync(long eventId, int number)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<int>(
            "SELECT COUNT(*) FROM attempt WHERE event_id = @eventId AND number = @number AND outcome = @NotTaken AND code = @NotCalled",
            new { eventId, number, NotTaken = (int)AttemptOutcome.NotTaken, NotCalled }) > 0;
    }

    /// <summary>Calls since a message was queued of which nobody knows whether they were taken.</summary>
    public async Task<int> CountInDoubtAsync(ClaimedMessage claimed)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<int>(
            "SELECT COUNT(*) FROM attempt WHERE event_id = @EventId AND started_at >= @QueuedAt AND (outcome IS NULL OR outcome = @Unknown)",
            new { claimed.EventId, claimed.QueuedAt, Unknown = (int)AttemptOutcome.Unknown });
    }

    /// <summary>
    /// The provider ids of <paramref name="candidates"/> that belong to a message already. Perhaps a thousand are looked up, so it is no write that hooks would wait for; whether one is free
    /// is decided when it is taken (<see cref="RecordAcceptedAsync"/>).
    /// </summary>
    public async Task<HashSet<string>> TakenProviderIdsAsync(IReadOnlyCollection<string> candidates)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var taken = await connection.QueryAsync<string>("""
            SELECT provider_id FROM message WHERE provider_id IN @candidates
            UNION SELECT provider_id FROM attempt WHERE provider_id IN @candidates
            """, new { candidates });
        return taken.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What was answered to somebody who has lost the lease led to nothing, so it is not kept.</summary>
    private bool ApplyAndKeep(WriteSession session, ClaimedMessage claimed, int attempts, MessageStatus expected, NextStep next, string? errorCode, MessageAbout? about = null)
    {
        next = WhileOfUse(claimed, next);
        var applied = Apply(session, claimed, attempts, expected, next, errorCode, about)
            || (IfNotHeld(next) is { } instead && Apply(session, claimed, attempts, expected, instead, errorCode, about));
        if (applied && claimed.IsCode && next is NextStep.DeadLetter)
        {
            CodeTexts.Forget(session, claimed.TenantId, claimed.EventId);
        }

        if (applied)
        {
            PeerAnswers.Keep(session, claimed.EventId, next.Answer, Now());
        }

        return applied;
    }

    /// <summary>A two-factor code that would wait for longer than it is of use waits for nothing.</summary>
    private static NextStep WhileOfUse(ClaimedMessage claimed, NextStep next) =>
        claimed.IsCode && next is NextStep.Retry retry && retry.DueAt >= CodeTexts.EndOf(claimed.QueuedAt)
            ? new NextStep.DeadLetter(Reasons.CodeExpired, retry.Detail ?? Reasons.Explain(retry.Reason).Meaning) { Answer = next.Answer, Hop = next.Hop, GivesTryBack = next.GivesTryBack }
            : next;

    /// <summary>What held it is decided about, or is another by now: it is judged anew in a moment.</summary>
    private NextStep.Retry? IfNotHeld(NextStep next) =>
        next switch
        {
            NextStep.Hold hold => new NextStep.Retry(time.GetUtcNow() + HoldIsOver, Reasons.HeldAsSurge, hold.Detail),
            NextStep.HoldByCap hold => new NextStep.Retry(time.GetUtcNow() + HoldIsOver, Reasons.SpendCap, hold.Detail),
            _ => null,
        };

    private bool Apply(WriteSession session, ClaimedMessage claimed, int attempts, MessageStatus expected, NextStep next, string? errorCode, MessageAbout? about)
    {
        var eventId = claimed.EventId;
        var (transition, dueAt, reason, detail) = next switch
        {
            NextStep.Retry retry => (Transitions.Deferred, retry.DueAt.ToUnixTimeMilliseconds(), retry.Reason, retry.Detail),
            NextStep.AwaitTenant wait => (Transitions.Deferred, ClaimedMessage.AtOnce, wait.Reason, wait.Detail),
            NextStep.Hold hold => (Transitions.Held, hold.DueAt.ToUnixTimeMilliseconds(), Reasons.HeldAsSurge, hold.Detail),
            NextStep.HoldByCap hold => (Transitions.CapHeld, hold.DueAt.ToUnixTimeMilliseconds(), Reasons.SpendCap, hold.Detail),
            NextStep.Collect collect => (Transitions.Deferred, collect.DueAt.ToUnixTimeMilliseconds(), Reasons.Digest, collect.Detail),
            NextStep.Resolve resolve => (Transitions.Doubted, resolve.DueAt.ToUnixTimeMilliseconds(), Reasons.OutcomeUnknown, resolve.Detail),
            NextStep.TellMembers told => (Transitions.Closed, default(long?), Reasons.ToldToMembers, FormattableString.Invariant($"Active members of the group: {told.Members.Count}.")),
            NextStep.DeadLetter dead => (Transitions.Closed, default(long?), dead.Reason, dead.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(next), next, "Not a next step."),
        };
        detail = KeptWords.Detail(detail);
        var now = Now();
        var applied = session.Execute(transition.Sql, new
        {
            eventId, attempts, owner = database.NodeId, expected = (int)expected, dueAt, reason, detail, errorCode, now, about = about?.ToJson(),
            lookups = next is NextStep.Retry { CountsAsLookup: true } ? 1 : 0,
            recipient = (next as NextStep.DeadLetter)?.Recipient?.Value,
            givesTryBack = expected == MessageStatus.Sending && next.GivesTryBack,
            hour = (next as NextStep.Hold)?.Hour ?? 0,
            revision = (next as NextStep.HoldByCap)?.Revision ?? 0,
        }) == 1;
        if (applied && next is NextStep.TellMembers { Members: var members })
        {
            members.Execute(session, Enumerable.Range(0, members.Count));
            detail = members.CountAccepted == 0
                ? $"{detail} Each has a message of it already."
                : FormattableString.Invariant($"{detail} Their messages: {members.Ids.Min()} to {members.Ids.Max()}.");
        }

        if (applied && transition.To == expected)
        {
            StatusChanges.AddNews(session, eventId, now, expected, reason, detail);
        }
        else if (applied)
        {
            StatusChanges.Add(session, eventId, now, transition.To!.Value, Sources.Relay, reason, detail);
        }

        if (applied && next is NextStep.DeadLetter && (attempts > 1 || !claimed.IsNew)) // else there was none before it
        {
            EarlierSms.Reinstate(session, eventId, MessageStatus.DeadLettered, reason, now);
        }

        if (applied && next is NextStep.Collect { ClientId: var clientId })
        {
            DigestParts.Collect(session, claimed.TenantId, eventId, clientId);
        }
        else if (applied && next is NextStep.DeadLetter && attempts > 0)
        {
            DigestParts.ReleaseIfUntold(session, eventId, now);
        }

        return applied;
    }

    /// <summary>When the clock was set back, what waits is not to wait for the difference as well.</summary>
    private static void FollowClock(WriteSession session, DateTimeOffset now, TimeSpan back)
    {
        if (back > TimeSpan.FromMinutes(1)) // less is not worth a look at everything that waits
        {
            // What another thread stored since the claim took its time is of the new clock: aged by the difference, a doubt of this very moment
            // would be old enough to be sent again.
            var (latest, by) = ((now + ClockTolerance).ToUnixTimeMilliseconds(), (long)back.TotalMilliseconds);
            session.Execute(Transitions.Shifted.Sql, new { latest, by });
            Attempts.Shifted(session, latest, by);
        }
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
