using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Operators;

/// <summary>A tenant somebody may see.</summary>
internal sealed record ScopedTenant
{
    public long Id { get; init; }

    public string Identifier { get; init; } = "";

    public long? DeletedAt { get; init; }

    public string? Region { get; init; }
}

/// <summary>All tenants there ever were, for scopes to choose among.</summary>
internal sealed class ScopedTenantStore(Database database)
{
    /// <summary>By name; one that was registered anew after it was deleted is there several times.</summary>
    public async Task<List<ScopedTenant>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<ScopedTenant>(new CommandDefinition(
            "SELECT id AS Id, identifier AS Identifier, deleted_at AS DeletedAt, default_region AS Region FROM tenant ORDER BY identifier, id",
            cancellationToken: cancellationToken));
        return rows.AsList();
    }
}
