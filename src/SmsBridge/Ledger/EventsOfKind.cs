using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>What came in of one kind lately, whether its clients were to be told of it or not.</summary>
internal sealed class EventsOfKind(Database database, EventTypeCodes codes)
{
    /// <summary>Without the parts of groups' events that their members were told: the group's own event stands for them.</summary>
    private static readonly string Kind = FormattableString.Invariant(
        $"FROM event WHERE id >= @first AND tenant_id = @tenantId AND type_id = @typeId AND dialect <> {(int)Dialect.Member} AND (verdict = 1 OR (verdict = 3 AND reason = @NotHandled))");

    /// <returns>How many there are, and the newest of them.</returns>
    public async Task<(long Count, List<RecentEvent> Newest)> SinceAsync(long tenantId, EventType type, DateTimeOffset since, int most, CancellationToken cancellationToken)
    {
        if (!codes.TryGet(type, out var typeId))
        {
            return (0, []);
        }

        await using var connection = await database.OpenReadAsync(cancellationToken);
        var first = await EventIdAt.FirstAsync(connection, since, cancellationToken);
        var which = new { first, tenantId, typeId, most, Reasons.NotHandled };
        var count = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT COUNT(*) {Kind}", which, cancellationToken: cancellationToken));
        var newest = await connection.QueryAsync<RecentEvent>(new CommandDefinition(
            $"""
            SELECT id AS Id, type_id AS TypeId, verdict AS Verdict, received_at AS ReceivedAt, resource_id AS ResourceId, client_id AS ClientId, loan_id AS LoanId,
                savings_id AS SavingsId, sub_resource_id AS SubResourceId
            {Kind} ORDER BY id DESC LIMIT @most
            """, which, cancellationToken: cancellationToken));
        return (count, newest.AsList());
    }
}

/// <summary>An event as it came in.</summary>
internal sealed record RecentEvent
{
    public required long Id { get; init; }

    public required long TypeId { get; init; }

    public required Verdict Verdict { get; init; }

    public required long ReceivedAt { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    public long? SubResourceId { get; init; }
}
