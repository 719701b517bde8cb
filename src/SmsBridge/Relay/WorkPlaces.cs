using System.Collections.Concurrent;

namespace SmsBridge.Relay;

/// <summary>
/// The relay's places, and who holds them for long. A place is held while core and provider are waited for, so tenants with slow ones would soon hold
/// all. What is slow - in work for longer than <c>slowAfter</c>, or of a tenant that was so within a minute - counts for three quarters of the places at
/// most, whoever's it is and however many there are: the rest is for what goes fast. What turns out slow only when it has a place is let be, beyond
/// these, up to <see cref="MostOver"/> times as many places in all.
/// </summary>
internal sealed class WorkPlaces(int places, TimeSpan slowAfter, TimeProvider time)
{
    /// <summary>A bound on memory: where each call ends by its time-out nobody gets there.</summary>
    internal const int MostOver = 4;

    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<long, Place> _taken = new(); // by event
    private readonly ConcurrentDictionary<long, long> _slow = new(); // by tenant: when it last was

    private int ForSlow => Math.Max(1, places * 3 / 4);

    public void Take(long eventId, long tenantId) => _taken[eventId] = new Place(tenantId, time.GetTimestamp());

    public void Leave(long eventId)
    {
        if (_taken.TryRemove(eventId, out var place) && IsSlow(place))
        {
            _slow[place.TenantId] = time.GetTimestamp();
        }
    }

    /// <summary>What may be taken now. For one claim.</summary>
    public PlacesLeft Look()
    {
        var taken = _taken.Count;
        if (_slow.IsEmpty && taken <= places / 4)
        {
            return new PlacesLeft(places - taken, places, places, _slow); // the ordinary case
        }

        Forget();
        var (slow, fast) = (0, 0);
        foreach (var (_, place) in _taken)
        {
            if (IsSlow(place))
            {
                _slow[place.TenantId] = time.GetTimestamp();
                slow++;
            }
            else if (_slow.ContainsKey(place.TenantId))
            {
                slow++;
            }
            else
            {
                fast++;
            }
        }

        var free = Math.Min(places - fast - Math.Min(slow, ForSlow), (MostOver * places) - slow - fast);
        return new PlacesLeft(free, ForSlow - slow, Math.Max(1, ForSlow / Math.Max(1, _slow.Count)), _slow);
    }

    private bool IsSlow(in Place place) => time.GetElapsedTime(place.TakenAt) >= slowAfter;

    private void Forget()
    {
        foreach (var known in _slow)
        {
            if (time.GetElapsedTime(known.Value) > Remembered)
            {
                _slow.TryRemove(known);
            }
        }
    }

    private readonly record struct Place(long TenantId, long TakenAt);
}

/// <summary>The places that are left, for one claim.</summary>
/// <param name="free">All together.</param>
/// <param name="forSlow">Of these, for tenants that were slow lately.</param>
/// <param name="each">Of these, for each of them.</param>
internal sealed class PlacesLeft(int free, int forSlow, int each, ConcurrentDictionary<long, long> slow)
{
    private int _forSlow = forSlow;

    public int Free => free;

    /// <summary>How many a tenant may take; each is asked for once.</summary>
    /// <param name="wanted">What its own limits leave it.</param>
    public int RoomOf(long tenantId, int wanted)
    {
        if (!slow.ContainsKey(tenantId))
        {
            return wanted;
        }

        var room = Math.Clamp(Math.Min(_forSlow, each), 0, Math.Max(0, wanted));
        _forSlow -= room;
        return room;
    }
}
