using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Console.Pages.Tenants;

/// <summary>Who wants no SMS from a tenant's senders.</summary>
internal sealed class OptOutQueries(Database database)
{
    public const int PageSize = 50;

    internal const string ListSql = """
        SELECT id AS Id, sender AS Sender, number AS Number, since AS Since, source AS Source, lifted_at AS LiftedAt FROM opt_out
        WHERE tenant_id = @tenantId AND id < @before ORDER BY id DESC LIMIT @Rows
        """;

    /// <summary>Newest first, by number of the row; one more than a page when there are older ones.</summary>
    public async Task<IReadOnlyList<OptOutRow>> ListAsync(long tenantId, long? before, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var rows = await connection.QueryAsync<OptOutRow>(new CommandDefinition(
            ListSql, new { tenantId, before = before ?? long.MaxValue, Rows = PageSize + 1 }, cancellationToken: cancellationToken));
        return rows.AsList();
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
