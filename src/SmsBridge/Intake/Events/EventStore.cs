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
        database.WriteSoonAsync(new StoreEvents(batch, inbox.Prepare([.. batch.Entries.Select(entry => entry.Event)]), new ParkedRoom(_options.MaxParked, _options.MaxParkedBytes), now));

    /// <summary>Settles, on a broker's first start, from when on its events are told.</summary>
    public Task<SourceStart> BeginAsync(string broker, DateTimeOffset? startFrom)
    {
        var now = time.GetUtcNow();
        return database.WriteAsync(session => ExternalEventStatements.Begin(session, broker, now, startFrom));
    }

    /// <summary>Drops the keys of events that are too old to come again.</summary>
    public async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - _options.KeepKeys;
        while (!cancellationToken.IsCancellationRequested
            && await database.WriteAsync(session => ExternalEventStatements.Forget(session, before, MostForgotten)) == MostForgotten)
        {
        }
    }
}
