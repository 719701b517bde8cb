using Dapper;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>A message that waits for its client's digest, or went with one.</summary>
internal sealed record DigestPart
{
    public long ClientId { get; init; }

    /// <summary>The message whose SMS tells it, which may be itself; null: it waits.</summary>
    public long? CarrierId { get; init; }
}

/// <summary>
/// Sole writer of <c>digest_part</c>: which messages of a client are told in one SMS. One of them carries it; the others are closed in the transaction that stores its intent, so that each
/// is told by one SMS whenever a process dies. Should that SMS be given up before it can have left, they go on by themselves.
/// </summary>
internal sealed class DigestParts(Database database)
{
    /// <summary>Of a row of <c>message</c> what became of the SMS that told it, also when that message was removed by its age; null where none did.</summary>
    internal const string CarrierStatusOfMessage = $"""
        (SELECT COALESCE(carrier.status, gone.aged) FROM digest_part LEFT JOIN message AS carrier ON carrier.event_id = digest_part.carrier_id
            LEFT JOIN event AS gone ON gone.id = digest_part.carrier_id
            WHERE digest_part.event_id = message.event_id AND message.reason = '{Reasons.ToldInDigest}')
        """;

    private const int MostWaiting = 50;

    private const string Columns = """
        message.event_id AS EventId, message.tenant_id AS TenantId, message.type_id AS TypeId, message.status AS Status, message.received_at AS ReceivedAt, message.queued_at AS QueuedAt,
        message.reason AS Reason, message.resource_id AS ResourceId, message.client_id AS ClientId, message.loan_id AS LoanId, event.savings_id AS SavingsId, event.sub_resource_id AS SubResourceId
        """;

    private const string Tables = "digest_part JOIN message ON message.event_id = digest_part.event_id JOIN event ON event.id = digest_part.event_id";

    /// <summary>Null: it was never collected.</summary>
    public async Task<DigestPart?> FindAsync(long eventId)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<DigestPart>("SELECT client_id AS ClientId, carrier_id AS CarrierId FROM digest_part WHERE event_id = @eventId", new { eventId });
    }

    /// <summary>What waits of a client, oldest first, whoever has it in hand.</summary>
    public Task<List<ClaimedMessage.ToLookUp>> WaitingAsync(long tenantId, long clientId) => ReadAsync(
        "digest_part.tenant_id = @tenantId AND digest_part.client_id = @clientId AND digest_part.carrier_id IS NULL AND message.status = 1 AND message.attempts = 0", new { tenantId, clientId, MostWaiting });

    /// <summary>What the SMS of a message told beside its own, or was to tell.</summary>
    public Task<List<ClaimedMessage.ToLookUp>> ToldByAsync(long carrierId) => ReadAsync(
        "digest_part.carrier_id = @carrierId AND digest_part.event_id <> @carrierId AND message.status = 7 AND message.reason = @ToldInDigest", new { carrierId, Reasons.ToldInDigest, MostWaiting });

    /// <summary>It waits; whoever comes to send it tells it with the others of that client.</summary>
    public static void Collect(WriteSession session, long tenantId, long eventId, long clientId) => session.Execute("""
        INSERT INTO digest_part (event_id, tenant_id, client_id) VALUES (@eventId, @tenantId, @clientId)
        ON CONFLICT (event_id) DO UPDATE SET client_id = excluded.client_id WHERE digest_part.carrier_id IS NULL
        """, new { eventId, tenantId, clientId });

    /// <summary>Whether all that an SMS is to tell still wait in nobody's hands, or are its already.</summary>
    public static bool AreFree(WriteSession session, long carrierId, IReadOnlyCollection<long> eventIds) =>
        eventIds.Count == 0 || session.Scalar<long>($"""
            SELECT COUNT(*) FROM digest_part JOIN message ON message.event_id = digest_part.event_id
            WHERE {session.Dialect.Listed("digest_part.event_id")}
                AND ((digest_part.carrier_id IS NULL AND message.status = 1 AND message.attempts = 0 AND message.lease_owner IS NULL)
                    OR (digest_part.carrier_id = @carrierId AND message.status = 7 AND message.reason = @ToldInDigest))
            """, new { ids = SqlDialect.List(eventIds), carrierId, Reasons.ToldInDigest }) == eventIds.Count;

    /// <summary>Inside the transaction that stores the intent, after <see cref="AreFree"/>: from now on these are told by it. What it was to tell before, and does not, goes on by itself, unless an SMS that told it may have left.</summary>
    public static void Bind(WriteSession session, ClaimedMessage carrier, Intent intent, long now)
    {
        if (intent.Digest is not { } told)
        {
            return;
        }

        var before = BoundTo(session, carrier.EventId);
        if (before.Count > 0 && !MayHaveLeft(session, carrier.EventId, before: intent.Number))
        {
            before.Where(eventId => !told.Contains(eventId)).ToList().ForEach(eventId => Release(session, eventId, now));
        }

        foreach (var eventId in told.Where(eventId => !before.Contains(eventId)))
        {
            Tell(session, carrier, eventId, intent.Recipient, now);
        }

        session.Execute("UPDATE digest_part SET carrier_id = @EventId WHERE event_id = @EventId", new { carrier.EventId });
        if (told.Count > 0)
        {
            StatusChanges.NoteOnce(session, carrier.EventId, now, Sources.Relay, $"Its SMS tells {told.Count + 1} receipts of the client, also {Named(told)}.");
        }
    }

    /// <summary>Inside the transaction that gave a message up: if none of its SMS can have left, what it was to tell goes on by itself.</summary>
    public static void ReleaseIfUntold(WriteSession session, long carrierId, long now)
    {
        var bound = BoundTo(session, carrierId);
        if (bound.Count > 0 && !MayHaveLeft(session, carrierId, before: int.MaxValue))
        {
            bound.ForEach(eventId => Release(session, eventId, now));
        }
    }

    /// <summary>A person sends it anew: it goes by itself. What its SMS told stays with it.</summary>
    public static void Leave(WriteSession session, long eventId) => session.Execute("DELETE FROM digest_part WHERE event_id = @eventId", new { eventId });

    /// <summary>Whose they are is taken out; by which SMS they were told stays.</summary>
    /// <param name="ids">As <see cref="SqlDialect.List(IEnumerable{long})"/>.</param>
    public static void EraseAll(WriteSession session, string ids) => session.Execute($"UPDATE digest_part SET client_id = 0 WHERE {session.Dialect.Listed("event_id")}", new { ids });

    /// <summary>Their messages go too.</summary>
    /// <inheritdoc cref="EraseAll"/>
    public static void RemoveAll(WriteSession session, string ids) => session.Execute($"DELETE FROM digest_part WHERE {session.Dialect.Listed("event_id")}", new { ids });

    private async Task<List<ClaimedMessage.ToLookUp>> ReadAsync(string condition, object parameters)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<ClaimedRow>($"SELECT {Columns} FROM {Tables} WHERE {condition} ORDER BY message.event_id LIMIT @MostWaiting", parameters);
        return [.. rows.Select(static row => new ClaimedMessage.ToLookUp(row))];
    }

    /// <param name="before">Of the attempts before this one.</param>
    private static bool MayHaveLeft(WriteSession session, long carrierId, int before) => session.Scalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM attempt WHERE event_id = @carrierId AND number < @before AND (outcome IS NULL OR outcome IN (@Accepted, @Unknown)))",
        new { carrierId, before, Accepted = (int)AttemptOutcome.Accepted, Unknown = (int)AttemptOutcome.Unknown });

    private static List<long> BoundTo(WriteSession session, long carrierId) => session.Query<long>("""
        SELECT digest_part.event_id FROM digest_part JOIN message ON message.event_id = digest_part.event_id
        WHERE carrier_id = @carrierId AND digest_part.event_id <> @carrierId AND message.status = 7 AND message.reason = @ToldInDigest ORDER BY digest_part.event_id
        """, new { carrierId, Reasons.ToldInDigest });

    private static void Tell(WriteSession session, ClaimedMessage carrier, long eventId, Msisdn recipient, long now)
    {
        var detail = FormattableString.Invariant($"Told in the SMS of message {carrier.EventId}.");
        if (session.Execute(Transitions.ToldElsewhere.Sql, new { eventId, tenantId = carrier.TenantId, now, reason = Reasons.ToldInDigest, detail, recipient = recipient.Value }) != 1)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"Message {eventId} was to be told by {carrier.EventId}, and is not free.")); // all of it is undone: nothing was sent
        }

        session.Execute("UPDATE digest_part SET carrier_id = @carrierId WHERE event_id = @eventId", new { carrierId = carrier.EventId, eventId });
        StatusChanges.Add(session, eventId, now, MessageStatus.DeadLettered, Sources.Relay, Reasons.ToldInDigest, detail);
    }

    private static void Release(WriteSession session, long eventId, long now)
    {
        if (session.Execute(Transitions.Untold.Sql, new { eventId, now }) == 1)
        {
            StatusChanges.Add(session, eventId, now, MessageStatus.Queued, Sources.Relay, Reasons.Digest, "The SMS that was to tell it too did not: it goes on by itself.");
        }

        session.Execute("UPDATE digest_part SET carrier_id = NULL WHERE event_id = @eventId", new { eventId });
    }

    private static string Named(IReadOnlyList<long> eventIds) =>
        (eventIds.Count == 1 ? "that of message " : "those of messages ") + string.Join(", ", eventIds.Select(static eventId => FormattableString.Invariant($"{eventId}")));
}
