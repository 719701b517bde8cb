using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>The provider took an attempt; the message is settled unless it has moved on already.</summary>
/// <param name="spend">Null: the tenant has no cap, and nothing is counted.</param>
/// <param name="codeOf">Whose two-factor code it is; null: it is none.</param>
internal sealed class RecordAccepted(long eventId, int number, SendResult.Accepted answer, string source, SpendCounts? spend, long? codeOf, TimeProvider time) : TaskOperation<bool>(completesTogether: true)
{
    private bool IsGuess => source == Sources.Resolver;

    /// <summary>Nearly always: the id can be no other message's, and is written in one way.</summary>
    internal override IWriteSet? Set => !IsGuess && codeOf is null && answer is { IsIdUnique: true, Spellings.Count: 0 } ? Together.Instance : null;

    internal override void Execute(WriteSession session)
    {
        var former = spend is null ? null : ProviderIds.OtherHolder(session, eventId, answer.ProviderId);
        Result = Record(session);
        if (codeOf is { } tenantId && (Result || !IsGuess))
        {
            CodeTexts.Forget(session, tenantId, eventId); // the provider has it
        }

        spend?.Count(session, former is { } other ? [eventId, other] : [eventId]);
    }

    private bool Record(WriteSession session)
    {
        var now = Now();
        var (accepted, statements) = (answer, AttemptStatements.Of(session));
        if (IsGuess && statements.IsTaken(eventId, accepted.ProviderId))
        {
            return false;
        }

        if (accepted.Spellings.Count > 0 && statements.Reported(eventId, number) is { } reported && accepted.Spellings.Contains(reported, StringComparer.Ordinal))
        {
            accepted = accepted with { ProviderId = reported };
        }

        if (!accepted.IsIdUnique && statements.IsTaken(eventId, accepted.ProviderId))
        {
            accepted = Beside(session, accepted, now);
        }

        var settled = statements.Accept(eventId, number, accepted, now);
        var isFirst = settled && !IsGuess;
        if (IsGuess && !settled)
        {
            return false; // a receipt was faster
        }

        if (!settled)
        {
            // Who has the id by a guess gives it back. Who was answered with it too keeps it: it is settled, and to doubt it would be to send it again.
            if (ProviderIds.OtherHolder(session, eventId, accepted.ProviderId) is { } other && ProviderIds.IsByOwnAnswer(session, other, accepted.ProviderId))
            {
                accepted = Beside(session, accepted, now);
            }

            ProviderIds.Reclaim(session, eventId, accepted.ProviderId, now);
            settled = statements.Accept(eventId, number, accepted, now);
        }

        statements.Complete(eventId, number, accepted, now);
        if (accepted.Parts.Count > 1)
        {
            RecordParts(session, accepted);
        }

        if (accepted.Price is { } price)
        {
            TellPrice(session, accepted.ProviderId, price, isFirst, now);
        }

        if (IsGuess)
        {
            StatusChanges.Add(session, eventId, now, MessageStatus.Sent, source, detail: $"{ProviderIds.FoundAs(accepted.ProviderId)}.");
        }

        return settled || IsSettledAs(session, eventId, number, accepted.ProviderId, now);
    }

    /// <param name="isFirst">Nobody can have told one before.</param>
    private void TellPrice(WriteSession session, string providerId, Price price, bool isFirst, long now)
    {
        if (isFirst)
        {
            AnsweredPrices.Of(session).AddOne(eventId, providerId, price, now);
        }
        else
        {
            SmsPrices.Tell(session, eventId, providerId, price, now);
        }
    }

    /// <summary>The provider has given another one the same id.</summary>
    private SendResult.Accepted Beside(WriteSession session, SendResult.Accepted accepted, long now)
    {
        StatusChanges.Note(session, eventId, now, source, $"The provider named it {accepted.ProviderId}, as another one: reports under that id are the other one's.");
        return accepted with { ProviderId = ProviderIds.Beside(accepted.ProviderId, eventId) };
    }

    /// <summary>Receipts of its first parts may have come before the last was taken.</summary>
    private void RecordParts(WriteSession session, SendResult.Accepted accepted)
    {
        var names = accepted.Parts.Any(part => part.Contains(accepted.ProviderId, StringComparer.Ordinal)) ? accepted.Parts : [.. accepted.Parts.SkipLast(1), [accepted.ProviderId]];
        var before = Attempts.InParts(session, eventId).Where(attempt => attempt.Number == number).Select(attempt => SmsParts.Parse(attempt.Parts)).FirstOrDefault();
        if (SmsParts.Of(names, before) is { } parts)
        {
            Attempts.WentInParts(session, eventId, number, parts);
        }
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

        StatusChanges.Note(session, eventId, now, Sources.Relay, $"Attempt {number} was taken too, as {providerId}: the client may get two.");
        return false;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private sealed class Together : IWriteSet
    {
        public static readonly Together Instance = new();

        /// <inheritdoc/>
        public void Execute(WriteSession session, IReadOnlyList<WriteOperation> operations)
        {
            var all = operations.Cast<RecordAccepted>().ToList();
            var settled = AttemptStatements.Of(session).AcceptAll(all.Select(static it => it.Row), all[0].Now());
            AddPrices(session, all.Where((it, index) => settled[index] && it.Price is not null).ToList());
            for (var index = 0; index < all.Count; index++)
            {
                if (settled[index])
                {
                    all[index].Result = true;
                }
                else
                {
                    all[index].Execute(session); // a receipt was faster, or the id is another message's
                }
            }

            if (all.Find(static it => it.Spend is not null)?.Spend is { } spend)
            {
                spend.Count(session, all.Where(static it => it.Spend is not null && it.Result).Select(static it => it.Row.EventId));
            }
        }

        /// <summary>Few providers tell it so early: nothing is prepared or written where none did.</summary>
        private static void AddPrices(WriteSession session, List<RecordAccepted> told)
        {
            if (told.Count == 0)
            {
                return;
            }

            var prices = AnsweredPrices.Of(session);
            prices.Clear();
            foreach (var it in told)
            {
                prices.Add(it.Row.EventId, it.Row.Accepted.ProviderId, it.Price!.Value, it.Now());
            }

            prices.Flush();
        }
    }

    private Price? Price => answer.Price;

    private SpendCounts? Spend => spend;

    private (long EventId, int Number, SendResult.Accepted Accepted) Row => (eventId, number, answer);
}
