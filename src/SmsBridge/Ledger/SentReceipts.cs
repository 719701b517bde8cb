using System.Data.Common;
using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Whether a client was told of something: of several SMS the highest counts.</summary>
internal enum Told
{
    No,

    /// <summary>Nobody could find out.</summary>
    NeverKnown,

    /// <summary>It is being sent, or in doubt: soon it will be known.</summary>
    NotYetKnown,
    Yes,
}

/// <summary>Whether a client was told of something before it is taken back.</summary>
internal sealed class SentReceipts(Database database, EventTypeCodes codes)
{
    /// <summary>Whether an SMS of this type about this resource left. One that waits has not: it is looked up again, and what was taken back is not told.</summary>
    /// <param name="member">Of a group's: the member whose own it must have been; null: it is one client's.</param>
    public async Task<Told> WasSentAsync(long tenantId, EventType type, long resourceId, CancellationToken cancellationToken, long? member = null)
    {
        if (!codes.TryGet(type, out var typeId))
        {
            return Told.No;
        }

        await using var connection = await database.OpenBriefReadAsync();
        var (which, digest) = (ByResource, default(byte[]));
        if (member is { } client)
        {
            if (await connection.ExecuteScalarAsync<long?>(new CommandDefinition($"SELECT id FROM event WHERE {ByResource}", new { tenantId, typeId, resourceId }, cancellationToken: cancellationToken)) is not { } origin)
            {
                return Told.No;
            }

            (which, digest) = (ByDigest, MemberKey.Of(origin, client));
        }

        var all = await ReadAsync(
            connection, $"message WHERE message.event_id IN (SELECT id FROM event WHERE {which})", new { tenantId, typeId, resourceId, digest, Accepted, Unknown, Reasons.ToldInDigest }, cancellationToken);
        var carriers = all.Where(receipt => receipt.CarrierId is not null).Select(receipt => receipt.CarrierId).ToList();
        if (carriers.Count > 0)
        {
            // Told by the SMS of another message: what became of that one.
            all = [.. all.Where(receipt => receipt.CarrierId is null), .. await ReadAsync(
                connection, "message WHERE message.event_id IN @carriers", new { carriers, Accepted, Unknown, Reasons.ToldInDigest }, cancellationToken)];
        }

        var told = all.Select(Of).DefaultIfEmpty(Told.No).Max();
        return told == Told.Yes || !await AgedAsync(which)
            && !(carriers.Count > 0 && await AgedAsync("id IN @carriers")) ? told : Told.Yes;

        // Removed by its age, itself or what told it: what that SMS had come to is kept with what tells a repeat.
        Task<bool> AgedAsync(string these) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"SELECT EXISTS (SELECT 1 FROM event WHERE {these} AND aged IN ({(int)MessageStatus.Sent}, {(int)MessageStatus.Delivered}))",
            new { tenantId, typeId, resourceId, digest, carriers }, cancellationToken: cancellationToken));
    }

    /// <summary>Another one of the client's is just being written, and may tell it too: it asks the core before it takes hold of those that it tells.</summary>
    private const string Telling = """
        SELECT 1 FROM digest_part AS own
            JOIN digest_part AS other ON other.tenant_id = own.tenant_id AND other.client_id = own.client_id AND other.carrier_id IS NULL
            JOIN message AS carrier ON carrier.event_id = other.event_id AND carrier.lease_owner IS NOT NULL
        WHERE own.event_id = message.event_id AND own.carrier_id IS NULL
        """;

    private const string ByResource = "tenant_id = @tenantId AND type_id = @typeId AND resource_id = @resourceId AND verdict = 1";

    private const string ByDigest = "tenant_id = @tenantId AND digest = @digest AND verdict = 1";

    private const int Accepted = (int)AttemptOutcome.Accepted;

    private const int Unknown = (int)AttemptOutcome.Unknown;

    private static async Task<List<Receipt>> ReadAsync(DbConnection connection, string source, object parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<Receipt>(new CommandDefinition(
            $"""
            SELECT message.status AS Status, message.reason AS Reason, CASE WHEN message.lease_owner IS NULL AND NOT EXISTS ({Telling}) THEN 0 ELSE 1 END AS IsInWork,
                (SELECT COUNT(*) FROM attempt WHERE attempt.event_id = message.event_id AND outcome = @Accepted) AS Taken,
                (SELECT COUNT(*) FROM attempt WHERE attempt.event_id = message.event_id AND (outcome IS NULL OR outcome = @Unknown)) AS InDoubt,
                (SELECT carrier_id FROM digest_part WHERE digest_part.event_id = message.event_id AND message.reason = @ToldInDigest) AS CarrierId
            FROM {source}
            """, parameters, cancellationToken: cancellationToken))).AsList();

    private static Told Of(Receipt receipt) => receipt.Status switch
    {
        MessageStatus.Sent or MessageStatus.Delivered => Told.Yes,
        MessageStatus.Undelivered or MessageStatus.Failed => Told.No, // by the carrier's word
        MessageStatus.Sending => Told.NotYetKnown,
        MessageStatus.Queued when receipt.Reason is Reasons.ResendPlanned or Reasons.NextRoute => Told.No, // what was sent was not delivered
        _ when receipt.Taken > 0 => Told.Yes, // and is to be sent again
        MessageStatus.Queued when receipt.IsInWork != 0 || receipt.InDoubt > 0 => Told.NotYetKnown,
        _ when receipt.InDoubt > 0 => Told.NeverKnown,
        _ => Told.No,
    };

    private sealed record Receipt
    {
        public MessageStatus Status { get; init; }

        public string? Reason { get; init; }

        public int IsInWork { get; init; }

        public int Taken { get; init; }

        public int InDoubt { get; init; }

        /// <summary>The message whose SMS told it; null: its own did, or none.</summary>
        public long? CarrierId { get; init; }
    }
}
