using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;

namespace SmsBridge.Tenants;

/// <summary>
/// Counts wrong keys per address and tenant, minute by minute. Only wrong keys are ever held up: a core that shares its address with a
/// guesser is served as before.
/// </summary>
/// <param name="most">Per minute.</param>
internal sealed class WrongKeyLimit(int most, TimeProvider time)
{
    /// <summary>Who varies the tenant's name to get more tries has one count for his address beyond this, and shares one with all beyond twice this.</summary>
    private const int MostEntries = 10_000;

    private const int LongestTenant = 100;

    private static readonly (IPAddress, string) Overflow = (IPAddress.None, "");

    private volatile Minute _minute = new(0);

    public WrongKeyLimit(IOptions<RegistrationOptions> options, TimeProvider time)
        : this(options.Value.MaxWrongKeysPerMinute, time)
    {
    }

    /// <summary>Counts one wrong key; the time to wait when there have been too many.</summary>
    public TimeSpan? CountWrong(IPAddress? from, string tenant)
    {
        var now = time.GetUtcNow();
        var minute = Current(now.ToUnixTimeSeconds() / 60);
        return minute.Counts.AddOrUpdate(Entry(minute, from, tenant), 1, static (_, count) => count + 1) > most ? RestOfMinute(now) : null;
    }

    /// <summary>The time to wait when one more would be too many; counts nothing.</summary>
    public TimeSpan? Blocked(IPAddress? from, string tenant)
    {
        var now = time.GetUtcNow();
        var minute = Current(now.ToUnixTimeSeconds() / 60);
        return minute.Counts.GetValueOrDefault(Entry(minute, from, tenant)) >= most ? RestOfMinute(now) : null;
    }

    private static (IPAddress, string) Entry(Minute minute, IPAddress? from, string tenant)
    {
        var who = (from ?? IPAddress.None, tenant.Length <= LongestTenant ? tenant : tenant[..LongestTenant]);
        var count = minute.Counts.Count;
        return minute.Counts.ContainsKey(who) || count < MostEntries ? who
            : count < 2 * MostEntries ? (who.Item1, "") // one count for all tenants an address tries
            : Overflow;
    }

    private static TimeSpan RestOfMinute(DateTimeOffset now) => TimeSpan.FromSeconds(60 - (now.ToUnixTimeSeconds() % 60));

    private Minute Current(long number)
    {
        var minute = _minute;
        if (minute.Number != number)
        {
            minute = new Minute(number); // two at once may each make one: a few tries more, no harm
            _minute = minute;
        }

        return minute;
    }

    private sealed record Minute(long Number)
    {
        public ConcurrentDictionary<(IPAddress, string), int> Counts { get; } = new();
    }
}
