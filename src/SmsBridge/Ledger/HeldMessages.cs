using System.Data.Common;
using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>One of what is held, to be looked at.</summary>
internal sealed record HeldMessage
{
    public long EventId { get; init; }

    public string Entity { get; init; } = "";

    public string Action { get; init; } = "";

    public long ReceivedAt { get; init; }

    public long? ClientId { get; init; }

    public long? ResourceId { get; init; }

    public string Event => new EventType(Entity, Action).ToString();
}

/// <summary>Which held messages: of one tenant, that came in one time.</summary>
/// <param name="From">Start of the hour.</param>
/// <param name="Until">Its end.</param>
/// <param name="Held">The reason they wait for.</param>
/// <param name="ReceivedUntil">What came about before may be told later.</param>
internal readonly record struct HeldRange(long TenantId, long From, long Until, string Held = Reasons.HeldAsSurge, long ReceivedUntil = long.MaxValue);

/// <summary>Messages that wait because far more than usual came at once, or for a cap: how many, some of them, and what a person decided for all of them.</summary>
internal static class HeldMessages
{
    /// <summary>Counted up to so many.</summary>
    public const int MostCounted = 10_000;

    /// <summary>Moved in one transaction: other writes wait for as long.</summary>
    public const int Batch = 200;

    private const string OfTenant = "tenant_id = @tenantId AND due_at IS NOT NULL AND reason = @held";

    private const string AnySql = $"SELECT EXISTS (SELECT 1 FROM message WHERE {OfTenant} AND queued_at >= @from AND queued_at < @until AND received_at < @receivedUntil)";

    /// <summary>By event; together at most one more than <see cref="MostCounted"/>, which says that there are more.</summary>
    public static async Task<IReadOnlyDictionary<long, long>> CountAsync(DbConnection connection, long tenantId, string held, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<(long TypeId, long Count)>(new CommandDefinition(
            $"SELECT type_id, COUNT(*) FROM (SELECT type_id FROM message WHERE {OfTenant} LIMIT @MostCounted + 1) AS held GROUP BY type_id",
            new { tenantId, held, MostCounted }, cancellationToken: cancellationToken))).ToDictionary(row => row.TypeId, row => row.Count);

    /// <summary>The first to be due, which came first.</summary>
    public static async Task<List<HeldMessage>> SampleAsync(DbConnection connection, long tenantId, string held, int most, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<HeldMessage>(new CommandDefinition($"""
            SELECT event_id AS EventId, entity AS Entity, action AS Action, received_at AS ReceivedAt, client_id AS ClientId, resource_id AS ResourceId
            FROM (SELECT * FROM message WHERE {OfTenant} ORDER BY due_at, event_id LIMIT @most) AS held JOIN event_type ON event_type.id = held.type_id ORDER BY event_id
            """, new { tenantId, held, most }, cancellationToken: cancellationToken))).AsList();

    /// <summary>Some are held yet, be it in somebody's hands.</summary>
    public static bool Any(WriteSession session, in HeldRange range) =>
        session.Scalar<bool>(AnySql, new { tenantId = range.TenantId, from = range.From, until = range.Until, held = range.Held, receivedUntil = range.ReceivedUntil });

    /// <inheritdoc cref="Any"/>
    public static Task<bool> AnyAsync(DbConnection connection, in HeldRange range, CancellationToken cancellationToken) => connection.ExecuteScalarAsync<bool>(
        new CommandDefinition(AnySql, new { tenantId = range.TenantId, from = range.From, until = range.Until, held = range.Held, receivedUntil = range.ReceivedUntil }, cancellationToken: cancellationToken));

    /// <summary>Lets the next ones go on, as if nothing had held them: their expiry, quiet hours and look-ups are still before them.</summary>
    /// <param name="note">Who did it, for the timeline.</param>
    /// <returns>How many.</returns>
    public static int Release(WriteSession session, in HeldRange range, long now, string source, string note) =>
        Move(session, Transitions.HoldReleased, range, now, MessageStatus.Queued, source, reason: null, note);

    /// <summary>Gives the next ones up.</summary>
    /// <inheritdoc cref="Release"/>
    public static int Cancel(WriteSession session, in HeldRange range, long now, string source, string note) =>
        Move(session, Transitions.HoldCancelled, range, now, MessageStatus.DeadLettered, source, Reasons.Cancelled, note);

    /// <summary>Closes the next ones, which an import pause covers that was set after they were held.</summary>
    /// <inheritdoc cref="Release"/>
    public static int Close(WriteSession session, in HeldRange range, long now, string source, string note) =>
        Move(session, Transitions.HoldCancelled, range, now, MessageStatus.DeadLettered, source, Reasons.ImportPause, note);

    /// <summary>Has all of a tenant judged anew, at once: what held them is another by now.</summary>
    public static void JudgeAnew(WriteSession session, long tenantId, string held, long now) =>
        session.Execute(Transitions.Freed.Sql, new { tenantId, now, reason = held });

    private static int Move(
        WriteSession session, Transition transition, in HeldRange range, long now, MessageStatus status, string source, string? reason, string note)
    {
        var moved = session.Query<(long EventId, long Attempts)>(
            $"{transition.Sql} RETURNING event_id, attempts",
            new { tenantId = range.TenantId, from = range.From, until = range.Until, held = range.Held, receivedUntil = range.ReceivedUntil, now, reason, detail = note, most = Batch });
        if (moved.Count > 0)
        {
            StatusChanges.AddAll(session, moved.Select(one => one.EventId).Order(), now, status, source, reason, note);
        }

        foreach (var (eventId, _) in moved.Where(one => status == MessageStatus.DeadLettered && one.Attempts > 0))
        {
            EarlierSms.Reinstate(session, eventId, status, reason, now);
            DigestParts.ReleaseIfUntold(session, eventId, now);
        }

        return moved.Count;
    }
}
