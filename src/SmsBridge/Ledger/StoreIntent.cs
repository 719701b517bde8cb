using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>An SMS is about to be sent: on disk before the provider is called.</summary>
internal sealed class StoreIntent(ClaimedMessage claimed, Intent intent, long owner, long leaseUntil, TimeProvider time) : TaskOperation<IntentOutcome>(completesTogether: true)
{
    internal override IWriteSet? Set => AttemptStatements.IsPlain(claimed, intent, Now(), leaseUntil) ? Together.Instance : null;

    internal override void Execute(WriteSession session) =>
        Result = intent.Digest is { } digest && !DigestParts.AreFree(session, claimed.EventId, digest) ? IntentOutcome.DigestChanged
            : intent.Consent is { } need && !ConsentRecords.Allows(session, claimed.TenantId, intent.Recipient, need) ? WhyNot(session, IntentOutcome.NoConsent)
            : intent.Limit?.IsReached(session, claimed, intent.Recipient) == true ? WhyNot(session, IntentOutcome.DayLimitReached)
            : AttemptStatements.Of(session).StoreIntent(claimed, intent, owner, Now(), leaseUntil) ? Stored(session)
            : WhyNot(session, IntentOutcome.LeaseLost);

    /// <summary>A STOP is told before all else: it blocks every class.</summary>
    private IntentOutcome WhyNot(WriteSession session, IntentOutcome otherwise) =>
        OptOuts.IsOptedOut(session, claimed.TenantId, intent.Recipient) ? IntentOutcome.OptedOut : otherwise;

    private IntentOutcome Stored(WriteSession session)
    {
        if (intent is { Note: { } note, Number: 1 }) // once is enough: the attempts that follow are to the same number
        {
            StatusChanges.Add(session, claimed.EventId, Now(), MessageStatus.Sending, Sources.Relay, detail: note);
        }

        DigestParts.Bind(session, claimed, intent, Now());
        if (CopiesNow is { } copies)
        {
            copies.Execute(session, Enumerable.Range(0, copies.Count));
            StatusChanges.Add(session, claimed.EventId, Now(), MessageStatus.Sending, Sources.Relay, detail: $"Its copy for the loan officer is message {string.Join(", ", copies.Ids)}.");
        }

        return IntentOutcome.Stored;
    }

    /// <summary>With the first intent and no other: a copy is of what was told, not of each try.</summary>
    private EventParts? CopiesNow => intent.Number == 1 ? intent.Copies : null;

    internal override void Complete()
    {
        if (Result == IntentOutcome.Stored)
        {
            CopiesNow?.Complete();
        }

        base.Complete();
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Together : IWriteSet
    {
        public static readonly Together Instance = new();

        /// <inheritdoc/>
        public void Execute(WriteSession session, IReadOnlyList<WriteOperation> operations)
        {
            var intents = operations.Cast<StoreIntent>().ToList();
            var stored = AttemptStatements.Of(session).StoreIntents(intents.Select(static it => (it.Claimed, it.Intent)), intents[0].Owner, intents[0].Now());
            for (var index = 0; index < intents.Count; index++)
            {
                if (stored[index])
                {
                    intents[index].Result = IntentOutcome.Stored;
                }
                else
                {
                    intents[index].Execute(session); // says why not
                }
            }
        }
    }

    private ClaimedMessage Claimed => claimed;

    private Intent Intent => intent;

    private long Owner => owner;
}
