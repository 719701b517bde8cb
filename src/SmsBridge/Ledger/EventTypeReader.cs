using Dapper;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Reads at start which codes event types have: what a text can be given to is among them since migrations 0002 and 0027.</summary>
internal sealed class EventTypeReader(Database database, EventTypeCodes codes) : IStartReader
{
    public async Task ReadAsync()
    {
        await using var connection = await database.OpenBriefReadAsync();
        foreach (var (code, entity, action) in await connection.QueryAsync<(long, string, string)>("SELECT id, entity, action FROM event_type WHERE tenant_id IS NULL"))
        {
            codes.Remember(new EventType(entity, action), code);
        }
    }
}
