using SmsBridge.Store;

namespace SmsBridge.Privacy.Retention;

/// <summary>What is kept by its own age and belongs to no event: the audit, and external events that could not be read. A batch in a transaction, counted in it.</summary>
internal sealed class RetentionApart(IEnumerable<IKeptByAge> kept, Database database, TimeProvider time)
{
    private readonly IReadOnlyList<(RetentionKind Kind, IKeptByAge Data)> _kept = [.. kept.Select(data => (Enum.Parse<RetentionKind>(data.Kind), data))];

    public async Task RunAsync(RetainedTenant tenant, RetentionPeriods periods, DateTimeOffset now, RetentionPace pace, CancellationToken cancellationToken)
    {
        foreach (var (kind, data) in _kept.Where(it => periods.Of(it.Kind) > 0))
        {
            var before = now - TimeSpan.FromDays(periods.Of(kind));
            int removed, most;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                most = pace.Size;
                (removed, var took) = await database.WriteAsync(session =>
                {
                    var start = time.GetTimestamp();
                    return (Remove(session, kind, data, tenant, before, most), time.GetElapsedTime(start));
                });
                if (pace.Took(took, removed) is { Ticks: > 0 } rest)
                {
                    await Task.Delay(rest, time, cancellationToken);
                }
            }
            while (removed == most);
        }
    }

    /// <summary>How many a run would take out now; null: this kind belongs to events.</summary>
    public async Task<long?> CountAsync(RetentionKind kind, DataOwner owner, DateTimeOffset before, CancellationToken cancellationToken) =>
        _kept.FirstOrDefault(it => it.Kind == kind).Data is { } data ? await data.CountAsync(owner, before, RetentionStore.MostCounted, cancellationToken) : null;

    private static int Remove(WriteSession session, RetentionKind kind, IKeptByAge data, RetainedTenant tenant, DateTimeOffset before, int most)
    {
        session.OverwriteFreed(true); // so that the file does not keep what the database does not
        try
        {
            var removed = data.Remove(session, new DataOwner(tenant.Id, tenant.Identifier), before, most);
            if (removed > 0)
            {
                RetentionLaneStore.Count(session, tenant.Id, kind, removed);
            }

            return removed;
        }
        finally
        {
            session.OverwriteFreed(false);
        }
    }
}
