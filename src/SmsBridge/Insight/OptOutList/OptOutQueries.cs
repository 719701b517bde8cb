using Dapper;
using SmsBridge.Insight.Lists;
using SmsBridge.Store;

namespace SmsBridge.Insight.OptOutList;

/// <summary>Who wants no SMS from a tenant's senders.</summary>
internal sealed class OptOutQueries(Database database)
{
    public const int PageSize = 50;

    internal static readonly ListQuery List = new(new ListTable("opt_out", "id"), new ListRows(
        "id AS Id, sender AS Sender, number AS Number, since AS Since, source AS Source, lifted_at AS LiftedAt", "opt_out", "id"));

    /// <summary>Newest first, by number of the row; one more than a page when there are older ones.</summary>
    public async Task<IReadOnlyList<OptOutRow>> ListAsync(long tenantId, long? before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var bounds = new ListBounds([tenantId], Low: 0, before ?? long.MaxValue, PageSize + 1);
        var rows = await connection.QueryAsync<OptOutRow>(new CommandDefinition(List.OfOne(database.Dialect), List.Parameters(bounds), cancellationToken: cancellationToken));
        return rows.AsList();
    }

    /// <summary>When the last opt-out of a number was lifted; null: it opted out of a sender still, or never.</summary>
    public async Task<DateTimeOffset?> LiftedAsync(long tenantId, string number, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var (standing, lifted) = await connection.QueryFirstAsync<(long, long?)>(new CommandDefinition(
            "SELECT COUNT(*) - COUNT(lifted_at), MAX(lifted_at) FROM opt_out WHERE tenant_id = @tenantId AND number = @number", new { tenantId, number }, cancellationToken: cancellationToken));
        return standing == 0 ? StoredTime.At(lifted) : null;
    }
}

internal sealed record OptOutRow
{
    public long Id { get; init; }

    public string Sender { get; init; } = "";

    public string Number { get; init; } = "";

    public long Since { get; init; }

    public string Source { get; init; } = "";

    public long? LiftedAt { get; init; }
}
