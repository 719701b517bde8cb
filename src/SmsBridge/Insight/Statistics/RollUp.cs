using SmsBridge.Insight.Search;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Insight.Statistics;

/// <summary>
/// Keeps the counts. Reads in steps, each of one moment; what a step found and how far it read are one transaction, so that a crash or a
/// second run counts nothing twice. A message is taken out of where it was counted and put where it belongs now.
/// </summary>
internal sealed class RollUp(RollUpReader reader, KnownClients known, Database database, TimeProvider time)
{
    /// <summary>Catches up with everything there is.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => RunAsync(TimeSpan.MaxValue, cancellationToken);

    /// <summary>Goes on from where the last run stopped. Counting must not take from hooks what they need: what does not fit waits for the next run.</summary>
    /// <param name="longest">Begins no further step after it.</param>
    public async Task RunAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        RollUpBatch batch;
        var withOpen = true;
        do
        {
            batch = await reader.ReadAsync(withOpen, cancellationToken);
            if (!batch.IsEmpty)
            {
                var changes = RollUpChanges.Of(batch, time.GetUtcNow());
                var news = await known.NewsAsync([.. batch.Rows.Select(row => row.Settled).OfType<SettledMessage>()], cancellationToken);
                await database.WriteAsync(session => Write(session, batch, changes, news));
            }

            withOpen = batch.HasMoreOpen; // once round: what is still waiting is looked at again with the next run
        }
        while (batch.HasMore && time.GetElapsedTime(start) < longest);
    }

    /// <summary>Drops what is too old to be kept so fine, tenant by tenant.</summary>
    public async Task ForgetOldAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var tenantId in (await reader.TenantsAsync(cancellationToken)).Append(0))
        {
            foreach (var grain in Grains.All.Where(grain => Grains.KeptFor(grain) is not null))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var old = new { grain, tenantId, before = (now - Grains.KeptFor(grain)!.Value).ToUnixTimeMilliseconds() };
                await database.WriteAsync(session =>
                {
                    foreach (var table in (string[])["roll_up_count", "roll_up_reason", "roll_up_latency"])
                    {
                        session.Execute($"DELETE FROM {table} WHERE grain = @grain AND tenant_id = @tenantId AND start < @before", old);
                    }
                });
            }
        }
    }

    private static void Write(WriteSession session, RollUpBatch batch, RollUpChanges changes, KnownNews news)
    {
        var statements = session.Statements(static session => new RollUpStatements(session));

        // Only from where it read: another run that was faster has counted this already.
        batch.Events.Move(session);
        batch.Changes.Move(session);
        if (!statements.MoveOpen(batch.Open.From, batch.Open.To))
        {
            throw new InvalidOperationException("Two roll-ups ran at once.");
        }

        statements.Write(changes);
        news.Write(session);
        ReportRollUp.Mark(session, changes.Hours);
    }
}

/// <summary>What a batch changes: pure.</summary>
internal sealed class RollUpChanges
{
    public Dictionary<(Grain Grain, long TenantId, long Start, long TypeId, int Outcome), long> Counts { get; } = [];

    public Dictionary<(Grain Grain, long TenantId, long Start, string Reason), long> Reasons { get; } = [];

    public Dictionary<(Grain Grain, long TenantId, long Start, int Slot), long> Latencies { get; } = [];

    /// <summary>What they are counted as now, where their status changes will not tell.</summary>
    public Dictionary<long, CountedState> Remembered { get; } = [];

    public List<long> Forgotten { get; } = [];

    /// <summary>Some of whose messages are counted otherwise now.</summary>
    public HashSet<long> Hours { get; } = [];

    public static RollUpChanges Of(RollUpBatch batch, DateTimeOffset now)
    {
        var changes = new RollUpChanges();
        foreach (var row in batch.Rows)
        {
            changes.Add(row, now);
        }

        return changes;
    }

    private void Add(RollUpRow row, DateTimeOffset now)
    {
        var state = row.Now;
        if (row.Verdict == Verdict.Accepted)
        {
            Hours.Add(Grains.Floor(row.ReceivedAt, Grains.LengthOf(Grain.Hour))); // also where only route, code or parts are others
        }

        if (row.IsNew || row.Counted != state)
        {
            foreach (var grain in Grains.All.Where(grain => IsKept(grain, row.ReceivedAt, now)))
            {
                var start = Grains.Floor(row.ReceivedAt, Grains.LengthOf(grain));
                if (!row.IsNew)
                {
                    Count(grain, start, row, row.Counted, -1);
                }

                Count(grain, start, row, state, 1);
                if (row.Latency is { } latency && !state.IsWaiting && (row.IsNew || row.Counted.IsWaiting))
                {
                    Increase(Latencies, (grain, row.TenantId, start, LatencySlots.SlotOf(latency)), 1);
                }
            }
        }

        if (row.Verdict == Verdict.Accepted && row.Told != state)
        {
            Remembered[row.EventId] = state;
        }
        else if (row.RememberedStatus is not null)
        {
            Forgotten.Add(row.EventId);
        }
    }

    private void Count(Grain grain, long start, RollUpRow row, CountedState state, long by)
    {
        Increase(Counts, (grain, row.TenantId, start, row.TypeId, state.Outcome), by);
        if (state.Reason is not null)
        {
            Increase(Reasons, (grain, row.TenantId, start, state.Reason), by);
        }
    }

    private static bool IsKept(Grain grain, long at, DateTimeOffset now) =>
        Grains.KeptFor(grain) is not { } kept || at >= (now - kept).ToUnixTimeMilliseconds();

    private static void Increase<TKey>(Dictionary<TKey, long> counts, TKey key, long by)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + by;
}
