using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Intake.Events;

/// <summary>What is kept of external events beside the inbox.</summary>
internal sealed class EventStore(Database database, EventInbox inbox, IOptions<ExternalEventsOptions> options, TimeProvider time)
{
    private const int MostForgotten = 5_000; // in one transaction, which others wait for

    private readonly ExternalEventsOptions _options = options.Value;

    /// <exception cref="StoreUnavailableException">Nothing was stored.</exception>
    public Task<StoredBatch> StoreAsync(EventBatch batch, DateTimeOffset now) =>
        database.WriteSoonAsync(new StoreEvents(
            batch, inbox.Prepare([.. batch.Entries.Select(entry => entry.Event)]), new SettingAside(batch.Parked, new ParkedRoom(_options.MaxParked, _options.MaxParkedBytes)), now));

    /// <summary>Settles, on a broker's first start, from when on its events are told.</summary>
    public Task<SourceStart> BeginAsync(string broker, DateTimeOffset? startFrom)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(session => ExternalEventStatements.Begin(session, broker, now, startFrom));
    }

    /// <summary>Drops messages that were set aside.</summary>
    /// <param name="tenant">Only those that name it; null: all of them.</param>
    /// <returns>How many.</returns>
    public Task<int> DropAsync(string? tenant) => database.WriteAsync(session => ExternalEventStatements.Drop(session, tenant));

    /// <summary>A message that was set aside is done with.</summary>
    public Task DropAsync(long id) => database.WriteAsync(session => ExternalEventStatements.Drop(session, id));

    /// <summary>Drops the keys of events that are too old to come again, and as old messages of tenants that nobody registered.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - _options.KeepKeys;
        await database.WriteAsync(session => ExternalEventStatements.ForgetOfNobody(session, before));
        while (!cancellationToken.IsCancellationRequested
            && await database.WriteAsync(session => ExternalEventStatements.Forget(session, before, MostForgotten)) == MostForgotten)
        {
        }
    }
}
