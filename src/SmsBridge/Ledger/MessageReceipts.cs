using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;
using SmsBridge.Telemetry;

namespace SmsBridge.Ledger;

/// <summary>What became of a receipt.</summary>
internal enum ReceiptOutcome
{
    /// <summary>The message moved forward.</summary>
    Applied,

    /// <summary>A repeat, or overtaken by a later one.</summary>
    NoNews,

    /// <summary>About an earlier attempt of a message that has moved on.</summary>
    Superseded,

    /// <summary>No such message, or none that could be this one.</summary>
    NotOurs,
}

/// <summary>What a receipt changed, and of whose SMS.</summary>
/// <param name="Sms">Null when it was <see cref="ReceiptOutcome.NotOurs"/>.</param>
internal readonly record struct AppliedReceipt(ReceiptOutcome Outcome, ReportedSms? Sms);

/// <param name="TriedAt">Of one that was sent too fast: when the attempt was started; null: it is none of the attempts.</param>
/// <param name="SentAt">When it had been taken by its provider; null: that is not known.</param>
internal sealed record ReportedSms(long TenantId, string? Provider, string? AccountId, string Sender, long? TriedAt, long? SentAt);

/// <summary>Applies receipts: forward only, in any order, any number of times, also before the provider's own answer was recorded.</summary>
internal sealed class MessageReceipts(Database database, DelayedResend resend, MessageTraces traces, SendMeter meter, IHearsPrices costs, SpendCounts spend, TimeProvider time)
{
    public async Task<AppliedReceipt> ApplyAsync(Receipt receipt)
    {
        using var span = MessageTraces.IsOn ? BridgeTraces.Continue("sms.receipt", await traces.IdOfAsync(receipt.MessageId, CancellationToken.None)) : null;

        // Whoever holds the account's token signs what he likes.
        var bounded = receipt with { Detail = KeptWords.Detail(receipt.Detail), ErrorCode = KeptWords.Code(receipt.ErrorCode) };
        var applied = await database.WriteAsync(session => Apply(session, bounded));
        if (applied is { Outcome: ReceiptOutcome.Applied, Sms: { } sms } && (span is not null || meter.HearsReceipts))
        {
            var status = receipt.Status.ToString().ToLowerInvariant();
            span?.SetTag("smsbridge.provider", sms.Provider).SetTag("smsbridge.status", status);
            meter.Reported(sms.Provider ?? "", status, receipt.Status == MessageStatus.Delivered && sms.SentAt is { } sentAt ? time.GetUtcNow() - StoredTime.At(sentAt) : null);
        }

        return applied;
    }

    /// <summary>Notes on a message's timeline that a report about it was refused; the first one only, however many come.</summary>
    public Task NoteForgeryAsync(long eventId, string detail) =>
        database.WriteAsync(session => StatusChanges.NoteForgery(session, eventId, Now(), detail));

    /// <summary>
    /// On by the next route, for a failure that was stored when the call was not answered yet; where none follows it is settled, and no later rule or route takes it up.
    /// Nothing where the message has moved on since.
    /// </summary>
    public Task GoOnAsync(Receipt failure) => database.WriteAsync(session =>
    {
        var isStill = session.Scalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM message WHERE event_id = @MessageId AND provider_id = @ProviderId AND status = @Status)",
            new { failure.MessageId, failure.ProviderId, Status = (int)failure.Status });
        if (isStill && !resend.Reroute(session, failure))
        {
            OpenFailovers.Close(session, failure, Now());
        }
    });

    private AppliedReceipt Apply(WriteSession session, Receipt receipt)
    {
        var row = session.QueryFirst<MessageRow>("""
            SELECT tenant_id AS TenantId, type_id AS TypeId, provider AS Provider, account_id AS AccountId, sender AS Sender, recipient AS Recipient, status AS Status, attempts AS Attempts, provider_id AS ProviderId,
                provider_status AS ProviderStatus, error_code AS ErrorCode, sent_at AS SentAt
            FROM message WHERE event_id = @MessageId
            """, new { receipt.MessageId });
        if (row is null || row.Attempts == 0)
        {
            return new AppliedReceipt(ReceiptOutcome.NotOurs, Sms: null);
        }

        if (receipt.MayBePart)
        {
            if (PartReceipts.OfWhole(session, receipt, Now()) is not { } whole)
            {
                return new AppliedReceipt(ReceiptOutcome.NoNews, Sms: null);
            }

            receipt = whole;
        }

        receipt = receipt with { Detail = receipt.Detail is { } words && !row.IsErased && !row.IsCode ? GatewayWords.WithoutNumber(words, Msisdn.FromE164(row.Recipient)) : null };
        var optsOut = receipt.Class == FailureClass.OptedOut && !row.IsErased && !OptOuts.WasReported(session, receipt.MessageId, receipt.ProviderId);
        var isCounted = spend.Counts(row.TenantId);
        var former = isCounted ? ProviderIds.OtherHolder(session, receipt.MessageId, receipt.ProviderId) : null;
        var outcome = Apply(session, receipt, row);
        if (receipt.Price is { } price && outcome != ReceiptOutcome.NotOurs && SmsPrices.Tell(session, receipt.MessageId, receipt.ProviderId, price, Now()) && outcome != ReceiptOutcome.Applied)
        {
            costs.Changed(session, [receipt.MessageId]); // what changes otherwise is heard of by that
        }

        if (isCounted && outcome != ReceiptOutcome.NotOurs)
        {
            spend.Count(session, former is { } other ? [receipt.MessageId, other] : [receipt.MessageId]); // it may prove that one was taken, or tell a price
        }

        if (outcome == ReceiptOutcome.Applied && optsOut)
        {
            OptOuts.RecordReported(session, row.TenantId, row.Sender, Msisdn.FromE164(row.Recipient), Now());
        }

        var triedAt = outcome != ReceiptOutcome.Applied || receipt.Class != FailureClass.Throttled ? null : session.Scalar<long?>(
            "SELECT MAX(started_at) FROM attempt WHERE event_id = @MessageId AND provider_id = @ProviderId", new { receipt.MessageId, receipt.ProviderId });
        return new AppliedReceipt(outcome, new ReportedSms(row.TenantId, row.Provider, row.AccountId, row.Sender, triedAt, row.SentAt));
    }

    private ReceiptOutcome Apply(WriteSession session, Receipt receipt, MessageRow row)
    {
        if (row.ProviderId == receipt.ProviderId)
        {
            return Advance(session, receipt, row, row.Status);
        }

        if (ProviderIds.IsAnotherTenants(session, receipt.MessageId, receipt.ProviderId))
        {
            return ReceiptOutcome.NotOurs;
        }

        if (IsEarlierAttempt(session, receipt))
        {
            return ApplyToEarlierAttempt(session, receipt, row);
        }

        if (receipt.Attempt is not null && ProviderIds.OtherHolder(session, receipt.MessageId, receipt.ProviderId) is not null)
        {
            return ReceiptOutcome.NotOurs; // an id that another message has from its own call: one of the two names is wrong
        }

        if (row.ProviderId is null || receipt.Attempt is not null)
        {
            return Adopt(session, receipt, row); // our own name in it leaves nothing to guess
        }

        if (ProviderIds.OtherHolder(session, receipt.MessageId, receipt.ProviderId) is not { } other)
        {
            return WasJudgedNotTaken(session, receipt) ? AdoptBesideAttempts(session, receipt, row) : ReceiptOutcome.NotOurs;
        }

        ProviderIds.Swap(session, receipt.MessageId, receipt.ProviderId, other, row.ProviderId);
        return Advance(session, receipt, row with { ProviderId = receipt.ProviderId, ProviderStatus = null }, row.Status);
    }

    /// <summary>
    /// The answer to a call was lost, or is still on its way: the receipt proves that the latest attempt whose id we do not know was taken. An id
    /// that is known stays with its attempt, whose later receipts find it there.
    /// </summary>
    private ReceiptOutcome Adopt(WriteSession session, Receipt receipt, MessageRow row)
    {
        if (UnnamedAttempt.Find(session, receipt) is not { } attempt)
        {
            return AdoptBesideAttempts(session, receipt, row);
        }

        if (attempt.Hop != RouteHop.None && receipt.Status != MessageStatus.Delivered)
        {
            return ReceiptOutcome.Superseded; // its provider refused it, says so twice, and the message has gone on by another route
        }

        if (attempt.WasRefused && receipt.Status is MessageStatus.Failed or MessageStatus.Undelivered)
        {
            Attempts.Named(session, receipt.MessageId, attempt.Number, receipt.ProviderId);
            return ReceiptOutcome.Superseded; // the same refusal once more: what was decided on it stands, a retry that waits above all
        }

        ProviderIds.Reclaim(session, receipt.MessageId, receipt.ProviderId, Now());
        Attempts.Adopted(session, receipt.MessageId, attempt.Number, receipt.ProviderId, Now());
        return attempt.Number == row.Attempts ? Advance(session, receipt, row, MessageStatus.Sent) : ApplyToEarlierAttempt(session, receipt, row);
    }

    /// <summary>A call of this message was found not taken and repeated; the receipt says that it was taken after all.</summary>
    private static bool WasJudgedNotTaken(WriteSession session, Receipt receipt) => session.Scalar<bool>("""
        SELECT EXISTS (SELECT 1 FROM attempt WHERE event_id = @MessageId AND provider_id IS NULL AND outcome = @NotTaken)
        """, new { receipt.MessageId, NotTaken = (int)AttemptOutcome.NotTaken });

    /// <summary>One SMS more than we know of calls: it goes on the record, once, and counts as an earlier attempt's.</summary>
    private ReceiptOutcome AdoptBesideAttempts(WriteSession session, Receipt receipt, MessageRow row)
    {
        StatusChanges.NoteOnce(
            session, receipt.MessageId, Now(), Sources.Provider, $"{receipt.ProviderId} was reported, which is none of the attempts: the client may get two.");
        if (receipt.Status == MessageStatus.Delivered)
        {
            ProviderIds.Reclaim(session, receipt.MessageId, receipt.ProviderId, Now());
        }

        return ApplyToEarlierAttempt(session, receipt, row);
    }

    /// <summary>
    /// Of attempts gone by only one thing matters: that one was delivered after all. Then the client has the text, whatever becomes of the
    /// later attempts, and nothing more may be sent.
    /// </summary>
    private ReceiptOutcome ApplyToEarlierAttempt(WriteSession session, Receipt receipt, MessageRow row) =>
        receipt.Status == MessageStatus.Delivered && row.Status != MessageStatus.Delivered
            ? Advance(session, receipt, row, MessageStatus.Sent)
            : ReceiptOutcome.Superseded;

    private ReceiptOutcome Advance(WriteSession session, Receipt receipt, MessageRow row, MessageStatus from)
    {
        // Ours decides too: the provider's word may be known already from its list, and its final words have no order among themselves.
        var to = from.Advance(receipt.Status);
        var isNews = row.ProviderId != receipt.ProviderId || to != from || (receipt.Supersedes(row.ProviderStatus) && to == receipt.Status && !row.Says(receipt));
        if (!isNews)
        {
            return ReceiptOutcome.NoNews;
        }

        var now = Now();
        session.Execute(Transitions.Advanced.Sql, new
        {
            messageId = receipt.MessageId, to = (int)to, providerId = receipt.ProviderId, providerStatus = receipt.ProviderStatus, errorCode = receipt.ErrorCode,
            reason = receipt.Reason, detail = receipt.Detail, now, finalAt = to.IsFinal() ? now : default(long?),
        });
        StatusChanges.AddReported(session, receipt.MessageId, now, to, isChange: to != row.Status, receipt.Reason, receipt.Detail ?? receipt.ProviderStatus);
        if (row.IsCode)
        {
            CodeTexts.Forget(session, row.TenantId, receipt.MessageId); // the provider has it, whoever of the two said so first
        }

        var goesOn = to == receipt.Status && !row.IsErased && !row.IsCode && (resend.Reroute(session, receipt) || resend.Plan(session, receipt));
        if (!goesOn && receipt.AwaitsAnswer && (to is MessageStatus.Undelivered or MessageStatus.Failed) && !row.IsErased && !row.IsCode)
        {
            OpenFailovers.Open(session, receipt, now);
        }

        if (!goesOn && row.Attempts > 1 && to is MessageStatus.Undelivered or MessageStatus.Failed)
        {
            EarlierSms.Reinstate(session, receipt.MessageId, to, receipt.Reason, now);
        }

        return ReceiptOutcome.Applied;
    }

    private static bool IsEarlierAttempt(WriteSession session, Receipt receipt) => session.Scalar<long>(
        "SELECT COUNT(*) FROM attempt WHERE event_id = @MessageId AND provider_id = @ProviderId", new { receipt.MessageId, receipt.ProviderId }) > 0;

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed record MessageRow
    {
        public long TenantId { get; init; }

        public long TypeId { get; init; }

        /// <summary>A two-factor code: carriers' words may quote it, and it is sent by no other way later.</summary>
        public bool IsCode => TypeId == EventTypeCodes.SmsCodeCode;

        public string? Provider { get; init; }

        public string? AccountId { get; init; }

        public string Sender { get; init; } = "";

        public string Recipient { get; init; } = "";

        /// <summary>Whatever was tried had a number.</summary>
        public bool IsErased => Recipient.Length == 0;

        public MessageStatus Status { get; init; }

        public int Attempts { get; init; }

        public string? ProviderId { get; init; }

        public string? ProviderStatus { get; init; }

        public string? ErrorCode { get; init; }

        public long? SentAt { get; init; }

        /// <summary>The provider's last word, once more: providers report at least once, and who keeps a report can send it again.</summary>
        public bool Says(Receipt receipt) => ProviderStatus == receipt.ProviderStatus && ErrorCode == receipt.ErrorCode;
    }
}
