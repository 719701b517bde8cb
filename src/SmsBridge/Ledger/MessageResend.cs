using Dapper;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>What a resend did.</summary>
/// <param name="Left">Messages asked for that were left alone, with the reason in words.</param>
internal sealed record ResendOutcome(IReadOnlyList<long> Requeued, IReadOnlyList<(long EventId, string Why)> Left);

/// <summary>What may be sent anew. What is still under way never is.</summary>
/// <param name="Force">Also what may have left.</param>
/// <param name="Again">Also what was sent or delivered: a person wants the client to get it a second time.</param>
internal readonly record struct ResendRules(bool Force = false, bool Again = false)
{
    /// <summary>Why not, in words; null: it may.</summary>
    public string? Refusal(MessageStatus status, string? reason) =>
        (status, reason) switch
        {
            (MessageStatus.DeadLettered, _) when !Force && Reasons.MayHaveLeft(reason) =>
                "It may have left: look for it at the provider, then ask again with \"force\": true.",
            (MessageStatus.DeadLettered, Reasons.ToldToMembers) => "It is a group's, and each member has a message of its own, which its timeline names: send those anew.",
            (MessageStatus.DeadLettered, Reasons.ToldInDigest) when !Again => "It was told in one SMS with others, by the message that its timeline names: send that one anew.",
            _ when status.CanResend() => null,
            (MessageStatus.Sent or MessageStatus.Delivered, _) => Again ? null : "It was sent; only what failed can be sent anew.",
            (MessageStatus.Queued, not (null or Reasons.Resent)) => $"It is still to be sent. {Reasons.Explain(reason, status).Meaning}",
            _ => "It is still under way.",
        };
}

/// <summary>
/// Queues failed messages anew: a new, recorded intent that goes the whole way again, look-up included. Never what is in flight, was sent
/// or may have been.
/// </summary>
/// <param name="consents">Null: no text asks for consent.</param>
internal sealed class MessageResend(Database database, RelayBell bell, TimeProvider time, IConsentRules? consents = null)
{
    /// <summary>Most messages one call re-queues.</summary>
    public const int Limit = 1_000;

    private static readonly TimeSpan Recent = TimeSpan.FromDays(3);

    private static readonly string[] NotAgain =
    [
        Reasons.OutcomeUnknown, Reasons.OptedOut, Reasons.NoConsent, Reasons.ReversedInCore, Reasons.TooLate, Reasons.ClosedAfterRestore, Reasons.TenantDeleted, Reasons.Cancelled, Reasons.ImportPause, Reasons.BookedBack,
        Reasons.ToldInDigest,
        Reasons.ToldToMembers,
        Reasons.DayLimit, // named by a person it goes; in bulk it would go past the rule
    ];

    /// <summary>Of a text the core wrote itself: number and text are in its hook, which nobody corrects.</summary>
    private static readonly string[] NotAgainOfOwnText =
    [
        Reasons.NoNumber, Reasons.InvalidNumber, Reasons.NotTextable, Reasons.EmptyText, Reasons.TextTooLong,
    ];

    /// <summary>Codes of <see cref="EventType.OwnTexts"/>.</summary>
    private const string OwnTexts = "SELECT id FROM event_type WHERE entity = 'SMS' AND action IN ('SEND', 'CAMPAIGN', 'TRIGGER', 'CODE')";

    public const string IsErased = "Its client's data were erased at the bridge, or taken out by their age: number and text are gone, and it is not sent again.";

    public const string HasNoConsent = "Its client has not agreed to texts of this class, or took it back: record the consent first, when the client gives it (Opt-outs on the tenant's page, consent set). It is not sent before.";

    public const string IsCode = "It is a two-factor code: its text was not kept, and it is not sent again. Ask for a new one where you sign in to the core.";

    private static readonly string Code = FormattableString.Invariant($"type_id = {EventTypeCodes.SmsCodeCode}");

    /// <summary>Of a row of <c>message</c>.</summary>
    private const string Erased = "EXISTS (SELECT 1 FROM event WHERE event.id = message.event_id AND event.erased_at IS NOT NULL)";

    /// <summary>Sent anew in bulk it would only fail again or confuse; a person may still name it.</summary>
    public static bool WouldFailAgain(string? reason, bool isOwnText) =>
        NotAgain.Contains(reason, StringComparer.Ordinal) || (isOwnText && NotAgainOfOwnText.Contains(reason, StringComparer.Ordinal));

    /// <param name="force">Also what may have left: a person has looked at the provider and takes it upon himself.</param>
    public Task<ResendOutcome> ResendAsync(long tenantId, IReadOnlyList<long> eventIds, bool force, string source) =>
        ResendAsync(tenantId, eventIds, new ResendRules(force), source, (_, _) => { });

    /// <param name="alongside">Writes what belongs to each re-queued message, in the same transaction.</param>
    public async Task<ResendOutcome> ResendAsync(
        long tenantId, IReadOnlyList<long> eventIds, ResendRules rules, string source, Action<WriteSession, long> alongside)
    {
        var outcome = await database.WriteAsync(session =>
        {
            var requeued = new List<long>();
            var left = new List<(long, string)>();
            foreach (var eventId in eventIds.Distinct())
            {
                if (Refusal(session, tenantId, eventId, rules) is { } why)
                {
                    left.Add((eventId, why));
                }
                else
                {
                    Requeue(session, eventId, source);
                    alongside(session, eventId);
                    requeued.Add(eventId);
                }
            }

            return new ResendOutcome(requeued, left);
        });
        RingIf(outcome);
        return outcome;
    }

    /// <summary>
    /// What failed of a tenant in the last three days, newest first, up to <see cref="Limit"/>. Not what would fail again or confuse: opted out,
    /// undone in the core, too late, cancelled, or perhaps sent. Those a person names one by one.
    /// </summary>
    public async Task<ResendOutcome> ResendFailedAsync(long tenantId, string source)
    {
        var candidates = await FindFailedAsync(tenantId);
        var outcome = await database.WriteAsync(session =>
        {
            // Looked for on a connection of its own, not to hold up every other write: a late receipt or somebody else's resend may have been faster.
            var failed = candidates.FindAll(eventId => Find(session, tenantId, eventId) is { } message
                && message.Status.CanResend() && message.IsErased == 0 && message.IsCode == 0 && !WouldFailAgain(message.Reason, message.IsOwnText != 0));
            failed.ForEach(eventId => Requeue(session, eventId, source));
            return new ResendOutcome(failed, []);
        });
        RingIf(outcome);
        return outcome;
    }

    /// <returns>The newest, oldest first.</returns>
    private async Task<List<long>> FindFailedAsync(long tenantId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var failed = (await connection.QueryAsync<long>($"""
            SELECT event_id FROM message{database.Dialect.ByIndex("message_trouble")}
            WHERE tenant_id = @tenantId AND status IN (5, 6, 7) AND (reason IS NULL OR (reason NOT IN @NotAgain AND NOT (type_id IN ({OwnTexts}) AND reason IN @NotAgainOfOwnText))) AND received_at >= @Since
                AND NOT {Code} AND NOT {Erased}
            ORDER BY event_id DESC LIMIT @Limit
            """, new { tenantId, Limit, NotAgain, NotAgainOfOwnText, Since = (time.GetUtcNow() - Recent).ToUnixTimeMilliseconds() })).AsList();
        failed.Reverse();
        return failed;
    }

    private static FailedMessage? Find(WriteSession session, long tenantId, long eventId) => session.QueryFirst<FailedMessage>(
        $"SELECT status AS Status, reason AS Reason, type_id AS TypeId, recipient AS Recipient, CASE WHEN type_id IN ({OwnTexts}) THEN 1 ELSE 0 END AS IsOwnText, CASE WHEN {Code} THEN 1 ELSE 0 END AS IsCode, CASE WHEN {Erased} THEN 1 ELSE 0 END AS IsErased FROM message WHERE event_id = @eventId AND tenant_id = @tenantId",
        new { eventId, tenantId });

    private string? Refusal(WriteSession session, long tenantId, long eventId, ResendRules rules)
    {
        var message = Find(session, tenantId, eventId);
        return message is null ? "There is no message of this number that could be sent anew."
            : message.IsErased != 0 ? IsErased
            : message.IsCode != 0 ? IsCode
            : rules.Refusal(message.Status, message.Reason) ?? (message.Reason == Reasons.NoConsent && !MayGo(session, tenantId, message) ? HasNoConsent : null);
    }

    /// <summary>By the rule and the consent of now. Should another number stand in the core by then, that one is asked when it is sent.</summary>
    private bool MayGo(WriteSession session, long tenantId, FailedMessage message) =>
        consents?.NeedOf(tenantId, message.TypeId) is not { } need || !Msisdn.IsE164(message.Recipient)
        || ConsentRecords.Allows(session, tenantId, Msisdn.FromE164(message.Recipient), need);

    private void Requeue(WriteSession session, long eventId, string source)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        session.Execute(Transitions.Requeued.Sql, new { eventId, now, reason = Reasons.Resent });
        DigestParts.Leave(session, eventId);
        StatusChanges.Add(session, eventId, now, MessageStatus.Queued, source, Reasons.Resent);
    }

    private void RingIf(ResendOutcome outcome)
    {
        if (outcome.Requeued.Count > 0)
        {
            bell.Ring();
        }
    }

    private sealed record FailedMessage
    {
        public MessageStatus Status { get; init; }

        public string? Reason { get; init; }

        public long TypeId { get; init; }

        public string? Recipient { get; init; }

        public int IsOwnText { get; init; }

        public int IsErased { get; init; }

        public int IsCode { get; init; }
    }
}
