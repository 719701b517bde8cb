using System.Collections.Concurrent;
using Dapper;
using SmsBridge.Telemetry;

namespace SmsBridge.Store;

/// <summary>The right of this process to do one piece of work, until it is not renewed in time and somebody else takes it.</summary>
internal sealed class WorkLease(string name, long fence, long renewed)
{
    private long _renewed = renewed;

    public string Name => name;

    /// <summary>Higher than that of everybody who had it before.</summary>
    public long Fence => fence;

    /// <summary>Timestamp of before it was stored, so that it ends here no later than there.</summary>
    internal long Renewed
    {
        get => Volatile.Read(ref _renewed);
        set => Volatile.Write(ref _renewed, value);
    }

    /// <summary>For what must not be written by two: called in the transaction that writes it.</summary>
    /// <exception cref="WorkLeaseLostException">Somebody else has it: nothing of the transaction is written.</exception>
    public void Check(WriteSession session)
    {
        if (!WorkLeaseStatements.Of(session).IsLatest(name, fence))
        {
            throw new WorkLeaseLostException($"Somebody else does this by now: {name}.");
        }
    }
}

/// <summary>It was paused for so long that somebody else went on with its work.</summary>
internal sealed class WorkLeaseLostException(string message) : Exception(message);

/// <summary>
/// Takes and keeps work leases. One that is taken is kept beyond the work, for whoever does such work does it again: it is written when it is taken and
/// when half of its time is over, not with every run.
/// </summary>
internal sealed class WorkLeases(Database database, TimeProvider time, StoreMeter? meter = null)
{
    /// <summary>How long nobody does the work after a process that died, where others are left.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, WorkLease> _held = new(StringComparer.Ordinal);

    /// <summary>The one that is held already, or a new one. Not for two at once.</summary>
    /// <returns>Null: somebody else holds it.</returns>
    public async ValueTask<WorkLease?> TakeAsync(string name)
    {
        if (_held.TryGetValue(name, out var held) && await KeepAsync(held))
        {
            return held;
        }

        var (renewed, now) = (time.GetTimestamp(), Now());
        if (await database.WriteSoonAsync(session => WorkLeaseStatements.Of(session).Take(name, database.NodeId, now, now + Length)) is not { } fence)
        {
            return null;
        }

        return _held[name] = new WorkLease(name, fence, renewed);
    }

    /// <summary>Renews it when it is time to.</summary>
    /// <returns>False: it was lost, and with it the right to go on.</returns>
    public async ValueTask<bool> KeepAsync(WorkLease lease)
    {
        var renewed = time.GetTimestamp();
        if (time.GetElapsedTime(lease.Renewed, renewed) < Period / 2)
        {
            return true;
        }

        var until = Now() + Length;
        if (await database.WriteSoonAsync(session => WorkLeaseStatements.Of(session).Renew(lease.Name, lease.Fence, until)))
        {
            lease.Renewed = renewed;
            return true;
        }

        _held.TryRemove(KeyValuePair.Create(lease.Name, lease));
        meter?.Lost();
        return false;
    }

    /// <summary>Does the work and keeps the lease meanwhile; work that has lost it is cancelled.</summary>
    /// <returns>False: somebody else is at it, or the store takes no writes, of which it says itself.</returns>
    public async Task<bool> RunAsync(string name, Func<CancellationToken, ValueTask> work, CancellationToken cancellationToken)
    {
        if (await TryTakeAsync(name) is not { } lease)
        {
            return false;
        }

        using var mayGoOn = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var done = new CancellationTokenSource();
        var keeping = KeepMeanwhileAsync(lease, mayGoOn, done.Token);
        try
        {
            await work(mayGoOn.Token);
        }
        finally
        {
            await done.CancelAsync();
            await keeping;
        }

        return true;
    }

    /// <summary>Whether another process holds one of these now.</summary>
    public async Task<bool> IsAnyElsewhereAsync(IReadOnlyList<string> names)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM work_lease WHERE name IN @names AND lease_until > @now AND lease_owner <> @NodeId", new { names, now = Now(), database.NodeId }) > 0;
    }

    /// <summary>Gives back all that this process holds, for others to go on at once.</summary>
    public async Task ReleaseAsync()
    {
        if (_held.IsEmpty)
        {
            return;
        }

        try
        {
            await database.WriteAsync(session => WorkLeaseStatements.Of(session).Release(database.NodeId));
            _held.Clear();
        }
        catch (StoreUnavailableException)
        {
            // They end by themselves.
        }
    }

    /// <summary>Gives one back, where this process holds it.</summary>
    public async Task ReleaseAsync(string name)
    {
        if (!_held.TryRemove(name, out var lease))
        {
            return;
        }

        try
        {
            await database.WriteAsync(session => WorkLeaseStatements.Of(session).Renew(name, lease.Fence, until: 0));
        }
        catch (StoreUnavailableException)
        {
            // It ends by itself.
        }
    }

    private async ValueTask<WorkLease?> TryTakeAsync(string name)
    {
        try
        {
            return await TakeAsync(name);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private async Task KeepMeanwhileAsync(WorkLease lease, CancellationTokenSource mayGoOn, CancellationToken done)
    {
        using var timer = new PeriodicTimer(Period / 4, time);
        try
        {
            do
            {
                await timer.WaitForNextTickAsync(done);
            }
            while (await IsKeptAsync(lease));
            await mayGoOn.CancelAsync();
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            // The work is over.
        }
    }

    private async ValueTask<bool> IsKeptAsync(WorkLease lease)
    {
        try
        {
            return await KeepAsync(lease);
        }
        catch (StoreUnavailableException)
        {
            return time.GetElapsedTime(lease.Renewed) < Period; // ours until then, whether that could be stored or not
        }
    }

    private static long Length => (long)Period.TotalMilliseconds;

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>What a process held that is gone is free: nobody has to wait for it to end. One that is alive keeps it; on a file no other is.</summary>
internal sealed class WorkLeaseRelease : IAtOpening
{
    /// <inheritdoc/>
    public void Begin(WriteSession session, NodeStart start)
    {
        using var release = session.Prepare(
            $"UPDATE work_lease SET lease_until = 0 WHERE lease_until > 0 AND lease_owner NOT IN ({NodeHeartbeat.Living})", "livingSince");
        release.Bind(1, start.LivingSince);
        release.Execute();
    }
}
