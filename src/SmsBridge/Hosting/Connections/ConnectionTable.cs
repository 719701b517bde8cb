using System.Net;
using Microsoft.AspNetCore.Connections;

namespace SmsBridge.Hosting.Connections;

/// <summary>
/// All callers' connections. When one too many comes, idle ones give way: first those that never sent a byte, then who waits longest, last those of trusted
/// proxies. A connection with a request in work is never ended.
/// </summary>
/// <param name="isProxy">Whose connections carry everybody's requests: they have no share.</param>
internal sealed class ConnectionTable(int most, int mostPerAddress, Func<IPAddress, bool> isProxy, TimeProvider time, ILogger<ConnectionTable> logger)
{
    /// <summary>A part so large is told to go at once, so that a flood does not make each arrival look at all others.</summary>
    private const int Part = 16;

    /// <summary>But never more, since each end is work too, which hooks wait behind.</summary>
    private const int MostAtOnce = 64;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly HashSet<TrackedConnection> _open = [];
    private readonly Dictionary<IPAddress, int> _counts = [];
    private int _leaving;
    private int _gaveWay;
    private int _turnedAway;
    private long? _toldAt;

    public int Most => most;

    public int MostPerAddress => mostPerAddress;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <returns>False: its address has its share, and all of that is in work.</returns>
    public bool TryAdd(TrackedConnection connection)
    {
        List<TrackedConnection> leaving;
        lock (_gate)
        {
            var mine = _counts.GetValueOrDefault(connection.Network);
            leaving = mine >= mostPerAddress && !IsProxy(connection)
                ? Choose(other => other.Network.Equals(connection.Network), PartOf(mostPerAddress))
                : [];
            if (mine >= mostPerAddress && leaving.Count == 0 && !IsProxy(connection))
            {
                _turnedAway++;
                Tell();
                return false;
            }

            if (_open.Count >= most && leaving.Count == 0)
            {
                leaving = Choose(static _ => true, Math.Max(_open.Count + 1 - most, PartOf(most)));
            }

            _open.Add(connection);
            _counts[connection.Network] = _counts.GetValueOrDefault(connection.Network) + 1;
        }

        End(leaving);
        return true;
    }

    public void Remove(TrackedConnection connection)
    {
        lock (_gate)
        {
            if (connection.IsLeaving)
            {
                _leaving--;
            }
            else if (_open.Remove(connection))
            {
                Forget(connection);
            }
        }
    }

    /// <summary>
    /// Waits while there are too many: all are in work, or too many of those that were told to go have not been cleared away yet. Callers wait in the system's
    /// queue meanwhile, where they cost no file of ours.
    /// </summary>
    public async ValueTask RoomAsync(CancellationToken cancellationToken)
    {
        while (IsFull)
        {
            await Task.Delay(Pause, time, cancellationToken);
            List<TrackedConnection> leaving;
            lock (_gate)
            {
                leaving = _open.Count > most ? Choose(static _ => true, _open.Count - most) : [];
            }

            End(leaving);
        }
    }

    private bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _open.Count > most || _leaving > most;
            }
        }
    }

    private static int PartOf(int number) => Math.Clamp(number / Part, 1, MostAtOnce);

    private bool IsProxy(TrackedConnection connection) => connection.Address is null || isProxy(connection.Address);

    /// <summary>
    /// Within the gate. Where nobody is idle, who waits longest must do, whether it has said something or not: better than to turn away who comes, and one that
    /// says something once a moment has no place for ever, at the cost of those who just came. They count no longer: their files are closed as they are told to go.
    /// </summary>
    private List<TrackedConnection> Choose(Func<TrackedConnection, bool> among, int number)
    {
        var waiting = _open
            .Where(connection => connection.IsWaiting && among(connection))
            .Select(connection => (Connection: connection, Rank: Rank(connection)))
            .ToList();
        waiting.Sort(static (one, other) => one.Rank.CompareTo(other.Rank));
        var leaving = waiting.Take(number).Select(static choice => choice.Connection).ToList();
        _gaveWay += leaving.Count;
        if (leaving.Count > 0)
        {
            Tell();
        }

        foreach (var connection in leaving)
        {
            _open.Remove(connection);
            Forget(connection);
            connection.IsLeaving = true;
            _leaving++;
        }

        return leaving;
    }

    private (bool, bool, bool, long) Rank(TrackedConnection connection)
    {
        var isIdle = connection.IsIdle;
        return (IsProxy(connection), !isIdle, isIdle && connection.HasSpoken, connection.WaitingSince);
    }

    private void Forget(TrackedConnection connection)
    {
        if (_counts.GetValueOrDefault(connection.Network) is > 1 and var count)
        {
            _counts[connection.Network] = count - 1;
        }
        else
        {
            _counts.Remove(connection.Network);
        }
    }

    private static void End(List<TrackedConnection> leaving)
    {
        foreach (var connection in leaving)
        {
            connection.Abort(new ConnectionAbortedException("Idle, and others wait."));
        }
    }

    /// <summary>Within the gate; a line a minute.</summary>
    private void Tell()
    {
        if (_toldAt is { } told && time.GetElapsedTime(told) < Minute)
        {
            return;
        }

        logger.ConnectionsFull(_open.Count, most, _gaveWay, _turnedAway);
        (_toldAt, _gaveWay, _turnedAway) = (time.GetTimestamp(), 0, 0);
    }
}
