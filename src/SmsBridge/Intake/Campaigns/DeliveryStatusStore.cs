using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Intake.Campaigns;

/// <summary>Where the texts stand that a core asks about. It asks about the same ones thousands of times: one read, by two indexes.</summary>
internal sealed class DeliveryStatusStore(Database database)
{
    /// <summary>Repeats have no number of the core's, so what is found is a text or a refusal. The numbers come first: each of them is looked up.</summary>
    internal static string FindSql(SqlDialect dialect) => $"""
        SELECT t.value AS InternalId, e.id AS EventId, e.verdict AS Verdict, m.status AS Status, m.sent_at AS SentAt, m.provider_id AS ProviderId
        FROM {dialect.Numbers("@ids", "t")} CROSS JOIN event AS e LEFT JOIN message AS m ON m.event_id = e.id
        WHERE e.tenant_id = @tenantId AND e.internal_id = t.value
        """;

    /// <returns>Those that are known. Where the core used a number twice, the latest text of it.</returns>
    public async Task<IReadOnlyCollection<TextStanding>> FindAsync(long tenantId, IEnumerable<long> internalIds)
    {
        await using var connection = database.OpenRead();
        var found = new Dictionary<long, TextStanding>();
        foreach (var row in await connection.QueryAsync<TextStanding>(FindSql(database.Dialect), new { tenantId, ids = SqlDialect.List(internalIds) }))
        {
            if (!found.TryGetValue(row.InternalId, out var other) || (row.Verdict, -row.EventId).CompareTo((other.Verdict, -other.EventId)) < 0)
            {
                found[row.InternalId] = row;
            }
        }

        return found.Values;
    }
}

/// <summary>Where one text stands.</summary>
internal sealed record TextStanding
{
    /// <summary>The core's number for it.</summary>
    public long InternalId { get; init; }

    public long EventId { get; init; }

    /// <summary><see cref="Ledger.Verdict"/>.</summary>
    public long Verdict { get; init; }

    /// <summary>Null: the relay has not taken it yet, or it was refused.</summary>
    public MessageStatus? Status { get; init; }

    public long? SentAt { get; init; }

    /// <summary>The provider's name for the SMS.</summary>
    public string? ProviderId { get; init; }
}
