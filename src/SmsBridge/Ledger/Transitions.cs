using SmsBridge.Messages;
using SmsBridge.Store;
using static SmsBridge.Messages.MessageStatus;

namespace SmsBridge.Ledger;

/// <summary>
/// Everything that can happen to a row of <c>message</c>: the only SQL that writes it. <see cref="Taken"/> makes the row, all others change it.
/// docs/architecture.md draws them, and a test holds the drawing against this.
/// </summary>
internal static class Transitions
{
    private static readonly MessageStatus[] Any = Enum.GetValues<MessageStatus>();

    /// <summary>An event becomes a message: at once under a lease, or nobody's yet.</summary>
    public const string Taken = """
        INSERT INTO message (event_id, tenant_id, type_id, received_at, resource_id, client_id, loan_id, trace_id, status, queued_at, due_at, lease_owner, updated_at)
        SELECT @eventId, @tenantId, @typeId, @receivedAt, @resourceId, @clientId, @loanId, (SELECT trace_id FROM event WHERE id = @eventId), 1, @queuedAt, @dueAt, @owner, @now
        """;

    /// <summary>The same for many rows, see <see cref="WriteSession.PrepareSet"/>.</summary>
    public const string TakenOfMany = Taken + " FROM given";

    /// <summary>The relay takes what is due, oldest first, and has it until the lease ends.</summary>
    public static readonly Transition Claimed = new(nameof(Claimed))
    {
        From = [Queued, Sending],
        Sets = "lease_owner = @owner, due_at = @leaseUntil",
        Keeps = "status, reason, detail, recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, provider, account_id, provider_id, "
            + "provider_status, error_code, sent_at, polls, resend_at, final_at, updated_at",
        Where = "event_id IN (SELECT event_id FROM message WHERE tenant_id = @tenantId AND due_at <= @now ORDER BY due_at, event_id LIMIT @room)",
    };

    /// <summary>The same of a tenant's two-factor codes, whatever else it has waiting. Looked for among the oldest of them, by their ids; COALESCE, so that no planner walks all that is due instead.</summary>
    public static readonly Transition CodesClaimed = new(nameof(CodesClaimed))
    {
        From = Claimed.From,
        Sets = Claimed.Sets,
        Keeps = Claimed.Keeps,
        Where = """
            event_id IN (
                SELECT waiting.event_id FROM message AS waiting
                WHERE waiting.event_id IN (SELECT code_text.event_id FROM code_text WHERE code_text.tenant_id = @tenantId ORDER BY code_text.event_id LIMIT 64) AND COALESCE(waiting.due_at, @now + 1) <= @now
                ORDER BY waiting.event_id LIMIT @room)
            """,
    };

    /// <summary>
    /// This text is about to go to this number: on disk before the provider is called. Not for a tenant that was deleted or paused meanwhile, nor for who
    /// opted out: a STOP can not slip in between.
    /// </summary>
    public static readonly Transition Intended = new(nameof(Intended))
    {
        From = [Queued],
        To = Sending,
        Sets = "attempts = @number, tries = tries + 1, recipient = @recipient, sender = @sender, body = @body, segments = @segments, lookup_ms = @lookupMs, about = @about, "
            + "provider = @provider, account_id = @accountId, updated_at = @now",
        Resets = "reason, detail, provider_id, provider_status, error_code",
        Keeps = UntouchedByIntent + ", due_at", // moving it would move the row in message_due
        Where = """
            event_id = @eventId AND lease_owner = @owner AND attempts = @number - 1
            AND NOT EXISTS (SELECT 1 FROM tenant WHERE tenant.id = message.tenant_id AND (deleted_at IS NOT NULL OR paused_at IS NOT NULL))
            AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.tenant_id = message.tenant_id AND number = @recipient AND lifted_at IS NULL)
            """,
    };

    /// <summary>As <see cref="Intended"/>, where the claim's lease might end during the call.</summary>
    public static readonly Transition IntendedAnew = new(nameof(IntendedAnew))
    {
        From = Intended.From,
        To = Intended.To,
        Sets = Intended.Sets + ", due_at = @leaseUntil",
        Resets = Intended.Resets,
        Keeps = UntouchedByIntent,
        Where = Intended.Where,
    };

    /// <summary>The provider took it. Not under an id that another message has: that one has to let go of it first.</summary>
    public static readonly Transition Accepted = new(nameof(Accepted))
    {
        From = [Sending],
        To = Sent,
        Sets = "provider_id = @providerId, provider_status = @providerStatus, sent_at = @now, updated_at = @now",
        Resets = "reason, detail, due_at, lease_owner",
        Keeps = "recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, provider, account_id, error_code, polls, resend_at, final_at",
        Where = """
            event_id = @eventId AND attempts = @number AND provider_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM message AS other WHERE other.provider_id = @providerId)
            """,
    };

    /// <summary>Not now: it waits for its time, or for its tenant to be mended.</summary>
    public static readonly Transition Deferred = Decided(nameof(Deferred), [Queued, Sending], Queued);

    /// <summary>Far more than usual came in its hour: it waits for a person. Not once the person has decided, or it would wait for nobody.</summary>
    public static readonly Transition Held = Decided(
        nameof(Held), [Queued], Queued, " AND EXISTS (SELECT 1 FROM surge_hour WHERE surge_hour.tenant_id = message.tenant_id AND surge_hour.starts_at = @hour AND state = 1)");

    /// <summary>So much of the tenant's cap is spent that it waits. Only by the cap that stands: once that was changed, or a person has decided, it is judged anew.</summary>
    public static readonly Transition CapHeld = Decided(
        nameof(CapHeld), [Queued], Queued, " AND EXISTS (SELECT 1 FROM spend_cap WHERE spend_cap.tenant_id = message.tenant_id AND spend_cap.revision = @revision)");

    /// <summary>A person releases what was held, so many at a time.</summary>
    public static readonly Transition HoldReleased = new(nameof(HoldReleased))
    {
        From = [Queued],
        Sets = "due_at = @now, updated_at = @now",
        Resets = "reason, detail",
        Keeps = "status, recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, lease_owner, provider, account_id, provider_id, "
            + "provider_status, error_code, sent_at, polls, resend_at, final_at",
        Where = HeldOfTime,
    };

    /// <summary>A person gives up what was held, so many at a time.</summary>
    public static readonly Transition HoldCancelled = new(nameof(HoldCancelled))
    {
        From = [Queued],
        To = DeadLettered,
        Sets = "reason = @reason, detail = @detail, final_at = @now, updated_at = @now",
        Resets = "due_at",
        Keeps = "recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, lease_owner, provider, account_id, provider_id, provider_status, "
            + "error_code, sent_at, polls, resend_at",
        Where = HeldOfTime,
    };

    /// <summary>The SMS of another message tells it, in the transaction that stores that one's intent. Not while somebody has it in hand.</summary>
    public static readonly Transition ToldElsewhere = new(nameof(ToldElsewhere))
    {
        From = [Queued],
        To = DeadLettered,
        Sets = "reason = @reason, detail = @detail, recipient = @recipient, final_at = @now, updated_at = @now",
        Resets = "due_at",
        Keeps = "sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, lease_owner, provider, account_id, provider_id, provider_status, "
            + "error_code, sent_at, polls, resend_at",
        Where = "event_id = @eventId AND tenant_id = @tenantId AND lease_owner IS NULL",
    };

    /// <summary>That SMS was given up before it can have left, or does not tell this one any more: it goes on by itself.</summary>
    public static readonly Transition Untold = new(nameof(Untold))
    {
        From = [DeadLettered],
        To = Queued,
        Sets = $"reason = '{Reasons.Digest}', due_at = @now, updated_at = @now", // what a surge gate let pass once is not judged anew
        Resets = "detail, lookups, tries, lease_owner, final_at",
        Keeps = "recipient, sender, body, segments, lookup_ms, about, attempts, queued_at, provider, account_id, provider_id, provider_status, error_code, sent_at, polls, resend_at",
        Where = $"""
            event_id = @eventId AND reason = '{Reasons.ToldInDigest}'
            AND NOT EXISTS (SELECT 1 FROM event WHERE event.id = message.event_id AND event.erased_at IS NOT NULL)
            """,
    };

    /// <summary>Whether it left is not known: it is looked for later, and not sent before that.</summary>
    public static readonly Transition Doubted = Decided(nameof(Doubted), [Sending], Sending);

    /// <summary>Given up, with its reason.</summary>
    public static readonly Transition Closed = new(nameof(Closed))
    {
        From = [Queued, Sending],
        To = DeadLettered,
        Sets = Decision + ", recipient = COALESCE(@recipient, recipient), final_at = @now",
        Resets = "due_at, lease_owner",
        Keeps = UntouchedByClosing,
        Where = DecidedOn,
    };

    /// <summary>The provider reported: forward only, whatever it was. The status is <see cref="MessageStatuses.Advance"/>'s.</summary>
    public static readonly Transition Advanced = new(nameof(Advanced))
    {
        From = Any,
        Sets = "status = @to, provider_id = @providerId, provider_status = @providerStatus, error_code = @errorCode, reason = @reason, detail = @detail, "
            + "sent_at = COALESCE(sent_at, @now), final_at = @finalAt, updated_at = @now",
        Resets = "due_at, lease_owner",
        Keeps = "recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, provider, account_id, polls, resend_at",
        Where = "event_id = @messageId",
    };

    /// <summary>The carrier failed it for a reason that may pass: one more SMS, once. <c>queued_at</c> stays: the expiry counts from the event.</summary>
    public static readonly Transition Planned = new(nameof(Planned))
    {
        From = [Undelivered, Failed],
        To = Queued,
        Sets = "reason = @reason, detail = @detail, due_at = @due, resend_at = @due, updated_at = @now",
        Resets = "lookups, tries, lease_owner, provider_id, provider_status, sent_at, polls, final_at", // the id stays with its attempt, where its receipts find it
        Keeps = "recipient, sender, body, segments, lookup_ms, about, attempts, queued_at, provider, account_id, error_code",
        Where = "event_id = @messageId",
    };

    /// <summary>The carrier certainly did not deliver it, and the tenant has another route. <c>queued_at</c> stays, and the first SMS's id with its attempt.</summary>
    public static readonly Transition Rerouted = new(nameof(Rerouted))
    {
        From = Planned.From,
        To = Planned.To,
        Sets = "reason = @reason, detail = @detail, due_at = @now, updated_at = @now",
        Resets = Planned.Resets,
        Keeps = Planned.Keeps + ", resend_at",
        Where = Planned.Where,
    };

    /// <summary>A person sends it anew. The provider's id stays with its attempt: a late receipt for it is no news of the new one.</summary>
    public static readonly Transition Requeued = new(nameof(Requeued))
    {
        From = [Sent, Delivered, Undelivered, Failed, DeadLettered],
        To = Queued,
        Sets = "reason = @reason, queued_at = @now, due_at = @now, updated_at = @now",
        Resets = "detail, lookups, tries, lease_owner, provider_id, provider_status, error_code, sent_at, polls, final_at",
        Keeps = "recipient, sender, body, segments, lookup_ms, about, attempts, provider, account_id, resend_at",
        Where = "event_id = @eventId",
    };

    /// <summary>A person gives it up before it is sent; a leased one is the relay's.</summary>
    public static readonly Transition Cancelled = new(nameof(Cancelled))
    {
        From = [Queued],
        To = DeadLettered,
        Sets = "reason = @reason, final_at = @now, updated_at = @now",
        Resets = "detail, due_at",
        Keeps = "recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, lease_owner, provider, account_id, provider_id, provider_status, "
            + "error_code, sent_at, polls, resend_at",
        Where = "event_id = @eventId AND tenant_id = @tenantId AND lease_owner IS NULL",
    };

    /// <summary>The client's data are taken out of it. It never goes back from here: nobody knows the number any more.</summary>
    public static readonly Transition Erased = new(nameof(Erased))
    {
        From = [Sent, Delivered, Undelivered, Failed, DeadLettered],
        Sets = "updated_at = @now",
        Resets = "recipient, body, detail, about",
        Keeps = "status, reason, sender, segments, lookup_ms, lookups, attempts, tries, queued_at, due_at, lease_owner, provider, account_id, provider_id, provider_status, "
            + "error_code, sent_at, polls, resend_at, final_at",
        Where = "event_id = @eventId",
    };

    /// <summary>
    /// The last of several SMS came to nothing: what had become of the one before it stands again. Its id only where reports on it are still to come; those
    /// on what is settled find it by its attempt.
    /// </summary>
    public static readonly Transition Reinstated = new(nameof(Reinstated))
    {
        From = [DeadLettered, Undelivered, Failed],
        Sets = "status = @to, reason = @reason, detail = @detail, provider = COALESCE(@provider, provider), account_id = COALESCE(@accountId, account_id), "
            + "provider_id = @providerId, provider_status = @providerStatus, error_code = CASE WHEN @keepsCode = 1 THEN error_code END, "
            + "sent_at = @sentAt, final_at = @finalAt, updated_at = @now",
        Resets = "due_at, lease_owner, polls",
        Keeps = "recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, resend_at",
        Where = "event_id = @eventId",
    };

    /// <summary>Its id turned out to be another's: what became of its own SMS has to be found out anew.</summary>
    public static readonly Transition Mistaken = new(nameof(Mistaken))
    {
        From = Any, // of those that have an id
        To = Sending,
        Sets = "reason = @reason, detail = @detail, due_at = @now, updated_at = @now",
        Resets = "lease_owner, provider_id, provider_status, error_code, sent_at, polls, final_at",
        Keeps = "recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, provider, account_id, resend_at",
        Where = "event_id = @eventId AND provider_id IS NOT NULL AND recipient IS NOT NULL", // of one that was erased nothing can be found out
    };

    /// <summary>Two messages of the same text had each other's id: one of three steps.</summary>
    public static readonly Transition Swapped = new(nameof(Swapped))
    {
        From = Any,
        Sets = "provider_id = @to",
        Keeps = "status, reason, detail, recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, due_at, lease_owner, provider, account_id, "
            + "provider_status, error_code, sent_at, polls, resend_at, final_at, updated_at",
        Where = "event_id = @eventId AND COALESCE(provider_id, '') = @from",
    };

    /// <summary>The provider was asked about it. One that was sent anew meanwhile is left alone.</summary>
    public static readonly Transition Polled = new(nameof(Polled))
    {
        From = Any,
        Sets = "polls = @polls",
        Keeps = "status, reason, detail, recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, due_at, lease_owner, provider, account_id, "
            + "provider_id, provider_status, error_code, sent_at, resend_at, final_at, updated_at",
        Where = "event_id = @eventId AND provider_id = @providerId AND polls < @polls",
    };

    /// <summary>What it waits for is over, or is another time now: it is judged anew.</summary>
    public static readonly Transition Freed = new(nameof(Freed))
    {
        From = [Queued],
        Sets = "due_at = @now",
        Keeps = UntouchedByTime + ", lease_owner",
        Where = "tenant_id = @tenantId AND due_at > @now AND reason = @reason AND lease_owner IS NULL",
    };

    /// <summary>The process that held it is gone.</summary>
    public static readonly Transition Released = new(nameof(Released))
    {
        From = [Queued, Sending],
        Sets = "due_at = @now",
        Resets = "lease_owner",
        Keeps = UntouchedByTime,
        Where = $"due_at IS NOT NULL AND lease_owner IS NOT NULL AND lease_owner NOT IN ({NodeHeartbeat.Living})",
    };

    /// <summary>It waits longer than anything may: that began before the clock was set back.</summary>
    public static readonly Transition Hastened = new(nameof(Hastened))
    {
        From = [Queued, Sending],
        Sets = "due_at = @now",
        Keeps = UntouchedByTime + ", lease_owner",
        Where = $"due_at > @latest AND (due_at > @latestResend OR reason IS NULL OR reason <> '{Reasons.ResendPlanned}')",
    };

    /// <summary>The clock was set back while we worked: what waits shall not wait for the difference as well.</summary>
    public static readonly Transition Shifted = new(nameof(Shifted))
    {
        From = [Queued, Sending],
        Sets = "due_at = due_at - @by",
        Keeps = UntouchedByTime + ", lease_owner",
        Where = "due_at > @latest",
    };

    /// <summary>As <see cref="Shifted"/>, of what the provider took: when it was sent decides when it is asked for.</summary>
    public static readonly Transition SentShifted = new(nameof(SentShifted))
    {
        From = [Sent],
        Sets = "sent_at = sent_at - @by",
        Keeps = "status, reason, detail, recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, due_at, lease_owner, provider, account_id, "
            + "provider_id, provider_status, error_code, polls, resend_at, final_at, updated_at",
        Where = "status = 3 AND polls < 3 AND sent_at > @latest", // as the index message_unconfirmed has it
    };

    private const string UntouchedByIntent = "lookups, queued_at, lease_owner, sent_at, polls, resend_at, final_at";

    private const string Decision = "reason = @reason, detail = @detail, error_code = COALESCE(@errorCode, error_code), lookups = lookups + @lookups, about = COALESCE(@about, about), "
        + "tries = CASE WHEN @givesTryBack = 1 AND tries > 0 THEN tries - 1 ELSE tries END, updated_at = @now";

    private const string UntouchedByDecision = "recipient, " + UntouchedByClosing;

    private const string UntouchedByClosing =
        "sender, body, segments, lookup_ms, attempts, queued_at, provider, account_id, provider_id, provider_status, sent_at, polls, resend_at";

    /// <summary>Only from the status the decision was made on, and under the lease: a receipt that came meanwhile has settled the message.</summary>
    private const string DecidedOn = "event_id = @eventId AND attempts = @attempts AND lease_owner = @owner AND status = @expected";

    /// <summary>Those that nobody has in hand, and that do not come up anyway; what was released is due, so that the next look does not pass it again.</summary>
    private const string HeldOfTime = """
        event_id IN (
            SELECT event_id FROM message
            WHERE tenant_id = @tenantId AND due_at > @now AND lease_owner IS NULL AND reason = @held AND queued_at >= @from AND queued_at < @until AND received_at < @receivedUntil
            ORDER BY due_at, event_id LIMIT @most)
        """;

    private const string UntouchedByTime = "status, reason, detail, recipient, sender, body, segments, lookup_ms, about, lookups, attempts, tries, queued_at, provider, account_id, "
        + "provider_id, provider_status, error_code, sent_at, polls, resend_at, final_at, updated_at";

    private static Transition Decided(string name, MessageStatus[] from, MessageStatus to, string also = "") => new(name)
    {
        From = from,
        To = to,
        Sets = Decision + ", due_at = @dueAt",
        Resets = "lease_owner, final_at",
        Keeps = UntouchedByDecision,
        Where = DecidedOn + also,
    };
}
