using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Intake.Events;

/// <summary>External events that could not be read, and that nobody looked at for long enough.</summary>
internal sealed class ParkedRetentionStore(Database database) : IKeptByAge
{
    public string Kind => "Parked";

    public int Remove(WriteSession session, DataOwner owner, DateTimeOffset before, int most) => ExternalEventStatements.DropOld(session, Of(owner), owner.Identifier, before, most);

    public async Task<long> CountAsync(DataOwner owner, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM (SELECT 1 FROM parked_event WHERE {Of(owner)} AND parked_at < @before LIMIT @most) AS old",
            new { owner.Identifier, before = before.ToUnixTimeMilliseconds(), most }, cancellationToken: cancellationToken));
    }

    /// <summary>Those of names that no tenant has are by the settings.</summary>
    private static string Of(DataOwner owner) => owner.TenantId == 0 ? "tenant NOT IN (SELECT identifier FROM tenant)" : "tenant = @Identifier";
}
