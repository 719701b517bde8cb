using Dapper;

namespace SmsBridge.Store;

/// <summary>
/// Nodes on one database are one installation, which others call at one address. One that is given another address belongs to another installation and was
/// given this database by mistake: it would send the SMS of this one, and receipts would go astray. So it does not start while the others work.
/// </summary>
internal sealed class OtherInstallation(Database database, ServiceSettings settings, TimeProvider time) : IStartReader
{
    private const string Address = "Bridge:PublicUrl";

    private const string NotedByOthers = $"SELECT settings FROM node WHERE settings IS NOT NULL AND id <> @NodeId AND id IN ({NodeHeartbeat.Living}) ORDER BY id DESC LIMIT 1";

    /// <exception cref="StoreUnavailableException">With what to do.</exception>
    public async Task ReadAsync()
    {
        if (database.FilePath is not null || await NotedAsync() is not { } noted || !settings.Differs(Address, noted))
        {
            return;
        }

        await database.NoteEndAsync();
        throw new StoreUnavailableException(
            $"Storage:ConnectionString: nodes whose {Address} is not this one's work on {database.Place}. If it is another installation's, give this one a database of its own; "
            + "if not, set the same on all nodes. To change it, stop all nodes first (one that was killed counts for four minutes).") { IsLasting = true };
    }

    private async Task<string?> NotedAsync()
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.QueryFirstOrDefaultAsync<string?>(NotedByOthers, new { database.NodeId, livingSince = NodeHeartbeat.LivingSince(time.GetUtcNow()) });
    }
}
